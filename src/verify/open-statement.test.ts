import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import * as z from 'zod'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { newMachine } from '../../test/support/verified.ts'
import type { KeyRole, Trust } from '../contract/trust.ts'
import { signPayload, signStatement } from '../evidence/sign-statement.ts'
import { keyIdOf } from '../kernel/key-id.ts'
import { openSignedStatement, openStatement } from './open-statement.ts'
import type { KeyedMachine } from './records.fixture.ts'
import { toTrustedKeys } from './trusted-keys.ts'

const folders = foldersForFile()
let machine: KeyedMachine
beforeAll(async () => {
  machine = await newMachine(folders.next())
})

const PATH = 'x.sigstore.json'
const Said = z.strictObject({ _type: z.literal('t'), predicateType: z.literal('p'), predicate: z.string() })
const SAID = { _type: 't', predicateType: 'p', predicate: 'said' }
const signed = (role: 'harness' | 'verifier' = 'harness') => signStatement(SAID, machine.keys[role])

function open(text: string, trust: Trust | null = machine.trust, role: KeyRole = 'harness') {
  const keys = trust === null ? null : toTrustedKeys(trust)
  return openStatement(PATH, Buffer.from(text), Said, role, keys)
}
function saidOf(...asked: Parameters<typeof open>): string[] {
  const opened = open(...asked)
  return opened.ok ? [] : opened.findings.map(({ id, file, message }) => `${id} ${file}: ${message}`)
}
/** Another letter in the middle of a member of the envelope. */
const turned = (member: string) =>
  signed().replace(new RegExp(`("${member}":"[^"]{20})(.)`), (_, before: string, one: string) => {
    return `${before}${one === 'A' ? 'B' : 'A'}`
  })
const NOT_CANONICAL = [
  `json-not-canonical ${PATH}: its bytes are not in the one form that the writer gives them`,
]

test('what a trusted key of the role signed: the statement, its bytes and the key', () => {
  const opened = open(signed())
  if (!opened.ok) throw new Error('it is signed')
  const { keys, payload, ...rest } = opened.value
  expect(rest).toEqual({ path: PATH, statement: SAID, role: 'harness' })
  expect(Buffer.from(payload).toString()).toBe(JSON.stringify(SAID, ['_type', 'predicate', 'predicateType']))
  expect(keys.map(({ trusted }) => trusted.keyId)).toEqual([machine.keys.harness.keyId])
  expect(openSignedStatement(PATH, Buffer.from(signed()), Said, 'harness', machine.trust)).toEqual(SAID)
})

test('without keys the form alone is judged, and nobody is named', () => {
  const opened = open(signed(), null)
  expect(opened).toMatchObject({ ok: true, value: { statement: SAID, keys: [] } })
  expect(open(turned('sig'), null)).toMatchObject({ ok: true, value: { keys: [] } })
})

test('a key that is not trusted for the role', () => {
  const { keyId } = machine.keys.harness
  expect(saidOf(signed(), machine.trust, 'verifier')).toEqual([
    `key-untrusted ${PATH}: no trusted verifier key has the id ${keyId}`,
  ])
  expect(openSignedStatement(PATH, Buffer.from(signed()), Said, 'verifier', machine.trust)).toBeUndefined()
})

test('a key of the ledger signs no statement, even where it is said to have the role', () => {
  const { keyId } = machine.keys.ledger
  const keys = machine.trust.keys
    .filter(({ role }) => role !== 'harness')
    .map((key) => (key.role === 'ledger' ? { ...key, role: 'harness' as const } : key))
  const text = signed().replaceAll(machine.keys.harness.keyId, keyId)
  expect(saidOf(text, { ...machine.trust, keys })).toEqual([
    `key-untrusted ${PATH}: no trusted harness key has the id ${keyId}`,
  ])
})

test('a signature that does not hold', () => {
  const broken = /^signature-invalid x.sigstore.json: the signature does not hold: ./
  for (const text of [turned('sig'), turned('payload')]) {
    expect(saidOf(text)).toEqual([expect.stringMatching(broken)])
    expect(openSignedStatement(PATH, Buffer.from(text), Said, 'harness', machine.trust)).toBeUndefined()
  }
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const stranger = { ...machine.keys.harness, privateKey, publicKey }
  expect(saidOf(signStatement(SAID, stranger))).toEqual([expect.stringMatching(broken)])
  expect(saidOf(signStatement(SAID, { ...stranger, keyId: keyIdOf(publicKey) }))[0]).toMatch(/^key-untrusted/)
})

test('a statement is not looked into before its signature holds', () => {
  const other = signPayload(Buffer.from('no JSON'), machine.keys.harness)
  expect(saidOf(other)).toEqual([`json-invalid ${PATH}: it is not JSON in UTF-8`])
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const forged = signPayload(Buffer.from('no JSON'), { ...machine.keys.harness, privateKey })
  expect(saidOf(forged)[0]).toMatch(/^signature-invalid/)
})

test('a signed payload is canonical JSON of the one predicate', () => {
  const payload = (text: string) => saidOf(signPayload(Buffer.from(text), machine.keys.harness))
  expect(payload(JSON.stringify(SAID, null, 1))[0]).toMatch(/^json-not-canonical/)
  expect(payload('{"_type":"t","predicate":1,"predicateType":"p"}')[0]).toMatch(
    /^schema-invalid .*predicate: /,
  )
  expect(payload('{"_type":"u","predicate":"said","predicateType":"p"}')[0]).toMatch(/^version-unknown/)
})

test('an envelope has the one form of its writer', () => {
  const text = signed()
  for (const other of [
    text.trimEnd(),
    `${text}\n`,
    ` ${text}`,
    text.replace('{', '{ '),
    text.replace(/"keyid":"[^"]*"/, '"keyid":"else"'),
    text.replace(/("payload":"[^"]*)"/, '$1\\n"'),
    text.replace(/("sig":"[^"]*)"/, '$1="'),
  ])
    expect(saidOf(other)).toEqual(NOT_CANONICAL)
})

test('an envelope carries nothing that nobody checks', () => {
  const json = JSON.parse(signed())
  const { verificationMaterial, dsseEnvelope } = json
  const [one] = dsseEnvelope.signatures
  const invalid = (changed: object) => {
    const [said, ...more] = saidOf(`${JSON.stringify({ ...json, ...changed })}\n`)
    expect(more).toEqual([])
    return said?.split(' ')[0]
  }
  const envelope = (change: object) => ({ dsseEnvelope: { ...dsseEnvelope, ...change } })
  expect(invalid({ mediaType: 'application/json' })).toBe('version-unknown')
  for (const changed of [
    { more: 1 },
    { verificationMaterial: { ...verificationMaterial, tlogEntries: [] } },
    { verificationMaterial: { publicKey: { ...verificationMaterial.publicKey, rawBytes: '' } } },
    { verificationMaterial: { publicKey: { hint: '' } } },
    envelope({ more: 1 }),
    envelope({ payload: '' }),
    envelope({ payloadType: 'text/plain' }),
    envelope({ signatures: [] }),
    envelope({ signatures: [one, one] }),
    envelope({ signatures: [{ ...one, more: 1 }] }),
    envelope({ signatures: [{ ...one, sig: '' }] }),
  ])
    expect(invalid(changed)).toBe('schema-invalid')
})

test('an envelope that is no JSON of a modest size', () => {
  expect(saidOf('not JSON')).toEqual([`json-invalid ${PATH}: it is not JSON in UTF-8`])
  expect(saidOf(`${'['.repeat(1_000)}${']'.repeat(1_000)}`)).toEqual([
    `json-invalid ${PATH}: it is nested too deeply or holds too many values`,
  ])
})
