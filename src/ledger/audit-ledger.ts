// Promises: every entry read and judged again, against the checkpoint and against those that somebody remembered.
// Must not: write, use a cache, or stop at the first fault. Called by: run/verify-ledger.ts.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LedgerFinding } from '../contract/ledger-results.ts'
import { createRightEdge } from '../kernel/merkle.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { readStatement } from './assert-entries.ts'
import { applyEntry, decideAppend, type RuledChallenge, type RuledEntry } from './challenges.ts'
import { type LedgerHead, openCheckpointInForce, type WindowedKey } from './checkpoint.ts'
import { readShapedEntry } from './entry-shapes.ts'
import { type PlacedRotation, toRotation } from './key-rotations.ts'
import { readHashedBlocks } from './leaf-hash-thread.ts'
import { openLog } from './log-file.ts'
import type { Remembered } from './remembered.ts'
import { readLoggedEntry, toRuledEntry } from './ruled-entry.ts'
import { createBook } from './token-book.ts'

export interface LedgerAudit {
  readonly head: LedgerHead | null
  readonly checkpoint: string | null
  /** Remembered checkpoints that the log continues. */
  readonly remembered: number
  readonly tornBytes: number
  /** Changes of machine keys, for whoever knows what trust.json says of them. */
  readonly rotations: readonly PlacedRotation[]
  readonly findings: readonly LedgerFinding[]
}

interface AuditRequest {
  readonly dir: string
  readonly origin: string
  readonly keys: readonly WindowedKey[]
  readonly remembered: readonly Remembered[]
}

/** Expiry was judged when an entry was appended; here time stands before all of it. */
const BEFORE_ALL = new Date(0)
const MOST_ENTRIES_NAMED = 20

export async function auditLedger(request: AuditRequest): Promise<LedgerAudit> {
  const findings: LedgerFinding[] = []
  const find = (id: LedgerFinding['id'], message: string, entry: number | null = null): void => {
    findings.push({ id, message, entry })
  }
  const checkpoint = await readOrNull(join(request.dir, 'checkpoint'))
  const head = openHead(request, checkpoint, find)
  const anchors = openRemembered(request, find)
  const log = await openLog(join(request.dir, 'log.jsonl'), false).catch((error: unknown) => {
    if (errnoOf(error) !== 'ENOENT') throw error
    return null
  })
  if (log === null) {
    find('log-missing', 'there is no log.jsonl')
    return { head, checkpoint, remembered: 0, tornBytes: 0, rotations: [], findings }
  }
  try {
    const covered = head?.size ?? Math.max(0, ...anchors.map((anchor) => anchor.head.size))
    const roots = new Map<number, string>(anchors.map((anchor) => [anchor.head.size, '']))
    const edge = createRightEdge()
    const rotations: PlacedRotation[] = []
    const rules = createRules(find, rotations)
    const note = (): void => {
      if (roots.has(edge.size)) roots.set(edge.size, Buffer.from(edge.root()).toString('hex'))
    }
    let end = 0
    note()
    for await (const { block, leafHashes } of readHashedBlocks(log, covered)) {
      for (const [nth, bytes] of block.lines.entries()) rules.judge(bytes, edge.size + nth)
      for (const leafHash of await leafHashes) {
        edge.append(leafHash)
        note()
      }
      end = block.start + block.bytes.length
    }
    if (head !== null && edge.size < head.size)
      find('truncated', `the log holds ${edge.size} whole entries, its checkpoint covers ${head.size}`)
    else if (head !== null && Buffer.from(edge.root()).toString('hex') !== head.rootHash)
      find('rewritten', `the ${head.size} entries are not those that the checkpoint covers`)
    const remembered = judgeRemembered(anchors, roots, edge.size, find)
    const { size } = await log.stat()
    return { head, checkpoint, remembered, tornBytes: size - end, rotations, findings }
  } finally {
    await log.close()
  }
}

type Find = (id: LedgerFinding['id'], message: string, entry?: number | null) => void

interface Anchor {
  readonly name: string
  readonly head: LedgerHead
}

function openHead(request: AuditRequest, checkpoint: string | null, find: Find): LedgerHead | null {
  if (checkpoint === null) {
    find('checkpoint-missing', 'there is no checkpoint')
    return null
  }
  const opened = openCheckpointInForce(checkpoint, request.origin, request.keys)
  if (opened.ok) return opened.head
  find('checkpoint-invalid', opened.reason)
  return null
}

function openRemembered(request: AuditRequest, find: Find): Anchor[] {
  const anchors: Anchor[] = []
  for (const { name, text } of request.remembered) {
    const opened = openCheckpointInForce(text, request.origin, request.keys)
    if (opened.ok) anchors.push({ name, head: opened.head })
    else find('remembered-invalid', `${name}: ${opened.reason}`)
  }
  return anchors.sort((a, b) => a.head.size - b.head.size)
}

/** Counts the checkpoints that hold, and says between which two the entries differ. */
function judgeRemembered(
  anchors: readonly Anchor[],
  roots: ReadonlyMap<number, string>,
  size: number,
  find: Find,
): number {
  let good = 0
  let intact = 0
  for (const { name, head } of anchors) {
    if (head.size > size)
      find('rolled-back', `${name} covers ${head.size} entries, the ledger has ${size}`, size)
    else if (roots.get(head.size) === head.rootHash) {
      good += 1
      intact = head.size
    } else
      find(
        'forked',
        `${name} covers other entries: the first ${intact} are as they were, something before ${head.size} is not`,
        intact,
      )
  }
  return good
}

function createRules(
  find: Find,
  rotations: PlacedRotation[],
): { judge(bytes: Uint8Array, index: number): void } {
  const book = createBook()
  /** Challenges that no run has used yet, by index. */
  const open = new Map<number, RuledChallenge>()
  let named = 0
  const fault = (message: string, index: number): void => {
    named += 1
    if (named <= MOST_ENTRIES_NAMED) find('entry-invalid', message, index)
  }

  /** An entry in the text that proctor writes is known by it; of any other it is looked at whether it is canonical. */
  function read(bytes: Uint8Array, index: number): RuledEntry | undefined {
    const shaped = readShapedEntry(bytes)
    if (shaped !== undefined) return shaped ?? undefined
    const statement = readStatement(bytes)
    if (statement === undefined) {
      fault('this is not the canonical JSON of an in-toto statement', index)
      return readLoggedEntry(bytes)
    }
    const rotation = toRotation(statement, index)
    if (rotation !== undefined) rotations.push(rotation)
    return toRuledEntry(statement)
  }

  return {
    judge(bytes, index) {
      const entry = read(bytes, index)
      const answer = decideAppend(book, entry, BEFORE_ALL, (at) => {
        const challenge = open.get(at)
        // It is asked for by the run that uses it, and by no other.
        open.delete(at)
        return challenge
      })
      if (!answer.ok) fault(answer.reasons.join('; '), index)
      if (entry?.kind === 'challenge') open.set(index, entry.challenge)
      applyEntry(book, entry)
    },
  }
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
