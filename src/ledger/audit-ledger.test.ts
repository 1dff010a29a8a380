import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  appendFileSync,
  copyFileSync,
  cpSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { challengeEntry, otherEntry, runEntry } from '../../test/samples/ledger-entries.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { toPublicKey } from '../kernel/key-id.ts'
import { createRightEdge, toLeafHash, verifyConsistency } from '../kernel/merkle.ts'
import { auditLedger } from './audit-ledger.ts'
import { openCheckpoint, signCheckpoint, toOrigin } from './checkpoint.ts'
import { createLedger, openLedger } from './file-ledger.ts'
import type { Ledger } from './ledger.ts'
import type { Remembered } from './remembered.ts'

const ORIGIN = toOrigin('0'.repeat(32))
const NOW = new Date('2026-11-22T10:30:00.000Z')

interface Place {
  readonly dir: string
  readonly signer: KeyObject
  append(...texts: string[]): Promise<string>
  with<T>(act: (ledger: Ledger) => Promise<T>): Promise<T>
  audit(remembered?: readonly Remembered[]): ReturnType<typeof auditLedger>
  ids(remembered?: readonly Remembered[]): Promise<string[]>
}

async function newPlace(from?: Place): Promise<Place> {
  const dir = temporaryFolder()
  const signer = from?.signer ?? generateKeyPairSync('ed25519').privateKey
  if (from === undefined) await createLedger(dir, ORIGIN, signer)
  else cpSync(from.dir, dir, { recursive: true })
  const place: Place = {
    dir,
    signer,
    async with(act) {
      const ledger = await openLedger({ dir, origin: ORIGIN, signer, now: () => NOW })
      try {
        return await act(ledger)
      } finally {
        await ledger.close()
      }
    },
    append: (...texts) =>
      place.with(async (ledger) => (await ledger.append(texts.map(otherEntry), null)).checkpoint),
    audit: (remembered = []) =>
      auditLedger({
        dir,
        origin: ORIGIN,
        keys: [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }],
        remembered,
      }),
    ids: async (remembered) => (await place.audit(remembered)).findings.map(({ id }) => id),
  }
  return place
}

function linesOf({ dir }: Place): string[] {
  return readFileSync(join(dir, 'log.jsonl'), 'utf8').split('\n').slice(0, -1)
}

test('a ledger that only grew verifies against every checkpoint that was kept', async () => {
  const place = await newPlace()
  const kept: Remembered[] = []
  for (const text of ['a', 'b', 'c', 'd', 'e']) kept.push({ name: text, text: await place.append(text) })
  expect(await place.audit(kept)).toMatchObject({
    head: { size: 5 },
    remembered: 5,
    tornBytes: 0,
    findings: [],
  })
})

test.each<[string, (lines: string[]) => (string | undefined)[], string]>([
  ['changed', ([a, , c]) => [a, otherEntry('x').toString(), c], 'rewritten'],
  ['dropped', ([a, , c]) => [a, c], 'truncated'],
  ['reordered', ([a, b, c]) => [b, a, c], 'rewritten'],
  ['doubled', ([a, b, c]) => [a, b, b, c], 'rewritten'],
])('one entry %s is found', async (_, change, id) => {
  const place = await newPlace()
  await place.append('a', 'b', 'c')
  writeFileSync(join(place.dir, 'log.jsonl'), `${change(linesOf(place)).join('\n')}\n`)
  expect(await place.ids()).toEqual([id])
})

test('rolled back with checkpoint and all: seen only against a checkpoint that was kept', async () => {
  const place = await newPlace()
  await place.append('a', 'b')
  const before = await newPlace(place)
  const kept = { name: 'kept', text: await place.append('c') }
  expect(await place.ids([kept])).toEqual([])
  expect(await before.ids()).toEqual([])
  expect(await before.audit([kept])).toMatchObject({
    remembered: 0,
    findings: [{ id: 'rolled-back', entry: 2 }],
  })
})

test('a fork that the ledger key signed: seen against a checkpoint of the other branch, with where it begins', async () => {
  const place = await newPlace()
  const early = { name: 'early', text: await place.append('a', 'b') }
  const other = await newPlace(place)
  await place.append('c', 'd', 'e')
  const branch = { name: 'branch', text: await other.append('x', 'y') }
  expect(await place.ids([early])).toEqual([])
  expect(await place.audit([branch, early])).toMatchObject({
    remembered: 1,
    findings: [{ id: 'forked', entry: 2 }],
  })
})

test('a kept checkpoint of another key or ledger is a finding, never passed over', async () => {
  const place = await newPlace()
  const stranger = await newPlace()
  const text = await stranger.append('a')
  expect(
    await place.ids([
      { name: 'foreign', text },
      { name: 'garbage', text: 'x' },
    ]),
  ).toEqual(['remembered-invalid', 'remembered-invalid'])
})

test('missing pieces and torn tails are told apart', async () => {
  const place = await newPlace()
  const kept = { name: 'kept', text: await place.append('a', 'b') }
  appendFileSync(join(place.dir, 'log.jsonl'), '{"half')
  expect(await place.audit()).toMatchObject({ tornBytes: 6, findings: [] })
  truncateSync(join(place.dir, 'log.jsonl'), statSync(join(place.dir, 'log.jsonl')).size - 20)
  expect(await place.ids()).toEqual(['truncated'])
  rmSync(join(place.dir, 'checkpoint'))
  expect(await place.ids([kept])).toEqual(['checkpoint-missing', 'rolled-back'])
  rmSync(join(place.dir, 'log.jsonl'))
  expect(await place.ids()).toEqual(['checkpoint-missing', 'log-missing'])
})

test('entries that no append would have taken are named, though the tree and its signature are right', async () => {
  const place = await newPlace()
  const { entry, challenge } = challengeEntry(0)
  await place.with((ledger) => ledger.append([entry, runEntry(challenge)], null))
  expect(await place.ids()).toEqual([])
  // Someone who holds the key makes a ledger in which the challenge is used twice.
  const forged = await newPlace()
  const run = otherEntry('stands in for the second run')
  await forged.with((ledger) => ledger.append([entry, runEntry(challenge), run], null))
  const lines = linesOf(forged)
  lines[2] = lines[1] ?? ''
  writeFileSync(join(forged.dir, 'log.jsonl'), `${lines.join('\n')}\n`)
  expect(await forged.audit()).toMatchObject({
    findings: [
      { id: 'entry-invalid', entry: 2, message: expect.stringContaining('was used by entry 1') },
      { id: 'rewritten' },
    ],
  })
})

test('consistency proofs lead from every earlier checkpoint to the one of now, and to no other', async () => {
  const place = await newPlace()
  const kept: string[] = []
  for (let size = 1; size <= 9; size += 1) kept.push(await place.append(`entry ${size}`))
  await place.with(async (ledger) => {
    for (const text of kept) {
      const opened = openCheckpoint(text, ORIGIN, [toPublicKey(place.signer)])
      if (!opened.ok) throw new Error(opened.reason)
      const { path, head, oldSize } = await ledger.consistency(opened.head.size)
      const claim = {
        oldSize,
        size: head.size,
        oldRoot: Buffer.from(opened.head.rootHash, 'hex'),
        root: Buffer.from(head.rootHash, 'hex'),
        path,
      }
      expect(verifyConsistency(claim)).toBe(true)
      expect(verifyConsistency({ ...claim, oldRoot: Buffer.alloc(32) })).toBe(false)
    }
    await expect(ledger.consistency(10)).rejects.toMatchObject({ code: 'bug' })
  })
})

test('the book of challenges is continued from its signed snapshot; a false one is not believed', async () => {
  const place = await newPlace()
  const { entry, challenge } = challengeEntry(0)
  await place.with((ledger) => ledger.append([entry], null))
  const filler = Array.from({ length: 1100 }, (_, index) => otherEntry(`filler ${index}`))
  await place.with((ledger) => ledger.append(filler, null))
  await place.with((ledger) => ledger.append([otherEntry('makes the snapshot')], null))
  const snapshot = join(place.dir, 'book.bin')
  const unused = join(place.dir, 'unused.bin')
  copyFileSync(snapshot, unused)
  expect(statSync(snapshot).size).toBeGreaterThan(2 * 28)
  await place.with((ledger) => ledger.append([runEntry(challenge)], null))
  const useAgain = (): Promise<unknown> => place.with((ledger) => ledger.append([runEntry(challenge)], null))
  await expect(useAgain()).rejects.toThrow('was used by entry 1102')
  const bytes = readFileSync(unused)
  for (const at of [0, 10, bytes.length - 40, bytes.length - 1]) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ 1
    writeFileSync(snapshot, changed)
    await expect(useAgain(), `byte ${at}`).rejects.toThrow('was used by entry 1102')
  }
  for (const other of [bytes.subarray(0, 3), bytes.subarray(0, -28), Buffer.alloc(0)]) {
    writeFileSync(snapshot, other)
    await expect(useAgain()).rejects.toThrow('was used by entry 1102')
  }
})

test('entries that are no canonical statement are named, though the tree and its signature are right', async () => {
  const place = await newPlace()
  const { entry, challenge } = challengeEntry(0)
  const hidden = runEntry(challenge).toString().replace('"predicateType"', '"predicate\\u0054ype"')
  // Someone who holds the key signs what no append would have taken.
  const lines = [
    entry.toString(),
    '{"half',
    hidden,
    '{"predicateType":"urn:proctor:predicate:key-rotation:v1"',
    '',
  ]
  const edge = createRightEdge()
  for (const line of lines) edge.append(toLeafHash(Buffer.from(line)))
  const head = { size: edge.size, rootHash: Buffer.from(edge.root()).toString('hex') }
  writeFileSync(join(place.dir, 'log.jsonl'), lines.map((line) => `${line}\n`).join(''))
  writeFileSync(join(place.dir, 'checkpoint'), signCheckpoint(ORIGIN, head, place.signer))
  const { findings } = await place.audit()
  expect(findings).toEqual(
    [1, 2, 3, 4].map((index) => ({
      id: 'entry-invalid',
      entry: index,
      message: expect.stringContaining('not the canonical JSON'),
    })),
  )
})

test('a log that is hashed on another thread gives the same root, and the same findings', async () => {
  const place = await newPlace()
  // Lines of all lengths, the longest beyond any buffer; more of them than are hashed without a thread.
  const texts = Array.from({ length: 900 }, (_, nth) => `${nth} ${'x'.repeat((nth * 7_919) % 40_000)}`)
  texts.push('y'.repeat(1_500_000))
  const kept = { name: 'early', text: await place.append(...texts.slice(0, 500)) }
  await place.append(...texts.slice(500))
  expect(statSync(join(place.dir, 'log.jsonl')).size).toBeGreaterThan(17_000_000)
  expect(await place.audit([kept])).toMatchObject({ head: { size: 901 }, remembered: 1, findings: [] })
  const lines = linesOf(place)
  lines[700] = otherEntry('x').toString()
  writeFileSync(join(place.dir, 'log.jsonl'), `${lines.join('\n')}\n`)
  expect(await place.ids([kept])).toEqual(['rewritten'])
})
