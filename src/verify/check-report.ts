import { isDeepStrictEqual } from 'node:util'
import type { Event, EventOf } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import type { ReportCore } from '../contract/report.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge } from '../gates/judge.ts'
import { chainLink } from '../kernel/event-chain.ts'
import { foldReport } from '../report/fold-report.ts'
import { renderReportMarkdown } from '../report/render-markdown.ts'
import { toTrace } from '../report/to-trace.ts'
import { differences } from './differences.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { toLines } from './lines.ts'
import type { Sealed } from './sealed.ts'

/** Folds events, facts and gates again, and compares with the report. */
export function checkReport({
  report,
  events,
  facts,
  documents,
}: Pick<Sealed, 'report' | 'events' | 'facts' | 'documents'>): Finding[] {
  if (startOf(events)?.data.runId !== facts.runId) return []
  const gates = evaluateGates(facts)
  const last = toLines(documents.get(FILES.events) ?? new Uint8Array()).at(-1) ?? new Uint8Array()
  const folded = foldReport({
    events,
    facts,
    gates,
    verdict: judge(facts, gates),
    chainHead: chainLink(last),
  })
  // What follows from the gates is compared by the check of the gates.
  const { gates: _, blockers: __, status: ___, completeness: ____, ...rest } = folded
  const { digests, gates: _g, blockers: _b, status: _s, completeness: _c, ...stated } = report
  return differences(stated, rest).map((name) =>
    finding('report-mismatch', FILES.report, `${name} is not what events and facts give`),
  )
}

/** Whether report.md shows this report and nothing else. */
export function checkPage({
  report,
  page,
}: Pick<Sealed, 'report'> & { readonly page: Uint8Array }): Finding[] {
  const { digests: _, ...core } = report
  return isText(page, renderReportMarkdown(core satisfies ReportCore))
    ? []
    : [finding('report-page-mismatch', FILES.page, 'rendered again from report.json, the page is another')]
}

/** Whether trace.jsonl is the trace of these events. */
export function checkTrace({
  events,
  facts,
  trace,
}: Pick<Sealed, 'events' | 'facts'> & { readonly trace: Uint8Array }): Finding[] {
  if (startOf(events) === undefined) return []
  return isText(trace, toTrace(events, facts))
    ? []
    : [finding('trace-mismatch', FILES.trace, 'made again from the events, the trace is another')]
}

/** The one start of a run. A log without it has neither fold nor trace; the checks of events and facts say so. */
function startOf(events: readonly Event[]): EventOf<'run.started'> | undefined {
  const starts = events.filter(({ type }) => type === 'run.started')
  const first = events[0]
  return starts.length === 1 && first?.type === 'run.started' ? first : undefined
}

function isText(bytes: Uint8Array, text: string): boolean {
  return isDeepStrictEqual(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), Buffer.from(text))
}
