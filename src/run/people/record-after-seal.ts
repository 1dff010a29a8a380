// Promises: each record of after the seal is in the ledger first, once and in one order, and then in the bundle; what a
// crash kept from the bundle is taken from the ledger. Must not: decide, or change what stands in the bundle already.
// Called by: decide-run.ts, deliver-run.ts.
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AfterSealStatement } from '../../contract/approval.ts'
import { type AfterSealDraft, toAfterSealLine, toAfterSealStatement } from '../../kernel/after-seal.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { chainLink, toSequence } from '../../kernel/event-chain.ts'
import { errnoOf, isProctorError, ProctorError } from '../../kernel/proctor-error.ts'
import { recordName } from '../../ledger/challenges.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { writeDurably } from '../write-durably.ts'
import type { PeopleWorkspace, SealedRun } from './open-sealed-run.ts'

export interface NewRecord {
  readonly draft: AfterSealDraft
  readonly at: string
  /** What a person signed, and the armored signature; null where nobody signed. */
  readonly signed: { readonly document: Uint8Array; readonly signature: Uint8Array } | null
}

/** Brings what the ledger has and the bundle lacks into the bundle; in turn. */
export async function catchUp(people: PeopleWorkspace, run: SealedRun): Promise<void> {
  await people.withLedger(async (ledger) => await catchUpFrom(people, run, ledger))
}

/**
 * Appends one record; in turn.
 * @param seen how many records there were when it was judged
 * @returns false when another record came first: whoever decided must look again
 * @throws ProctorError evidence_write, ledger_corrupt
 */
export async function recordAfterSeal(
  people: PeopleWorkspace,
  run: SealedRun,
  seen: number,
  { draft, at, signed }: NewRecord,
): Promise<boolean> {
  return await people.withLedger(async (ledger) => {
    await catchUpFrom(people, run, ledger)
    const lines = await readRecords(run)
    // Whoever made it may have brought it into the bundle, too.
    if (lines.length !== seen) return false
    const index = run.count + lines.length
    const head = lines.length === 0 ? run.report.freshness.chainHead : chainLink(lines.at(-1) ?? '')
    const statement = toAfterSealStatement(run.runStatementSha256, {
      runId: run.runId,
      sequence: toSequence(index),
      event: toAfterSealLine(run.runId, index, head, at, draft),
      document: signed === null ? null : Buffer.from(signed.document).toString('utf8'),
      signature: signed === null ? null : Buffer.from(signed.signature).toString('utf8'),
    })
    try {
      await ledger.append([Buffer.from(toCanonicalJson(statement))], null)
    } catch (error) {
      if (isProctorError(error, 'ledger_conflict')) return false
      throw error
    }
    await catchUpFrom(people, run, ledger)
    return true
  })
}

async function catchUpFrom(people: PeopleWorkspace, run: SealedRun, ledger: Ledger): Promise<void> {
  const book = await ledger.challenges()
  const lines = await readRecords(run)
  for (;;) {
    const sequence = toSequence(run.count + lines.length)
    const token = book.find('record', recordName({ runId: run.runId, sequence }))
    if (token === undefined) return
    const { event, document, signature } = await entryAt(ledger, token.index)
    const files = [
      ...(document === null || signature === null
        ? []
        : [[`${sequence}.json`, document] as const, [`${sequence}.json.sig`, signature] as const]),
      [`${sequence}.proof`, await ledger.proof(token.index)] as const,
    ]
    lines.push(event)
    const drafts = people.workspace.paths.work
    const folder = join(run.folder, 'approvals')
    await mkdir(drafts, { recursive: true })
    await mkdir(folder, { recursive: true })
    for (const [name, text] of files) await writeDurably(folder, name, text, drafts)
    await writeDurably(folder, 'events.jsonl', `${lines.join('\n')}\n`, drafts)
  }
}

/** The records of after the seal that the bundle has, as lines. */
export async function readRecords({ folder }: SealedRun): Promise<string[]> {
  try {
    const text = await readFile(join(folder, 'approvals', 'events.jsonl'), 'utf8')
    return text.split('\n').slice(0, -1)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

async function entryAt(ledger: Ledger, index: number): Promise<AfterSealStatement['predicate']> {
  let found: Uint8Array | undefined
  // To the end, where the ledger says whether its entries are the signed ones.
  for await (const entry of ledger.entries(index)) found ??= entry
  if (found === undefined) throw new ProctorError('bug', `the ledger has no entry ${index}`)
  return AfterSealStatement.parse(JSON.parse(Buffer.from(found).toString('utf8'))).predicate
}
