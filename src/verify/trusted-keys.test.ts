import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import type { KeyRole, TrustedKey } from '../contract/trust.ts'
import { keyIdOf } from '../kernel/key-id.ts'
import { isInForce, toTrustedKeys } from './trusted-keys.ts'

function newKey(role: KeyRole, curve = 'P-256'): TrustedKey {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: curve })
  return {
    role,
    algorithm: 'ecdsa-p256',
    keyId: keyIdOf(publicKey),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    validFrom: 0,
    validUntil: null,
  } as TrustedKey
}
const trustOf = (...keys: TrustedKey[]) => toTrustedKeys({ keys } as Parameters<typeof toTrustedKeys>[0])
const idsOf = (keys: ReturnType<typeof trustOf>, role: KeyRole) =>
  keys.all(role).map(({ trusted }) => trusted.keyId)

test('keys are found by role and id, and by nothing less', () => {
  const [one, two, other] = [newKey('harness'), newKey('harness'), newKey('verifier')]
  const keys = trustOf(one, two, other)
  expect(idsOf(keys, 'harness')).toEqual([one.keyId, two.keyId])
  expect(idsOf(keys, 'verifier')).toEqual([other.keyId])
  expect(idsOf(keys, 'ledger')).toEqual([])
  expect(keys.find('harness', two.keyId).map(({ trusted }) => trusted)).toEqual([two])
  expect(keys.find('harness', other.keyId)).toEqual([])
  expect(keys.find('verifier', two.keyId)).toEqual([])
})

test('a key that is not what it is said to be is none', () => {
  const key = newKey('harness')
  expect(idsOf(trustOf({ ...key, publicKey: 'no key' }), 'harness')).toEqual([])
  expect(idsOf(trustOf({ ...key, keyId: newKey('harness').keyId }), 'harness')).toEqual([])
  expect(idsOf(trustOf({ ...key, algorithm: 'ed25519' }), 'harness')).toEqual([])
  expect(idsOf(trustOf(newKey('harness', 'P-384')), 'harness')).toEqual([])
})

test('one key in two roles is trusted in neither, by whichever part it is the same', () => {
  const key = newKey('harness')
  const stranger = newKey('verifier')
  const nobody = (other: TrustedKey) => {
    const keys = trustOf(key, other)
    expect(idsOf(keys, 'harness')).toEqual([])
    return idsOf(keys, 'verifier')
  }
  expect(nobody({ ...key, role: 'verifier' })).toEqual([])
  expect(
    nobody({ ...key, role: 'verifier', publicKey: `\n${key.publicKey}\n\n`, keyId: stranger.keyId }),
  ).toEqual([])
  expect(nobody({ ...stranger, keyId: key.keyId })).toEqual([])
  expect(idsOf(trustOf(key, key), 'harness')).toEqual([key.keyId, key.keyId])
})

test.each([
  [0, null, 0, true],
  [5, null, 4, false],
  [5, null, 5, true],
  [0, 5, 4, true],
  [0, 5, 5, false],
  [3, 5, null, true],
])('a key from %j until %j signs at %j: %j', (validFrom, validUntil, index, expected) => {
  expect(isInForce({ ...newKey('harness'), validFrom, validUntil }, index)).toBe(expected)
})
