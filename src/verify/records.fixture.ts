// What was recorded of one run after its seal, as checkRecords is given it: lines, what people signed, a ledger that holds both.
import { beforeAll, expect } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { type Machine, newMachine } from '../../test/support/verified.ts'
import type { ApprovalStatement, ReviewStatement } from '../contract/approval.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import { signStatement } from '../evidence/sign-statement.ts'
import {
  type AfterSealDraft,
  decisionOf,
  toAfterSealLine,
  toAfterSealStatement,
} from '../kernel/after-seal.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { chainLink, toSequence } from '../kernel/event-chain.ts'
import { laterVerdictPath, recordUri, toVerdictStatement } from '../kernel/verdict-statement.ts'
import { AT, requestOf, reviewOf, SHA, statementOf } from '../policy/approval.fixture.ts'
import { toSignedDraft } from '../policy/to-signed-draft.ts'
import { checkRecords, type RecordsContext } from './check-records.ts'
import { FILES } from './layout.ts'
import { proofOf } from './ledger.fixture.ts'
import { toTrustedKeys } from './trusted-keys.ts'

export type KeyedMachine = Machine & { readonly trust: NonNullable<Machine['trust']> }
export type Statement = ApprovalStatement | ReviewStatement

/** One thing that was recorded. */
export interface Act {
  readonly at?: string
  /** What a person signed, by whom, and whether it was refused. */
  readonly signed?: { readonly statement: Statement; readonly by: SignatureFacts; readonly refused?: boolean }
  /** The record, where it is another than follows, or nobody signed. */
  readonly draft?: AfterSealDraft
  /** The line, where it is another than follows. */
  readonly line?: (line: string) => string
  /** The verifier's word on it. */
  readonly verdict?: (
    statement: ReturnType<typeof toVerdictStatement>,
  ) => ReturnType<typeof toVerdictStatement>
}

const RUN = Buffer.from('payload of the run statement')
const RUN_DIGEST = sha256(RUN)
const HEAD = sha256('the last sealed event')
const COUNT = 40
/** The path of what goes with the nth record. */
export const beside = (index: number, end: string): string => `approvals/${toSequence(COUNT + index)}${end}`

export const request = requestOf
const about = { runStatementDigest: RUN_DIGEST }
export const yes = (by: SignatureFacts, change: Partial<ApprovalStatement['predicate']> = {}): Act => ({
  signed: { statement: statementOf(requestOf(), { ...about, ...change }), by },
})
export const review = (by: SignatureFacts, change: Partial<ReviewStatement['predicate']> = {}): Act => ({
  signed: { statement: reviewOf(requestOf(), { ...about, ...change }), by },
})
export const delivery: Act = {
  draft: {
    type: 'delivery.recorded',
    data: { ref: 'refs/heads/proctor/x', before: null, after: 'c'.repeat(40) },
  },
}
export const silence: Act = {
  at: '2026-01-01T02:00:00.001Z',
  draft: {
    type: 'approval.denied',
    data: { approvalId: requestOf().approvalId, principal: null, reason: 'timeout', statementDigest: null },
  },
}

export interface Recorded extends RecordsContext {
  /** Files as they are, to be changed before they are checked. */
  readonly documents: Map<string, Uint8Array>
}

/** A run that waits for people by `requestOf()`, and what they said of it. */
export function recorded({ keys, trust }: KeyedMachine, acts: readonly Act[]): Recorded {
  const documents = new Map<string, Uint8Array>([
    [FILES.report, Buffer.from('report')],
    [FILES.policy, Buffer.from('policy')],
    [FILES.run, Buffer.from('run')],
    [FILES.provenance, Buffer.from('provenance')],
    [FILES.request, Buffer.from('request')],
  ])
  const entries: Uint8Array[] = [Buffer.from('an entry before'), RUN]
  const signers = new Map<string, SignatureFacts>()
  const { runId } = requestOf()
  let head = HEAD
  let log = ''
  acts.forEach(({ at = AT, signed, draft, line: change, verdict }, index) => {
    const document = signed === undefined ? null : toCanonicalJson(signed.statement)
    const signature = signed === undefined ? null : `signature ${index}`
    if (document !== null && signature !== null && signed !== undefined) {
      documents.set(beside(index, '.json'), Buffer.from(document))
      documents.set(beside(index, '.json.sig'), Buffer.from(signature))
      signers.set(signature, signed.by)
    }
    const digests = { statement: sha256(document ?? ''), signature: sha256(signature ?? '') }
    const made =
      draft ?? (signed && toSignedDraft(signed.statement, signed.by, digests, signed.refused ?? false))
    if (made === undefined) throw new Error('an act is signed or says what was recorded')
    const whole = toAfterSealLine(runId, COUNT + index, head, at, made)
    const line = change?.(whole) ?? whole
    head = chainLink(line)
    log += `${line}\n`
    const sequence = toSequence(COUNT + index)
    const predicate = { runId, sequence, event: line, document, signature }
    entries.push(Buffer.from(toCanonicalJson(toAfterSealStatement(RUN_DIGEST, predicate))))
    if (verdict !== undefined) {
      const of = (path: string): string => sha256(documents.get(path) ?? '')
      const statement = toVerdictStatement({
        runId,
        reportSha256: of(FILES.report),
        policySha256: of(FILES.policy),
        inputs: [
          ...[FILES.run, FILES.provenance].map((path) => [path, of(path)] as const),
          [recordUri(sequence), head],
        ],
        passed: decisionOf(made) ?? true,
        verifierVersion: { proctor: '0.1.0' },
        timeVerified: at,
      })
      documents.set(laterVerdictPath(sequence), Buffer.from(signStatement(verdict(statement), keys.verifier)))
    }
  })
  if (acts.length > 0) documents.set(FILES.records, Buffer.from(log))
  const ledger = { workspaceId: trust.workspaceId, key: keys.ledger }
  acts.forEach((_, index) => {
    documents.set(beside(index, '.proof'), Buffer.from(proofOf(entries, index + 2, ledger)))
  })
  return {
    documents,
    files: documents,
    input: { listing: listingOf(documents), documents, runId, head: HEAD, count: COUNT },
    asked: { request: requestOf(), requestSha256: SHA },
    passed: true,
    run: { payload: RUN, index: 1 },
    trust: { keys: toTrustedKeys(trust), workspaceId: trust.workspaceId },
    signers: async (role, _content, signature) => {
      const facts = signers.get(Buffer.from(signature).toString())
      if (facts === undefined) throw new Error(`nobody made this ${role} signature`)
      return facts
    },
    now: new Date('2026-01-01T01:30:00.000Z'),
  }
}

/** The listing of these files, as they are when it is asked for. */
function listingOf(documents: ReadonlyMap<string, Uint8Array>): RecordsContext['input']['listing'] {
  return {
    problems: [],
    get entries() {
      const files = [...documents].map(([path, { length: bytes }]) => ({
        path,
        kind: 'file' as const,
        bytes,
      }))
      return [{ path: FILES.approvals, kind: 'folder' as const, bytes: 0 }, ...files]
    },
  }
}

type Change = (made: Recorded) => Partial<RecordsContext> | undefined

/** The answer to what was recorded, changed before it is checked, its findings as text. */
export async function answerTo(
  machine: KeyedMachine,
  acts: readonly Act[],
  change: Change = () => undefined,
) {
  const made = recorded(machine, acts)
  const answer = await checkRecords({ ...made, ...change(made) })
  return { ...answer, said: answer.findings.map(({ id, file, message }) => `${id} ${file}: ${message}`) }
}

/** Its findings alone: with one nothing that was recorded can be relied on. */
export async function saidOf(...asked: Parameters<typeof answerTo>): Promise<string[]> {
  const { said, verdict, delivered, verdicts } = await answerTo(...asked)
  if (said.length > 0)
    expect({ verdict, delivered, verdicts }).toEqual({ verdict: null, delivered: null, verdicts: [] })
  return said
}

/** The same two of a machine whose keys all tests of a file share; called once, at its top. */
export function onOneMachine() {
  const folders = foldersForFile()
  let machine: KeyedMachine
  beforeAll(async () => {
    machine = await newMachine(folders.next())
  })
  return {
    machine: () => machine,
    answerTo: async (acts: readonly Act[], change?: Change) => await answerTo(machine, acts, change),
    saidOf: async (acts: readonly Act[], change?: Change) => await saidOf(machine, acts, change),
  }
}
