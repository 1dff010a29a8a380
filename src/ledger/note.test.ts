import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { closedSubtrees, inclusionPath, rootOf, toLeafHash } from '../kernel/merkle.ts'
import { openCheckpoint, signCheckpoint, toOrigin } from './checkpoint.ts'
import { noteKeyId, openNote, signNote } from './note.ts'
import { parseTlogProof, toTlogProof, verifyTlogProof } from './tlog-proof.ts'

/** The well-known key and note of Go's golang.org/x/mod/sumdb/note. */
const GO_SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1)
const GO_PUBLIC = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1)
const GO_TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
const GO_NOTE = `${GO_TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`
const GO_KEY = createPrivateKey({
  key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), GO_SEED]),
  format: 'der',
  type: 'pkcs8',
})
const GO_PUBLIC_KEY = createPublicKey({
  key: Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), GO_PUBLIC]),
  format: 'der',
  type: 'spki',
})

function newKey(): KeyObject {
  return generateKeyPairSync('ed25519').privateKey
}

test("Go's published note is written and opened byte for byte", () => {
  const signer = { name: 'PeterNeumann', key: GO_KEY }
  expect(noteKeyId(signer)).toBe('c74f20a3')
  expect(signNote(GO_TEXT, signer)).toBe(GO_NOTE)
  expect(openNote(GO_NOTE, [{ name: 'PeterNeumann', key: GO_PUBLIC_KEY }])).toEqual({
    ok: true,
    text: GO_TEXT,
  })
})

test('a note is refused when its text, name or key is another', () => {
  const peter = { name: 'PeterNeumann', key: GO_PUBLIC_KEY }
  const bad: [string, string][] = [
    [GO_NOTE.replace('answer', 'Answer'), 'the signature by PeterNeumann is wrong'],
    [GO_NOTE.replace('PeterNeumann', 'PeterNeumanm'), 'not signed by a trusted key'],
    [GO_NOTE.slice(0, -1), 'not the text of a note'],
    [GO_NOTE.replace('\n\n', '\n'), 'no signatures'],
    [GO_NOTE.replace('x08go', 'x08g*'), 'a line is no signature'],
    [`${GO_NOTE}${'\u2014 a AAAAAAA=\n'.repeat(64)}`, 'too many signatures'],
    [GO_NOTE.replace('If', 'I\tf'), 'not the text of a note'],
  ]
  for (const [note, reason] of bad) expect(openNote(note, [peter])).toEqual({ ok: false, reason })
  expect(openNote(GO_NOTE, [])).toMatchObject({ ok: false })
  expect(openNote(GO_NOTE, [{ name: 'PeterNeumann', key: newKey() }])).toMatchObject({ ok: false })
})

test('signatures of keys that are not known are passed over, a wrong one by a known key is not', () => {
  const mine = { name: 'a', key: newKey() }
  const other = { name: 'b', key: newKey() }
  const note = signNote('text\n\nmore\n', mine)
  const both = note + signNote('text\n\nmore\n', other).slice('text\n\nmore\n\n'.length)
  expect(openNote(both, [mine])).toEqual({ ok: true, text: 'text\n\nmore\n' })
  const wrong = note + signNote('else\n', other).slice('else\n\n'.length)
  expect(openNote(wrong, [mine])).toMatchObject({ ok: true })
  expect(openNote(wrong, [mine, other])).toMatchObject({ ok: false })
})

const ORIGIN = toOrigin('0'.repeat(32))

test('checkpoints say what was signed, of this log alone, by a known key alone', async () => {
  const key = newKey()
  const root = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex'))
  await fc.assert(
    fc.property(fc.maxSafeNat(), root, (size, rootHash) => {
      const text = signCheckpoint(ORIGIN, { size, rootHash }, key)
      expect(openCheckpoint(text, ORIGIN, [newKey(), key])).toEqual({ ok: true, head: { size, rootHash } })
      expect(openCheckpoint(text, toOrigin('1'.repeat(32)), [key])).toMatchObject({ ok: false })
      expect(openCheckpoint(text, ORIGIN, [newKey()])).toMatchObject({ ok: false })
    }),
    { numRuns: 30 },
  )
})

test('a signed note that is no strict checkpoint is refused', () => {
  const key = newKey()
  const root = Buffer.alloc(32).toString('base64')
  for (const text of [
    `${ORIGIN}\n01\n${root}\n`,
    `${ORIGIN}\n-1\n${root}\n`,
    `${ORIGIN}\n9007199254740992\n${root}\n`,
    `${ORIGIN}\n1\n${root.slice(0, 40)}\n`,
    `${ORIGIN}\n1\n${root}\nextension\n`,
    `${ORIGIN}\n1\n`,
    `other\n1\n${root}\n`,
  ])
    expect(openCheckpoint(signNote(text, { name: ORIGIN, key }), ORIGIN, [key]), text).toMatchObject({
      ok: false,
    })
})

test('a proof verifies for its entry, and after no change of a single character', async () => {
  const key = newKey()
  const entries = Array.from({ length: 7 }, (_, index) => Buffer.from(`entry ${index}`))
  const levels: Uint8Array[][] = []
  const read = (level: number, index: number) => levels[level]?.[index] ?? Buffer.alloc(32)
  for (const [size, entry] of entries.entries())
    for (const [level, hash] of closedSubtrees(size, toLeafHash(entry), read).entries()) {
      levels[level] ??= []
      levels[level].push(hash)
    }
  const rootHash = Buffer.from(rootOf(7, read)).toString('hex')
  const checkpoint = signCheckpoint(ORIGIN, { size: 7, rootHash }, key)
  for (const [index, entry] of entries.entries()) {
    const text = toTlogProof({ index, path: inclusionPath(index, 7, read), checkpoint })
    expect(toTlogProof(parseTlogProof(text) ?? { index: -1, path: [], checkpoint: '' })).toBe(text)
    expect(verifyTlogProof(text, entry, ORIGIN, [key])).toEqual({
      ok: true,
      index,
      head: { size: 7, rootHash },
    })
    expect(verifyTlogProof(text, Buffer.from('other'), ORIGIN, [key])).toMatchObject({ ok: false })
    for (let at = 0; at < text.length; at += 1) {
      const changed = `${text.slice(0, at)}${text[at] === '1' ? '2' : '1'}${text.slice(at + 1)}`
      expect(verifyTlogProof(changed, entry, ORIGIN, [key]), changed).toMatchObject({ ok: false })
    }
  }
  await fc.assert(fc.property(anyText(), (text) => !verifyTlogProof(text, Buffer.alloc(0), ORIGIN, [key]).ok))
})
