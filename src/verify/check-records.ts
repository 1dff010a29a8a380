import { isDeepStrictEqual } from 'node:util'
import { type ApprovalRequest, ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import type { Finding } from '../contract/finding.ts'
import type { SignatureFacts, SignatureRole } from '../contract/signature.ts'
import { type AfterSealDraft, toAfterSealStatement } from '../kernel/after-seal.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { judgePeople, judgeUnasked, type PeopleAct, type PeopleVerdict } from '../policy/judge-people.ts'
import { toSignedDraft } from '../policy/to-signed-draft.ts'
import { checkLaterVerdict, type LaterVerdict } from './check-later-verdict.ts'
import { checkLeafProof } from './check-proof.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { readDocument } from './read-document.ts'
import { isSigned, type RawRecord, type RecordsInput, readRecords } from './read-records.ts'
import type { TrustedKeys } from './trusted-keys.ts'

/** Who signed these bytes in a role, judged at a moment. */
export type CheckSignature = (
  role: SignatureRole,
  content: Uint8Array,
  signature: Uint8Array,
  at: Date,
) => Promise<SignatureFacts>

export interface RecordsContext {
  readonly input: RecordsInput
  /** Files of the bundle as they are. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What people were asked; null when nobody was, and a delivery is all that can be recorded. */
  readonly asked: { readonly request: ApprovalRequest; readonly requestSha256: string } | null
  /** The run passed when it was sealed. */
  readonly passed: boolean
  /** Payload of the run statement, and its index in the ledger. */
  readonly run: { readonly payload: Uint8Array; readonly index: number | null }
  readonly trust: { readonly keys: TrustedKeys; readonly workspaceId: string } | null
  /** Null when nobody said who may sign. */
  readonly signers: CheckSignature | null
  readonly now: Date
}

export interface RecordsAnswer {
  readonly findings: readonly Finding[]
  /** Null when nobody was asked, or nothing can be relied on. */
  readonly verdict: PeopleVerdict | null
  readonly delivered: string | null
  /** What the verifier has signed since, in the order of the records. */
  readonly verdicts: readonly LaterVerdict[]
  /** Signatures were to be checked, and nobody said who may sign. */
  readonly unchecked: boolean
}

const NOTHING = { verdict: null, delivered: null, verdicts: [], unchecked: false } as const

const NOT_CHECKED: SignatureFacts = {
  ok: false,
  problem: 'signer-unknown',
  message: 'nobody said who may sign',
}

/** Everything that was recorded after the seal, derived again: who signed what, in which order, and what follows. */
export async function checkRecords(context: RecordsContext): Promise<RecordsAnswer> {
  const { records, findings } = readRecords(context.input)
  const runStatementSha256 = sha256(context.run.payload)
  const proofs = checkProofs(context, runStatementSha256, records)
  const wrong: Finding[] = [...findings, ...proofs.flatMap((proof) => proof.findings)]
  const verdicts: LaterVerdict[] = []
  const acts: PeopleAct[] = []
  const { input, trust, files } = context
  for (const [place, record] of records.entries()) {
    const later = { runId: input.runId, files, keys: trust?.keys ?? null }
    const said = checkLaterVerdict(record, proofs[place]?.index ?? null, later)
    wrong.push(...said.findings)
    if (said.verdict !== null) verdicts.push(said.verdict)
    const read = await toAct(context, record)
    if ('findings' in read) wrong.push(...read.findings)
    else acts.push(read.act)
  }
  if (wrong.length > 0) return { ...NOTHING, findings: wrong }
  const { asked } = context
  const verdict = asked === null ? null : judgePeople({ ...asked, runStatementSha256 }, acts, context.now)
  const judged = verdict ?? judgeUnasked(acts, context.passed)
  const strange = judged.acts.flatMap(({ strange: why }, index) =>
    why === null ? [] : [finding('event-order', FILES.records, `line ${index + 1}: ${why}`)],
  )
  const unchecked = context.signers === null && records.some(({ event }) => isSigned(event))
  if (strange.length > 0) return { ...NOTHING, findings: strange }
  return { findings: [], verdict, delivered: judged.delivered, verdicts, unchecked }
}

/** Each record is an entry of the ledger, behind the run and behind the record before. */
function checkProofs(
  { trust, run, input }: RecordsContext,
  runStatementSha256: string,
  records: readonly RawRecord[],
): { readonly index: number | null; readonly findings: readonly Finding[] }[] {
  let before = run.index
  return records.map(({ event, line, document, signature, proof }) => {
    const path = `${FILES.approvals}/${event.sequence}.proof`
    const entry = toAfterSealStatement(runStatementSha256, {
      runId: input.runId,
      sequence: event.sequence,
      event: line,
      document: textOrNull(document),
      signature: textOrNull(signature),
    })
    const answer = checkLeafProof(path, proof, Buffer.from(toCanonicalJson(entry)), trust)
    const late = answer.index !== null && before !== null && answer.index <= before
    before = answer.index ?? before
    const order = finding('proof-invalid', path, 'it stands in the ledger before what it follows')
    return { index: answer.index, findings: late ? [...answer.findings, order] : answer.findings }
  })
}

function textOrNull(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : Buffer.from(bytes).toString('utf8')
}

async function toAct(
  { signers }: RecordsContext,
  { event, document, signature }: RawRecord,
): Promise<{ readonly act: PeopleAct } | { readonly findings: readonly Finding[] }> {
  const at = event.time
  if (event.type === 'delivery.recorded') return { act: { kind: 'delivery', at, ref: event.data.ref } }
  if (document === null || signature === null) return { act: { kind: 'timeout', at } }
  const path = `${FILES.approvals}/${event.sequence}.json`
  const isReview = event.type === 'review.accepted' || event.type === 'review.rejected'
  const read = isReview
    ? readDocument(path, document, ReviewStatement)
    : readDocument(path, document, ApprovalStatement)
  if (!read.ok) return read
  const role = isReview ? 'review' : 'approval'
  const facts = await (signers?.(role, document, signature, new Date(at)) ?? NOT_CHECKED)
  const refused = event.type === 'approval.denied' && event.data.reason === 'invalid'
  const digests = { statement: sha256(document), signature: sha256(signature) }
  const expected = toSignedDraft(read.value, facts, digests, refused)
  // What was refused may hold by now, such as when its signer was added later; it stays refused.
  const same = facts.ok && !refused ? isSame(event, expected) : isSameButSigner(event, expected)
  if (!same)
    return {
      findings: [finding('approval-mismatch', path, 'its record says something else than what was signed')],
    }
  return { act: { kind: 'signed', at, statement: read.value, signature: facts, refused } }
}

function isSame({ type, data }: AfterSealDraft, expected: AfterSealDraft): boolean {
  return type === expected.type && isDeepStrictEqual(data, expected.data)
}

/** What a signature that no longer holds, or can't be checked, can't say again: who made it. */
function isSameButSigner(event: AfterSealDraft, expected: AfterSealDraft): boolean {
  const strip = ({ data }: AfterSealDraft): object => {
    const unknown = { principal: null, keyFingerprint: null, userPresent: null, reviewer: null }
    return { ...data, ...unknown }
  }
  return event.type === expected.type && isDeepStrictEqual(strip(event), strip(expected))
}
