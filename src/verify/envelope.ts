import * as z from 'zod'
import { DSSE_PAYLOAD_TYPE, SIGSTORE_BUNDLE_MEDIA_TYPE } from '../contract/ids.ts'
import { finding } from './finding.ts'
import { LIMITS } from './limits.ts'
import { isModestJson } from './modest-json.ts'
import { matchSchema, none, parseJson, type Reading } from './read-document.ts'

/** The part of the Sigstore bundle format that is used here. Whatever else one could carry is refused, since nobody checks it. */
const SigstoreFile = z.strictObject({
  mediaType: z.literal(SIGSTORE_BUNDLE_MEDIA_TYPE),
  verificationMaterial: z.strictObject({ publicKey: z.strictObject({ hint: z.string().min(1) }) }),
  dsseEnvelope: z.strictObject({
    payload: z.string().min(1),
    payloadType: z.literal(DSSE_PAYLOAD_TYPE),
    signatures: z.tuple([z.strictObject({ sig: z.string().min(1), keyid: z.string() })]),
  }),
})

export interface SignedFile {
  readonly path: string
  /** The file as parsed JSON, for the Sigstore library. */
  readonly json: unknown
  readonly keyHint: string
  readonly payload: Uint8Array
}

/**
 * A `*.sigstore.json` file. No digest covers these files, so their bytes must be exactly what the writer makes of
 * payload, signature and key id: one line with its newline, exact base64, nothing that goes unread.
 */
export function readEnvelope(path: string, bytes: Uint8Array): Reading<SignedFile> {
  if (!isModestJson(bytes, LIMITS.jsonDepth, LIMITS.jsonValues)) {
    return none(finding('json-invalid', path, 'it is nested too deeply or holds too many values'))
  }
  const json = parseJson(bytes)
  if (json === undefined) return none(finding('json-invalid', path, 'it is not JSON in UTF-8'))
  const matched = matchSchema(path, json, SigstoreFile)
  if (!matched.ok) return matched
  const { verificationMaterial, dsseEnvelope } = matched.value
  const keyHint = verificationMaterial.publicKey.hint
  const payload = Buffer.from(dsseEnvelope.payload, 'base64')
  const signature = Buffer.from(dsseEnvelope.signatures[0].sig, 'base64')
  if (Buffer.from(render(keyHint, payload, signature)).equals(bytes)) {
    return { ok: true, value: { path, json, keyHint, payload } }
  }
  return none(
    finding('json-not-canonical', path, 'its bytes are not in the one form that the writer gives them'),
  )
}

function render(keyHint: string, payload: Buffer, signature: Buffer): string {
  const bundle = {
    mediaType: SIGSTORE_BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: keyHint } },
    dsseEnvelope: {
      payload: payload.toString('base64'),
      payloadType: DSSE_PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString('base64'), keyid: keyHint }],
    },
  }
  return `${JSON.stringify(bundle)}\n`
}
