import * as z from 'zod'
import { DSSE_PAYLOAD_TYPE, SIGSTORE_BUNDLE_MEDIA_TYPE } from '../contract/ids.ts'

/**
 * Pre-authentication encoding: the bytes that a DSSE signature covers.
 * Source: DSSE protocol 1.0.2, "Signature Definition".
 */
export function toPae(payloadType: string, payload: Uint8Array): Buffer {
  const type = Buffer.from(payloadType, 'utf8')
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ])
}

/**
 * The only shape of Sigstore bundle v0.3 that proctor writes or reads: a DSSE envelope with one signature by a
 * key that the reader already knows. Timestamps and log entries may be added by others; they are not read here.
 */
const SigstoreBundle = z.strictObject({
  mediaType: z.literal(SIGSTORE_BUNDLE_MEDIA_TYPE),
  verificationMaterial: z.strictObject({
    publicKey: z.strictObject({ hint: z.string().min(1) }),
    tlogEntries: z.array(z.unknown()).optional(),
    timestampVerificationData: z.unknown().optional(),
  }),
  dsseEnvelope: z.strictObject({
    payload: z.string().min(1),
    payloadType: z.literal(DSSE_PAYLOAD_TYPE),
    signatures: z.array(z.strictObject({ sig: z.string().min(1), keyid: z.string().optional() })).length(1),
  }),
})

export interface ParsedEnvelope {
  /** The exact bytes that were signed. */
  readonly payload: Buffer
  readonly payloadType: string
  readonly signature: Buffer
  /** Which key the writer names: a look-up hint, not a proof. */
  readonly keyHint: string
  /** The parsed document, for a library that verifies it. */
  readonly json: unknown
}

export type EnvelopeResult =
  | { readonly ok: true; readonly envelope: ParsedEnvelope }
  | { readonly ok: false; readonly reason: string }

/** Reads a `*.sigstore.json`. Nothing is verified: the payload means nothing before its signature is checked. */
export function parseSigstoreBundle(text: string): EnvelopeResult {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, reason: 'not JSON' }
    throw error
  }
  const parsed = SigstoreBundle.safeParse(json)
  if (!parsed.success) return { ok: false, reason: z.prettifyError(parsed.error) }
  const { dsseEnvelope, verificationMaterial } = parsed.data
  const payload = parseBase64(dsseEnvelope.payload)
  if (payload === undefined) return { ok: false, reason: 'the payload is not base64' }
  const signature = parseBase64(dsseEnvelope.signatures[0]?.sig ?? '')
  if (signature === undefined) return { ok: false, reason: 'the signature is not base64' }
  return {
    ok: true,
    envelope: {
      payload,
      payloadType: dsseEnvelope.payloadType,
      signature,
      keyHint: verificationMaterial.publicKey.hint,
      json,
    },
  }
}

/** Standard base64 (RFC 4648, section 4) with its padding and nothing else; undefined for any other text. */
export function parseBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  return bytes.toString('base64') === text ? bytes : undefined
}
