import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { AdmissionRecord, DecisionRecord } from '../contract/decision.ts'
import { DecisionFacts } from '../contract/decision-facts.ts'
import { RefusalReason, SourceState } from '../contract/facts.ts'
import { GitOid, RunId, Sha256, Slug, Timestamp } from '../contract/ids.ts'
import { ChallengeStatement } from '../contract/statement.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { writeDurably } from './write-durably.ts'

/** `record.json` of a work folder: what it takes to seal a run without the process that began it. */
export const RunRecord = z.strictObject({
  schemaVersion: z.literal('urn:proctor:schema:run-record:v1'),
  id: RunId,
  startedAt: Timestamp,
  /** `inputs/task.json` and `inputs/policy.json`, byte for byte. */
  taskInput: z.string(),
  policyInput: z.string(),
  base: z.strictObject({ commit: GitOid, tree: GitOid }),
  sourceBefore: SourceState,
  owner: z.strictObject({ uid: z.int(), gid: z.int() }).nullable(),
  sandbox: z.enum(['bubblewrap', 'none']),
  engine: Slug,
  admission: AdmissionRecord,
  admissionDigest: Sha256,
  decision: DecisionRecord,
  decisionFacts: DecisionFacts,
  /** Record, enablement and signers as they were, base64 by name below `inputs/`. */
  documents: z.record(z.string(), z.base64()),
  refusals: z.array(RefusalReason),
  /** The run is on record when the ledger has this challenge; before that there is nothing to lose. */
  challenge: ChallengeStatement.shape.predicate,
})
export type RunRecord = z.infer<typeof RunRecord>

const NAME = 'record.json'
const MAX_BYTES = 64 * 1024 * 1024

/** On the disk when this settles. @throws ProctorError evidence_write */
export async function writeRunRecord(root: string, record: RunRecord): Promise<void> {
  await writeDurably(root, NAME, toCanonicalJson(record))
}

export type ReadRecord =
  | { readonly state: 'absent' }
  | { readonly state: 'there'; readonly record: RunRecord }
  /** Written by another version, by nobody that we know, or not whole. */
  | { readonly state: 'unreadable'; readonly why: string }

export async function readRunRecord(root: string, runId: string): Promise<ReadRecord> {
  let text: string
  try {
    text = await readFile(join(root, NAME), 'utf8')
  } catch (error) {
    const errno = errnoOf(error)
    if (errno === 'ENOENT') return { state: 'absent' }
    if (errno === undefined) throw error
    return { state: 'unreadable', why: `${NAME} can not be read: ${errno}` }
  }
  if (text.length > MAX_BYTES) return { state: 'unreadable', why: `${NAME} is too long` }
  const parsed = RunRecord.safeParse(parseOrNull(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return {
      state: 'unreadable',
      why: `${NAME} is not one of this version: ${issue?.path.join('.')} ${issue?.message}`,
    }
  }
  if (parsed.data.id !== runId) return { state: 'unreadable', why: `${NAME} is of run ${parsed.data.id}` }
  return { state: 'there', record: parsed.data }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
