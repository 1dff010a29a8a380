// Promises: a person's yes or no about one run, shown from what is on disk before it is signed, recorded once.
// Must not: hold a process while people think, sign without being given a key, or count what does not hold.
// Called by: cli/ for approve, deny and review.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ApprovalStatement, ReviewStatement } from '../../contract/approval.ts'
import { BLOCKERS } from '../../contract/blockers.ts'
import { combineExitCodes, EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { VerifyResult } from '../../contract/results.ts'
import type { SignatureRole } from '../../contract/signature.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import type { ApprovalSubject } from '../../policy/check-approval.ts'
import { judgePeople, type PeopleAct } from '../../policy/judge-people.ts'
import { toSignedDraft } from '../../policy/to-signed-draft.ts'
import { signBytes, signingCommand } from '../../signatures/index.ts'
import { replaceFile } from '../../workspace/write-yaml.ts'
import {
  openPeople,
  type PeopleWorkspace,
  readSealedRun,
  type SealedRun,
  verifySealedRun,
} from './open-sealed-run.ts'
import { readActs } from './read-acts.ts'
import { catchUp, readRecords, recordAfterSeal } from './record-after-seal.ts'
import { signLaterVerdict } from './sign-later-verdict.ts'
import { toApprovalStatement, toReviewStatement } from './to-statement.ts'

export type Words =
  | { readonly kind: 'approval'; readonly decision: 'granted' | 'denied'; readonly comment: string | null }
  | {
      readonly kind: 'review'
      readonly verdict: 'accepted' | 'rejected'
      readonly reviewer: string | null
      readonly reasons: readonly string[]
    }

export interface DecideRequest {
  readonly workspaceDir: string
  readonly runId: string
  readonly words: Words
  /** Key to sign with now. */
  readonly key: string | undefined
  /** Signature that was made elsewhere over the statement that an earlier call wrote. */
  readonly signature: string | undefined
  /** Shows what is about to be signed. */
  readonly show: (run: SealedRun) => void
}

export interface DecideAnswer {
  /** `unsigned`: written, and waiting to be signed. `refused`: it does not count; `reasons` say why. */
  readonly outcome: 'recorded' | 'refused' | 'unsigned'
  readonly reasons: readonly string[]
  /** Where the statement lies, and the command that signs it. */
  readonly statement: string | null
  readonly command: string | null
  readonly verified: VerifyResult
  readonly exitCode: ExitCode
}

const ATTEMPTS = 5

/** @throws ProctorError path_missing, nothing_to_decide, config_invalid, keys_missing: nothing is recorded then */
export async function decideRun(request: DecideRequest): Promise<DecideAnswer> {
  const people = await openPeople(request.workspaceDir)
  const run = await readSealedRun(request.workspaceDir, request.runId)
  const subject = subjectOf(run, request.words)
  const before = await people.inTurn(async () => {
    await catchUp(people, run)
    const verified = await verifyAndSign(people, run, request.workspaceDir)
    return { verified, settled: await whySettled(people, run, verified, request.workspaceDir) }
  })
  if (before.settled !== null) return before.settled
  request.show(run)
  // Out of turn: a key may ask its owner for a touch.
  const signed = await toSigned(people, run, subject, request)
  if ('command' in signed) return toAnswer('unsigned', [], before.verified, signed)
  return await people.inTurn(async () => await recordSigned(people, run, subject, request, signed))
}

/** Looks again whenever another record came first. */
async function recordSigned(
  people: PeopleWorkspace,
  run: SealedRun,
  subject: ApprovalSubject,
  request: DecideRequest,
  signed: Signed,
): Promise<DecideAnswer> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const { reasons, recorded } = await tryToRecord(people, run, subject, request, signed)
    const verified = await verifyAndSign(people, run, request.workspaceDir)
    if (recorded) return toAnswer(reasons.length === 0 ? 'recorded' : 'refused', reasons, verified)
    const now = await whySettled(people, run, verified, request.workspaceDir)
    if (now !== null) return now
  }
  throw new ProctorError('ledger_conflict', 'others kept recording decisions about this run', {
    hint: 'try again',
  })
}

/** As a stranger finds the run; where people have decided, the verifier has signed that. */
async function verifyAndSign(
  people: PeopleWorkspace,
  run: SealedRun,
  workspaceDir: string,
): Promise<VerifyResult> {
  const verified = await verifySealedRun(workspaceDir, run)
  const written = await signLaterVerdict(people, run, verified)
  return written ? await verifySealedRun(workspaceDir, run) : verified
}

/** Whom this may be asked about at all. */
function subjectOf({ subject, runId, report }: SealedRun, words: Words): ApprovalSubject {
  if (subject === null) {
    const why =
      report.status === 'pass'
        ? 'policy asks no person about it'
        : 'it did not pass, and people are asked about what passed'
    throw new ProctorError('nothing_to_decide', `run ${runId} waits for nobody: ${why}`, {
      hint: 'see proctor approvals',
    })
  }
  const { reviewers } = subject.request.needs
  if (
    words.kind === 'review' &&
    words.reviewer !== null &&
    !reviewers.some(({ id }) => id === words.reviewer)
  )
    throw new ProctorError('usage', `policy names no person as reviewer ${words.reviewer}`, {
      hint:
        reviewers.length === 0
          ? 'leave --as out'
          : `name one of: ${reviewers.map(({ id }) => id).join(', ')}`,
    })
  return subject
}

/** Why nothing can be decided any more; null when something can. Silence that lasted too long is put on record. */
async function whySettled(
  people: PeopleWorkspace,
  run: SealedRun,
  verified: VerifyResult,
  workspaceDir: string,
): Promise<DecideAnswer | null> {
  if (!verified.ok) return toAnswer('refused', ['the bundle does not verify', ...sayings(verified)], verified)
  const { blocker, reasons } = verified.people ?? { blocker: null, reasons: [] }
  if (blocker === 'approval_pending' || blocker === 'approval_invalid') return null
  if (blocker === 'approval_timeout') {
    await recordSilence(people, run)
    const after = await verifyAndSign(people, run, workspaceDir)
    return toAnswer('refused', ['the time to decide is over', ...reasons], after)
  }
  return toAnswer('refused', ['it is decided already', ...reasons], verified)
}

/** That nobody decided in time, once. */
export async function recordSilence(people: PeopleWorkspace, run: SealedRun): Promise<void> {
  const { subject } = run
  const records = await readRecords(run)
  if (subject === null || records.at(-1)?.includes('"reason":"timeout"') === true) return
  const { approvalId } = subject.request
  const data = { approvalId, principal: null, reason: 'timeout', statementDigest: null } as const
  const draft = { type: 'approval.denied', data } as const
  await recordAfterSeal(people, run, records.length, { draft, at: new Date().toISOString(), signed: null })
}

interface Signed {
  readonly statement: ApprovalStatement | ReviewStatement
  readonly document: Uint8Array
  readonly signature: Uint8Array
}

async function toSigned(
  people: PeopleWorkspace,
  run: SealedRun,
  subject: ApprovalSubject,
  { words, key, signature }: DecideRequest,
): Promise<Signed | { readonly statement: string; readonly command: string }> {
  const role: SignatureRole = words.kind
  const word = words.kind === 'approval' ? words.decision : words.verdict
  const file = join(people.workspace.paths.state, 'approvals', `${run.runId}-${word}.json`)
  if (signature !== undefined) return await readSigned(file, words, signature)
  const statement =
    words.kind === 'approval' ? toApprovalStatement(subject, words) : toReviewStatement(subject, words)
  const document = Buffer.from(toCanonicalJson(statement))
  if (key !== undefined) return { statement, document, signature: await signBytes(document, key, role) }
  await mkdir(join(file, '..'), { recursive: true })
  await replaceFile(file, document.toString('utf8'))
  return { statement: file, command: signingCommand(file, role) }
}

/** The statement as it was written for signing, and the signature that came back. */
async function readSigned(file: string, words: Words, signaturePath: string): Promise<Signed> {
  const read = async (path: string, hint: string): Promise<Buffer> => {
    try {
      return await readFile(path)
    } catch (cause) {
      if (errnoOf(cause) === undefined) throw cause
      throw new ProctorError('path_missing', `${path}: there is no such file`, { hint, cause })
    }
  }
  const document = await read(file, 'run the command without --key and --signature first')
  const signature = await read(signaturePath, 'check --signature')
  const schema = words.kind === 'approval' ? ApprovalStatement : ReviewStatement
  const parsed = schema.safeParse(parseOrNull(document.toString('utf8')))
  if (!parsed.success || toCanonicalJson(parsed.data) !== document.toString('utf8'))
    throw new ProctorError(
      'config_invalid',
      `${file}: this is not a statement as it was written for signing`,
      {
        hint: 'run the command without --key and --signature again',
      },
    )
  return { statement: parsed.data, document, signature }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Judges the decision as the verifier will, with everything that was recorded before it, and puts it on record. */
async function tryToRecord(
  people: PeopleWorkspace,
  run: SealedRun,
  subject: ApprovalSubject,
  { words }: DecideRequest,
  { statement, document, signature }: Signed,
): Promise<{ readonly reasons: readonly string[]; readonly recorded: boolean }> {
  const at = new Date()
  const facts = await people.signers.check(words.kind, document, signature, at)
  const act: PeopleAct = { kind: 'signed', at: at.toISOString(), statement, signature: facts, refused: false }
  const before = await readActs(people, run)
  const judged = judgePeople(subject, [...before, act], at).acts.at(-1)
  // Said before, or decided in the meantime: that takes nothing from the run, and leaves no trace.
  if (judged === undefined || judged.strange !== null)
    return { reasons: [judged?.strange ?? 'it can not be judged'], recorded: true }
  const reasons = judged.against
  // A review that does not hold leaves no trace: nothing waits for that signature, and it decides nothing.
  if (reasons.length > 0 && words.kind === 'review') return { reasons, recorded: true }
  const digests = { statement: sha256(document), signature: sha256(signature) }
  const draft = toSignedDraft(statement, facts, digests, reasons.length > 0)
  const record = { draft, at: at.toISOString(), signed: { document, signature } }
  return { reasons, recorded: await recordAfterSeal(people, run, before.length, record) }
}

function toAnswer(
  outcome: DecideAnswer['outcome'],
  reasons: readonly string[],
  verified: VerifyResult,
  written: { readonly statement: string; readonly command: string } | null = null,
): DecideAnswer {
  const effective = effectiveExit(verified)
  return {
    outcome,
    reasons,
    statement: written?.statement ?? null,
    command: written?.command ?? null,
    verified,
    exitCode: outcome === 'refused' ? combineExitCodes([effective, EXIT.no]) : effective,
  }
}

/** What the run comes to now: yes, no, or no answer yet. */
export function effectiveExit({ ok, status, people }: VerifyResult): ExitCode {
  if (!ok) return EXIT.no
  if (status === 'pass') return EXIT.yes
  return people === null ? EXIT.no : BLOCKERS[people.blocker ?? 'approval_pending'].exit
}

function sayings({ findings, notRun }: VerifyResult): string[] {
  return [
    ...findings.map(({ id, file, message }) => `${id} ${file ?? ''}: ${message}`),
    ...notRun.map(({ check, why }) => `not-run ${check}: ${why}`),
  ]
}
