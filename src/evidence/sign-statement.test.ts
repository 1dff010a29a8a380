import { execFileSync } from 'node:child_process'
import { createHash, createPublicKey } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleFromJSON } from '@sigstore/bundle'
import { PublicKeyDetails } from '@sigstore/protobuf-specs'
import { toSignedEntity, toTrustMaterial, Verifier } from '@sigstore/verify'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import { parseSigstoreBundle } from '../kernel/dsse.ts'
import { createMachineKeys } from './keys.ts'
import { signStatement, toStatementPayload } from './sign-statement.ts'

const STATEMENT = {
  _type: STATEMENT_TYPE,
  subject: [{ name: 'ünïcode.diff', digest: { sha256: createHash('sha256').update('x').digest('hex') } }],
  predicateType: PREDICATE_TYPES.run,
  predicate: { z: 1, a: [true, null] },
}

function verifyWithSigstore(text: string, keyId: string, publicKey: Buffer): void {
  const trust = toTrustMaterial(
    { mediaType: '', tlogs: [], ctlogs: [], certificateAuthorities: [], timestampAuthorities: [] },
    { [keyId]: { rawBytes: publicKey, keyDetails: PublicKeyDetails.PKIX_ECDSA_P256_SHA_256 } },
  )
  const verifier = new Verifier(trust, { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 })
  verifier.verify(toSignedEntity(bundleFromJSON(JSON.parse(text))))
}

test('@sigstore/verify accepts the bundle, and nothing that differs by a byte of payload or another key', async () => {
  const { harness, verifier } = await createMachineKeys(join(temporaryFolder(), 'keys'))
  const text = signStatement(STATEMENT, harness)
  const spki = harness.publicKey.export({ type: 'spki', format: 'der' })
  verifyWithSigstore(text, harness.keyId, spki)
  const payload = toStatementPayload(STATEMENT).toString('base64')
  const forged = Buffer.from(toStatementPayload(STATEMENT).toString().replace('"z":1', '"z":2')).toString(
    'base64',
  )
  expect(() => verifyWithSigstore(text.replace(payload, forged), harness.keyId, spki)).toThrow()
  const otherKey = verifier.publicKey.export({ type: 'spki', format: 'der' })
  expect(() => verifyWithSigstore(text, harness.keyId, otherKey)).toThrow()
})

test('openssl and jq alone verify the bundle', async () => {
  const folder = temporaryFolder()
  const { harness } = await createMachineKeys(join(folder, 'keys'))
  writeFileSync(join(folder, 'run.sigstore.json'), signStatement(STATEMENT, harness))
  writeFileSync(join(folder, 'pub.pem'), harness.publicKey.export({ type: 'spki', format: 'pem' }))
  const script = `set -eu
    jq .dsseEnvelope run.sigstore.json > e.json
    type=$(jq -r .payloadType e.json)
    jq -r .payload e.json | base64 -d > p
    jq -r '.signatures[0].sig' e.json | base64 -d > s
    { printf 'DSSEv1 %d %s %d ' \${#type} "$type" $(stat -c%s p); cat p; } > pae
    openssl dgst -sha256 -verify pub.pem -signature s pae
    printf x >> pae
    ! openssl dgst -sha256 -verify pub.pem -signature s pae
    openssl pkey -pubin -in pub.pem -outform DER | openssl dgst -sha256 -binary | base64`
  const out = execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
  expect(out.trim().split('\n')).toEqual(['Verified OK', 'Verification failure', harness.keyId])
})

test('only P-256 keys sign statements', async () => {
  const { ledger } = await createMachineKeys(join(temporaryFolder(), 'keys'))
  expect(() => signStatement(STATEMENT, ledger)).toThrow('ECDSA')
  expect(createPublicKey(ledger.privateKey).asymmetricKeyType).toBe('ed25519')
})

test('what is read back are the signed bytes', async () => {
  const { harness } = await createMachineKeys(join(temporaryFolder(), 'keys'))
  const parsed = parseSigstoreBundle(signStatement(STATEMENT, harness))
  if (!parsed.ok) throw new Error(parsed.reason)
  expect(parsed.envelope.payload.equals(toStatementPayload(STATEMENT))).toBe(true)
  expect(parsed.envelope.keyHint).toBe(harness.keyId)
})
