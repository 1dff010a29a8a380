import { expect, test } from 'vitest'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { KeyRole, Trust, TrustedKey } from '../contract/trust.ts'
import { checkKeyWindows, type PlacedRotation } from './key-rotations.ts'

const key = (role: KeyRole, keyId: string, validFrom: number, validUntil: number | null): TrustedKey => ({
  role,
  keyId,
  algorithm: role === 'ledger' ? 'ed25519' : 'ecdsa-p256',
  publicKey: '-----BEGIN PUBLIC KEY-----',
  validFrom,
  validUntil,
})
const said = (trust: readonly TrustedKey[], rotations: readonly PlacedRotation[]): string[] => {
  const document: Trust = { schemaVersion: SCHEMA_IDS.trust, workspaceId: '0'.repeat(32), keys: [...trust] }
  const findings = checkKeyWindows(document, rotations)
  for (const { id } of findings) expect(id).toBe('key-window')
  return findings.map(({ message, entry }) => `${entry}: ${message}`)
}
const rotation = (index: number, role: KeyRole, retired: string, keyId: string): PlacedRotation => ({
  index,
  rotation: { role, retired, keyId, reason: 'yearly', at: '2026-06-15T12:00:00.000Z' },
})

const UNTOUCHED = [key('verifier', 'v', 0, null), key('ledger', 'l', 0, null)]
const ROTATED = [rotation(7, 'harness', 'old', 'new')]

test('keys that changed where the ledger says so are in order', () => {
  expect(said(UNTOUCHED, [])).toEqual([])
  const keys = [...UNTOUCHED, key('harness', 'old', 0, 7), key('harness', 'new', 7, null)]
  expect(said(keys, ROTATED)).toEqual([])
})

test('a rotation of the ledger that trust.json places elsewhere, or for another role, or not at all', () => {
  const brings = '7: the ledger brings in harness key new here, trust.json does not'
  const retires = '7: the ledger retires harness key old here, trust.json does not'
  expect(said([...UNTOUCHED, key('harness', 'old', 0, null)], ROTATED)).toEqual([brings, retires])
  expect(said([...UNTOUCHED, key('harness', 'old', 0, 7), key('harness', 'new', 0, null)], ROTATED)).toEqual([
    brings,
  ])
  expect(
    said([...UNTOUCHED, key('harness', 'old', 0, null), key('harness', 'new', 7, null)], ROTATED),
  ).toEqual([retires])
  expect(said([key('verifier', 'old', 0, 7), key('verifier', 'new', 7, null)], ROTATED)).toEqual([
    brings,
    retires,
    'null: trust.json retires verifier key old at entry 7, the ledger records no rotation',
    'null: trust.json has verifier key new from entry 7 on, the ledger records no rotation',
  ])
})

test('a stretch of trust.json that no rotation of the ledger gives', () => {
  expect(said([key('harness', 'h', 3, null)], [])).toEqual([
    'null: trust.json has harness key h from entry 3 on, the ledger records no rotation',
  ])
  // Later than the ledger has it: wrong there, and recorded nowhere.
  expect(said([key('harness', 'old', 0, 8), key('harness', 'new', 8, null)], ROTATED)).toHaveLength(4)
  // The key that comes in may not be retired by its own entry, nor the old one have begun there.
  const swapped = [key('harness', 'old', 7, null), key('harness', 'new', 0, 7)]
  expect(said(swapped, ROTATED)).toHaveLength(4)
  expect(said([key('harness', 'h', 0, 3)], [])).toEqual([
    'null: trust.json retires harness key h at entry 3, the ledger records no rotation',
  ])
})

test('an entry that is no rotation by its schema is named, and stands for none', () => {
  const keys = [key('harness', 'old', 0, 7), key('harness', 'new', 7, null)]
  expect(said(keys, [{ index: 7, rotation: null }])).toEqual([
    '7: a key rotation that does not have the form of its schema',
    'null: trust.json retires harness key old at entry 7, the ledger records no rotation',
    'null: trust.json has harness key new from entry 7 on, the ledger records no rotation',
  ])
})
