import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge } from '../gates/judge.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Evaluates every gate again from the facts, judges again, and compares with report and event log. */
export function checkGates({
  facts,
  report,
  events,
}: Pick<Sealed, 'facts' | 'report' | 'events'>): Finding[] {
  const gates = evaluateGates(facts)
  const verdict = judge(facts, gates)
  const wrong: (readonly [file: string, what: string])[] = []
  const same = (file: string, what: string, actual: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(actual, expected)) wrong.push([file, what])
  }
  const blockers = verdict.blockers.map(({ code, message }) => ({ code, message }))
  const stated = new Map(report.gates.map((result) => [result.gate, result]))
  for (const result of gates) same(FILES.report, `gate ${result.gate}`, stated.get(result.gate), result)
  same(
    FILES.report,
    'the list of gates',
    report.gates.map(({ gate }) => gate),
    gates.map(({ gate }) => gate),
  )
  same(FILES.report, 'the blockers', report.blockers, blockers)
  same(FILES.report, 'the status', report.status, verdict.status)
  same(FILES.report, 'the completeness', report.completeness, verdict.completeness)

  const logged = events.flatMap((event) => (event.type === 'gate.evaluated' ? [event.data] : []))
  const raised = events.flatMap((event) =>
    event.type === 'blocker.raised' ? [{ code: event.data.code, message: event.data.message }] : [],
  )
  const finished = events.findLast((event) => event.type === 'run.finished')?.data
  same(FILES.events, 'the gates', logged, gates)
  same(FILES.events, 'the blockers', raised, blockers)
  if (finished !== undefined) {
    const end = [finished.status, finished.completeness, finished.blockers]
    const codes = [...new Set(blockers.map(({ code }) => code))]
    same(FILES.events, 'the end of the run', end, [verdict.status, verdict.completeness, codes])
  }
  return wrong.map(([file, what]) => finding('gates-mismatch', file, `evaluated again, ${what} is another`))
}
