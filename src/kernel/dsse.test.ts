import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { parseBase64, parseSigstoreBundle, toPae } from './dsse.ts'

test('PAE of the example in the DSSE protocol', async () => {
  const pae = toPae('http://example.com/HelloWorld', Buffer.from('hello world'))
  expect(pae.toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world')
})

test('PAE counts bytes, so that no other pair of type and payload gives the same', async () => {
  await fc.assert(
    fc.property(anyText(), fc.uint8Array(), fc.string(), fc.uint8Array(), (t, p, u, q) => {
      const same = t === u && Buffer.from(p).equals(q)
      expect(toPae(t, p).equals(toPae(u, q))).toBe(same)
    }),
  )
})

const GOOD = {
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: { publicKey: { hint: 'k' } },
  dsseEnvelope: {
    payload: 'e30=',
    payloadType: 'application/vnd.in-toto+json',
    signatures: [{ sig: 'AAAA', keyid: 'k' }],
  },
}

test('a good bundle is read; each departure from its shape is a reason, not an exception', async () => {
  expect(parseSigstoreBundle(JSON.stringify(GOOD))).toMatchObject({ ok: true })
  const envelope = GOOD.dsseEnvelope
  const bad: unknown[] = [
    { ...GOOD, extra: 1 },
    { ...GOOD, mediaType: 'application/vnd.dev.sigstore.bundle.v0.2+json' },
    { ...GOOD, dsseEnvelope: { ...envelope, payload: 'e30' } },
    { ...GOOD, dsseEnvelope: { ...envelope, payload: 'e3 0=' } },
    { ...GOOD, dsseEnvelope: { ...envelope, payloadType: 'text/plain' } },
    { ...GOOD, dsseEnvelope: { ...envelope, signatures: [] } },
    { ...GOOD, dsseEnvelope: { ...envelope, signatures: [...envelope.signatures, ...envelope.signatures] } },
    { ...GOOD, dsseEnvelope: { ...envelope, signatures: [{ sig: '****' }] } },
    null,
  ]
  for (const document of bad)
    expect(parseSigstoreBundle(JSON.stringify(document))).toMatchObject({ ok: false })
})

test('no text makes the parser throw', async () => {
  await fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => !parseSigstoreBundle(text).ok))
})

test('base64 is read strictly', async () => {
  await fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      const text = Buffer.from(bytes).toString('base64')
      return parseBase64(text)?.equals(bytes) === true && parseBase64(`${text}\n`) === undefined
    }),
  )
  for (const text of ['YQ', 'YQ=', 'YR==', '_-8=', ' YQ==']) expect(parseBase64(text), text).toBeUndefined()
})
