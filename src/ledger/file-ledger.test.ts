import { type ChildProcess, spawn } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  appendFileSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { challengeEntry, otherEntry, runEntry } from '../../test/samples/ledger-entries.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { toPublicKey } from '../kernel/key-id.ts'
import { toOrigin } from './checkpoint.ts'
import { createLedger, openLedger } from './file-ledger.ts'
import type { Ledger } from './ledger.ts'
import { verifyTlogProof } from './tlog-proof.ts'

const ORIGIN = toOrigin('0'.repeat(32))
const NOW = new Date('2026-11-22T10:30:00.000Z')

interface Place {
  readonly dir: string
  readonly signer: KeyObject
  open(): Promise<Ledger>
}

async function newPlace(entries = 0): Promise<Place> {
  const dir = temporaryFolder()
  const signer = generateKeyPairSync('ed25519').privateKey
  await createLedger(dir, ORIGIN, signer)
  const place = { dir, signer, open: () => openLedger({ dir, origin: ORIGIN, signer, now: () => NOW }) }
  if (entries > 0) {
    const ledger = await place.open()
    await ledger.append(
      Array.from({ length: entries }, (_, index) => otherEntry(`entry ${index}`)),
      null,
    )
    await ledger.close()
  }
  return place
}

async function readAll(ledger: Ledger, from?: number): Promise<string[]> {
  const texts: string[] = []
  for await (const entry of ledger.entries(from)) texts.push(Buffer.from(entry).toString())
  return texts
}

function textsOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => otherEntry(`entry ${index}`).toString())
}

test('entries come back as they were, each with a proof, over any batches and reopenings', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 5 }), async (batches) => {
      const place = await newPlace()
      let size = 0
      for (const batch of batches) {
        const ledger = await place.open()
        const leaves = Array.from({ length: batch }, (_, index) => otherEntry(`entry ${size + index}`))
        const appended = await ledger.append(leaves, await ledger.head())
        expect(appended.firstIndex).toBe(size)
        size += batch
        expect(appended.head.size).toBe(size)
        expect(await ledger.head()).toEqual(appended.head)
        await ledger.close()
      }
      const ledger = await place.open()
      expect(await readAll(ledger)).toEqual(textsOf(size))
      expect(await readAll(ledger, 3)).toEqual(textsOf(size).slice(3))
      const head = await ledger.head()
      for (let index = 0; index < size; index += 1) {
        const proof = await ledger.proof(index)
        const entry = otherEntry(`entry ${index}`)
        const key = toPublicKey(place.signer)
        expect(verifyTlogProof(proof, entry, ORIGIN, [key])).toEqual({ ok: true, index, head })
      }
      await expect(ledger.proof(size)).rejects.toMatchObject({ code: 'bug' })
      await ledger.close()
    }),
    { numRuns: 12 },
  )
})

test('an append for another head is refused and changes nothing', async () => {
  const place = await newPlace(2)
  const [a, b] = [await place.open(), await place.open()]
  const head = await a.head()
  await b.append([otherEntry('b')], head)
  await expect(a.append([otherEntry('a')], head)).rejects.toMatchObject({
    code: 'ledger_conflict',
    exitCode: 5,
  })
  expect(await readAll(a)).toHaveLength(3)
  await a.append([otherEntry('a')], await a.head())
  expect(await readAll(b)).toHaveLength(4)
  for (const bad of [Buffer.from('{}'), Buffer.from('{"a":1,"a":2}'), Buffer.from(` ${otherEntry('x')}`)])
    await expect(async () => a.append([bad], null)).rejects.toMatchObject({ code: 'not_canonical' })
  await a.close()
  await b.close()
})

describe('challenges', () => {
  test('one is used once, by the run that it was issued for', async () => {
    const place = await newPlace()
    const ledger = await place.open()
    const first = challengeEntry(0)
    await ledger.append([first.entry], null)
    expect((await ledger.challenges()).nextSeq).toBe(1)
    const other = await place.open()
    await other.append([runEntry(first.challenge)], null)
    await expect(ledger.append([runEntry(first.challenge)], null)).rejects.toMatchObject({
      code: 'ledger_conflict',
      details: { reasons: [`challenge ${first.challenge.challengeId} was used by entry 1`] },
    })
    expect((await ledger.challenges()).find('challenge', first.challenge.challengeId)?.usedAt).toBe(1)
    await other.close()
    await ledger.close()
  })

  const issued = challengeEntry(0)
  const expired = challengeEntry(0, { notAfter: '2026-11-22T10:29:59.999Z' })
  test.each<[string, Buffer[], Buffer, RegExp]>([
    ['a run with an unknown challenge', [], runEntry(issued.challenge), /is not in the ledger/],
    [
      'a run with another nonce',
      [issued.entry],
      runEntry(issued.challenge, { nonce: '1'.repeat(64) }),
      /another nonce/,
    ],
    ['a run with another seq', [issued.entry], runEntry(issued.challenge, { seq: 9 }), /another seq/],
    [
      'a run on another base',
      [issued.entry],
      runEntry(issued.challenge, { base: { commit: '1'.repeat(40), tree: 'c'.repeat(40) } }),
      /another base commit/,
    ],
    [
      'a challenge that was issued before',
      [issued.entry],
      issued.entry,
      /was issued before.*nonce.*seq is 0/,
    ],
    ['a challenge out of sequence', [], challengeEntry(1).entry, /seq is 1, the next one is 0/],
    ['a challenge that has expired', [], expired.entry, /expired/],
  ])('%s is refused', async (_, before, entry, reason) => {
    const ledger = await (await newPlace()).open()
    if (before.length > 0) await ledger.append(before, null)
    await expect(ledger.append([entry], null)).rejects.toThrow(reason)
    expect(await readAll(ledger)).toHaveLength(before.length)
    await ledger.close()
  })

  test('entries of one append are judged one after the other', async () => {
    const ledger = await (await newPlace()).open()
    const [first, second] = [challengeEntry(0), challengeEntry(1)]
    const twice = [first.entry, runEntry(first.challenge), second.entry, runEntry(first.challenge)]
    await expect(ledger.append(twice, null)).rejects.toThrow('was used by entry 1')
    expect((await ledger.challenges()).size).toBe(0)
    await ledger.append(twice.slice(0, 3), null)
    expect((await ledger.challenges()).nextSeq).toBe(2)
    await ledger.close()
  })

  test('expiry is judged at the append', async () => {
    const { dir, signer } = await newPlace()
    let time = NOW
    const ledger = await openLedger({ dir, origin: ORIGIN, signer, now: () => time })
    await ledger.append([issued.entry], null)
    time = new Date('2026-11-22T11:00:00.001Z')
    await expect(ledger.append([runEntry(issued.challenge)], null)).rejects.toThrow('expired')
    time = new Date('2026-11-22T11:00:00.000Z')
    await ledger.append([runEntry(issued.challenge)], null)
    await ledger.close()
  })
})

describe('a ledger that was tampered with', () => {
  test('without checkpoint or log, or under another key or origin, does not open', async () => {
    const { dir, signer, open } = await newPlace(2)
    await expect(createLedger(dir, ORIGIN, signer)).rejects.toMatchObject({ code: 'workspace_exists' })
    const otherKey = generateKeyPairSync('ed25519').privateKey
    for (const change of [{ signer: otherKey }, { origin: toOrigin('1'.repeat(32)) }, { signer: null }])
      await expect(
        openLedger({ dir, origin: ORIGIN, signer, now: () => NOW, ...change }),
      ).rejects.toMatchObject({
        code: 'ledger_corrupt',
        details: { kind: 'checkpoint-invalid' },
      })
    rmSync(join(dir, 'checkpoint'))
    await expect(open()).rejects.toMatchObject({ details: { kind: 'checkpoint-missing' } })
    rmSync(join(dir, 'log.jsonl'))
    await expect(open()).rejects.toMatchObject({ details: { kind: 'log-missing' } })
  })

  test.each([1, 40, 400])(
    '%i bytes cut off below the checkpoint: truncated, by every door',
    async (bytes) => {
      const { dir, open } = await newPlace(5)
      const log = join(dir, 'log.jsonl')
      truncateSync(log, statSync(log).size - bytes)
      const ledger = await open()
      const failure = { code: 'ledger_corrupt', details: { kind: 'truncated', covered: 5 } }
      await expect(readAll(ledger)).rejects.toMatchObject(failure)
      await expect(ledger.append([otherEntry('x')], null)).rejects.toMatchObject(failure)
      await expect(ledger.proof(0)).rejects.toMatchObject(failure)
      expect(statSync(log).size).toBeGreaterThan(0)
      await ledger.close()
    },
  )

  test('any one byte changed: found by reading, by the append and by the proof of that entry', async () => {
    const good = await newPlace(4)
    const bytes = readFileSync(join(good.dir, 'log.jsonl'))
    const length = bytes.indexOf('\n') + 1
    for (let at = 0; at < bytes.length; at += 37) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(join(good.dir, 'log.jsonl'), changed)
      const ledger = await good.open()
      await expect(readAll(ledger), `byte ${at}`).rejects.toMatchObject({ code: 'ledger_corrupt' })
      await expect(ledger.append([otherEntry('x')], null)).rejects.toMatchObject({ code: 'ledger_corrupt' })
      await expect(ledger.proof(Math.floor(at / length))).rejects.toMatchObject({ code: 'ledger_corrupt' })
      await ledger.close()
    }
  })

  test('an entry dropped, doubled or moved: rewritten or truncated', async () => {
    const { dir, open } = await newPlace(4)
    const lines = readFileSync(join(dir, 'log.jsonl'), 'utf8').split('\n').slice(0, -1)
    for (const changed of [lines.slice(1), [lines[1], lines[0], ...lines.slice(2)], [lines[0], ...lines]]) {
      writeFileSync(join(dir, 'log.jsonl'), `${changed.join('\n')}\n`)
      const ledger = await open()
      await expect(readAll(ledger)).rejects.toMatchObject({ code: 'ledger_corrupt' })
      await ledger.close()
    }
  })
})

test.each(['{"half', `${otherEntry('whole but never acknowledged')}\n`, '\n\n'])(
  'a tail that no checkpoint covers is not read, and put aside by the next append: %j',
  async (tail) => {
    const { dir, signer, open } = await newPlace(3)
    appendFileSync(join(dir, 'log.jsonl'), tail)
    const reader = await openLedger({
      dir,
      origin: ORIGIN,
      signer: null,
      trusted: [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }],
      now: () => NOW,
    })
    expect(await readAll(reader)).toEqual(textsOf(3))
    expect(await reader.proof(2)).toContain('index 2\n')
    await expect(async () => reader.append([], null)).rejects.toMatchObject({ code: 'bug' })
    const ledger = await open()
    const { firstIndex, torn } = await ledger.append([otherEntry('entry 3')], null)
    expect(firstIndex).toBe(3)
    expect(torn?.bytes).toBe(tail.length)
    expect(readFileSync(join(dir, torn?.savedAs ?? ''), 'utf8')).toBe(tail)
    expect(await readAll(reader)).toEqual(textsOf(4))
    expect((await ledger.append([otherEntry('entry 4')], null)).torn).toBeNull()
    await ledger.close()
    await reader.close()
  },
)

test('the caches may hold anything: no answer changes', async () => {
  const { dir, open } = await newPlace(9)
  const good = await open()
  const proofs = await Promise.all(textsOf(9).map((_, index) => good.proof(index)))
  await good.close()
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('tree.bin', 'ends.bin'),
      fc.nat(500),
      fc.uint8Array({ minLength: 1, maxLength: 64 }),
      fc.boolean(),
      async (name, at, noise, cut) => {
        const path = join(dir, name)
        const bytes = readFileSync(path)
        if (cut) truncateSync(path, at % bytes.length)
        else writeFileSync(path, Buffer.concat([bytes.subarray(0, at % bytes.length), noise, bytes]))
        const ledger = await open()
        for (const [index, proof] of proofs.entries()) expect(await ledger.proof(index)).toBe(proof)
        expect((await ledger.challenges()).size).toBe(9)
        expect(await readAll(ledger)).toEqual(textsOf(9))
        await ledger.close()
      },
    ),
    { numRuns: 40 },
  )
})

function startAppender(place: Place, key: string, name: string, count: number): ChildProcess {
  const script = join(import.meta.dirname, '../../test/samples/append-many.ts')
  const argv = [script, place.dir, key, ORIGIN, name, String(count)]
  return spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
}

/** What the child acknowledged, and how it ended. */
async function watch(child: ChildProcess, onLine?: (count: number) => void): Promise<string[]> {
  let out = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString()
    onLine?.(out.split('\n').length - 1)
  })
  await new Promise((resolve) => child.once('close', resolve))
  return out.split('\n').slice(0, -1)
}

async function expectAcknowledged(place: Place, lines: readonly string[]): Promise<number> {
  const ledger = await place.open()
  const entries = await readAll(ledger)
  await ledger.close()
  for (const line of lines) {
    const [index = '', ...rest] = line.split(' ')
    expect(entries[Number(index)]).toBe(otherEntry(rest.join(' ')).toString())
  }
  return entries.length
}

async function keyFile(place: Place): Promise<string> {
  const path = join(temporaryFolder(), 'ledger.pem')
  writeFileSync(path, place.signer.export({ type: 'pkcs8', format: 'pem' }))
  expect(createPrivateKey(readFileSync(path)).asymmetricKeyType).toBe('ed25519')
  return path
}

test('three processes appending at once lose and double nothing', async () => {
  const place = await newPlace()
  const key = await keyFile(place)
  const children = ['a', 'b', 'c'].map((name) => startAppender(place, key, name, 25))
  const lines = (await Promise.all(children.map((child) => watch(child)))).flat()
  expect(lines).toHaveLength(75)
  expect(new Set(lines.map((line) => line.split(' ')[0])).size).toBe(75)
  expect(await expectAcknowledged(place, lines)).toBe(75)
  expect(readdirSync(place.dir).filter((name) => name.startsWith('lock'))).toEqual([])
})

test('kill -9 in the middle of appends: every acknowledged entry stands, and the next append goes on', async () => {
  const place = await newPlace()
  const key = await keyFile(place)
  const acknowledged: string[] = []
  for (let round = 0; round < 5; round += 1) {
    const child = startAppender(place, key, `round${round}`, 500)
    const killAfter = 3 + round * 7
    acknowledged.push(...(await watch(child, (count) => count >= killAfter && child.kill('SIGKILL'))))
    expect(child.signalCode).toBe('SIGKILL')
    expect(await expectAcknowledged(place, acknowledged)).toBeGreaterThanOrEqual(acknowledged.length)
  }
  const ledger = await place.open()
  const { firstIndex } = await ledger.append([otherEntry('after')], null)
  expect(firstIndex).toBeGreaterThanOrEqual(acknowledged.length)
  await ledger.close()
  expect(await expectAcknowledged(place, acknowledged)).toBe(firstIndex + 1)
})
