import { sign } from 'node:crypto'
import { DSSE_PAYLOAD_TYPE, SIGSTORE_BUNDLE_MEDIA_TYPE } from '../contract/ids.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { toPae } from '../kernel/dsse.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { SigningKey } from './keys.ts'

/** An in-toto statement, as far as signing needs to know it. */
export interface AnyStatement {
  readonly _type: string
  readonly predicateType: string
}

/** The bytes that are signed, and that are the leaf of the ledger: the canonical JSON of the statement. */
export function toStatementPayload(statement: AnyStatement): Buffer {
  return Buffer.from(toCanonicalJson(statement), 'utf8')
}

/**
 * Text of a `*.sigstore.json`: a Sigstore bundle v0.3 around a DSSE envelope, signed with ECDSA P-256 and SHA-256,
 * the key named by its id. One line with a newline at the end.
 */
export function signStatement(statement: AnyStatement, key: SigningKey): string {
  return signPayload(toStatementPayload(statement), key)
}

/** As signStatement, for a payload that was made already. */
export function signPayload(payload: Uint8Array, key: SigningKey): string {
  if (key.algorithm !== 'ecdsa-p256')
    throw new ProctorError('bug', `statements are signed with ECDSA P-256, not with the ${key.role} key`)
  const signature = sign('sha256', toPae(DSSE_PAYLOAD_TYPE, payload), key.privateKey)
  const bundle = {
    mediaType: SIGSTORE_BUNDLE_MEDIA_TYPE,
    verificationMaterial: { publicKey: { hint: key.keyId } },
    dsseEnvelope: {
      payload: Buffer.from(payload).toString('base64'),
      payloadType: DSSE_PAYLOAD_TYPE,
      signatures: [{ sig: signature.toString('base64'), keyid: key.keyId }],
    },
  }
  return `${JSON.stringify(bundle)}\n`
}
