import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecisionRecord } from '../contract/decision.ts'
import type { Recommendation } from '../contract/decision-facts.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import type { DecisionStatement } from '../contract/statement.ts'
import { signStatement } from '../evidence/sign-statement.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import type { RuleAnswer } from '../policy/decide-eligibility.ts'
import { admit } from './admit.ts'
import { type Decision, decide } from './decide.ts'
import { Interrupts } from './interrupts.ts'
import { lookBack } from './look-back.ts'
import { leaveNothing, openRun } from './open-run.ts'
import type { OpenedRun } from './opened-run.ts'
import type { RunRequest } from './request.ts'

export interface DecidedTask {
  readonly record: DecisionRecord
  readonly rules: readonly RuleAnswer[]
  /** What the candidates said of the task before. It weighs nothing. */
  readonly recommendations: readonly Recommendation[]
}

/**
 * The decision that `run` would make, without running anything.
 * @param out folder for facts, policy, decision and the signed statement; nothing is written when undefined
 */
export async function decideTask(request: RunRequest, out: string | undefined): Promise<DecidedTask> {
  using interrupts = new Interrupts()
  const opened = await openRun(request, interrupts)
  try {
    const admission = await admit(opened)
    const decision = decide(opened, admission, await lookBack(opened, admission))
    if (out !== undefined) await publish(opened, decision, out)
    const { record, rules, facts } = decision
    return { record, rules, recommendations: facts.recommendations }
  } finally {
    await leaveNothing(opened)
  }
}

async function publish(run: OpenedRun, { record, facts }: Decision, out: string): Promise<void> {
  await mkdir(out, { recursive: true })
  const factsText = toCanonicalJson(facts)
  const statement: DecisionStatement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'decision-facts.json', digest: { sha256: sha256(factsText) } }],
    predicateType: PREDICATE_TYPES.decision,
    predicate: { runId: run.id, nonce: randomBytes(32).toString('hex'), decision: record },
  }
  const files = {
    'decision-facts.json': factsText,
    'policy.json': run.inputs.policy,
    'decision.json': toCanonicalJson(record),
    'decision.sigstore.json': signStatement(statement, run.keys.verifier),
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content)
}
