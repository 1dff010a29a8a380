import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { VerifyResult } from '../../contract/results.ts'
import { PROCTOR_VERSION } from '../../contract/version.ts'
import { signStatement } from '../../evidence/sign-statement.ts'
import { type AfterSealDraft, decisionOf } from '../../kernel/after-seal.ts'
import { chainLink } from '../../kernel/event-chain.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { laterVerdictPath, recordUri, toVerdictStatement } from '../../kernel/verdict-statement.ts'
import { digestIn, statementsIn } from '../sign-verdict.ts'
import { writeDurably } from '../write-durably.ts'
import type { PeopleWorkspace, SealedRun } from './open-sealed-run.ts'

/**
 * Once people have decided, the verifier says so under its own key: a verdict beside the record that decided it. The one of
 * the seal stays as it is. A crash before it costs nothing: the next command about the run writes it.
 * @returns whether it was written now  @throws ProctorError evidence_write
 */
export async function signLaterVerdict(
  people: PeopleWorkspace,
  { folder, report, runId }: SealedRun,
  verified: VerifyResult,
): Promise<boolean> {
  const decided = verified.approval === 'granted' || verified.approval === 'denied'
  if (!verified.ok || !decided) return false
  const line = await decidingLine(folder)
  // Time that is over without a record, or a key that was revoked since, decides as well, and by no record.
  if (line === null || line.decision !== (verified.approval === 'granted')) return false
  const path = laterVerdictPath(line.sequence)
  if (verified.verdicts.some((verdict) => verdict.file === path)) return false
  const statement = toVerdictStatement({
    runId,
    reportSha256: await digestIn(folder, 'report.json'),
    policySha256: await digestIn(folder, 'inputs/policy.json'),
    inputs: [
      ...(await statementsIn(folder, report.tests !== null)),
      [recordUri(line.sequence), chainLink(line.text)],
    ],
    passed: verified.approval === 'granted',
    verifierVersion: { proctor: PROCTOR_VERSION },
    timeVerified: new Date().toISOString(),
  })
  const text = signStatement(statement, people.keys.verifier)
  await writeDurably(
    join(folder, 'approvals'),
    path.slice('approvals/'.length),
    text,
    people.workspace.paths.work,
  )
  return true
}

interface Line {
  readonly sequence: string
  readonly text: string
  readonly decision: boolean | null
}

/** The last line that is no delivery: nothing can be decided after a decision. Null when there is none. */
async function decidingLine(folder: string): Promise<Line | null> {
  let text: string
  try {
    text = await readFile(join(folder, 'approvals', 'events.jsonl'), 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  const lines = text.split('\n').slice(0, -1)
  const events = lines.map((line) => JSON.parse(line) as AfterSealDraft & { readonly sequence: string })
  const place = events.findLastIndex(({ type }) => type !== 'delivery.recorded')
  const [line, event] = [lines[place], events[place]]
  if (line === undefined || event === undefined) return null
  return { sequence: event.sequence, text: line, decision: decisionOf(event) }
}
