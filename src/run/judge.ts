import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { evaluateGates } from '../gates/evaluate-gates.ts'
import { judge as judgeRun, type RunVerdict } from '../gates/judge.ts'
import type { StartedRun } from './begin.ts'
import { type MadeBy, made } from './brand.ts'
import type { Measured } from './measure.ts'
import { requestApproval } from './request-approval.ts'

export type Judged = MadeBy<
  'judge',
  { readonly facts: Facts; readonly gates: readonly GateResult[]; readonly judgement: RunVerdict }
>

/** The verdict that the facts of a sealed run give: it is not judged anew, and nothing is recorded. */
export function judgeSealed(facts: Facts): Judged {
  const gates = evaluateGates(facts)
  return made('judge')({ facts, gates, judgement: judgeRun(facts, gates) })
}

/** Every gate says pass, fail or not-run, with all its reasons; the verdict follows from them alone. */
export async function judge(run: StartedRun, measured: Measured): Promise<Judged> {
  run.progress('judge', '')
  // The last moment at which an interruption counts: from here on everything is known, and what is left takes no time.
  const known: Facts = { ...measured.facts, interrupted: measured.facts.interrupted ?? run.interrupts.cause }
  if (known.interrupted !== null) await run.events.append('run.interrupted', 'harness', known.interrupted)
  const facts = await requestApproval(run, known)
  const gates = evaluateGates(facts)
  for (const result of gates) await run.events.append('gate.evaluated', 'harness', result)
  const judgement = judgeRun(facts, gates)
  for (const { code, message } of judgement.blockers) {
    await run.events.append('blocker.raised', 'harness', { code, message, evidence: 'facts.json' })
  }
  return made('judge')({ facts, gates, judgement })
}
