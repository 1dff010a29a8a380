import { bundleFromJSON, ValidationError } from '@sigstore/bundle'
import { toSignedEntity, toTrustMaterial, VerificationError, Verifier } from '@sigstore/verify'
import type * as z from 'zod'
import type { Finding } from '../contract/finding.ts'
import type { KeyRole, Trust } from '../contract/trust.ts'
import { readEnvelope, type SignedFile } from './envelope.ts'
import { finding } from './finding.ts'
import { none, type Reading, readDocument } from './read-document.ts'
import { type TrustedKeys, toTrustedKeys, type UsableKey } from './trusted-keys.ts'

export interface OpenedStatement<T> {
  readonly path: string
  readonly statement: T
  /** The signed bytes: what the ledger's leaf is made of. */
  readonly payload: Uint8Array
  readonly keys: readonly UsableKey[]
  readonly role: KeyRole
}

/**
 * A signed statement: the signature first, by a key that is trusted for the role; then canonical JSON of the right
 * predicate. A statement whose signature does not hold is not looked into. Without keys only the form is judged.
 */
export function openStatement<T>(
  path: string,
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  role: KeyRole,
  trusted: TrustedKeys | null,
): Reading<OpenedStatement<T>> {
  const envelope = readEnvelope(path, bytes)
  if (!envelope.ok) return envelope
  const signature = trusted === null ? { keys: [] } : checkSignature(envelope.value, role, trusted)
  if ('refused' in signature) return none(signature.refused)
  const document = readDocument(path, envelope.value.payload, schema)
  if (!document.ok) return document
  const { payload } = envelope.value
  return {
    ok: true,
    value: { path, statement: document.value, payload, keys: signature.keys, role },
  }
}

/** What a trusted key of the role signed; undefined when none did, or it is no statement of this kind. */
export function openSignedStatement<T>(
  path: string,
  bytes: Uint8Array,
  schema: z.ZodType<T>,
  role: KeyRole,
  trust: Trust,
): T | undefined {
  const opened = openStatement(path, bytes, schema, role, toTrustedKeys(trust))
  return opened.ok ? opened.value.statement : undefined
}

function checkSignature(
  file: SignedFile,
  role: KeyRole,
  trusted: TrustedKeys,
): { readonly keys: readonly UsableKey[] } | { readonly refused: Finding } {
  const keys = trusted
    .find(role, file.keyHint)
    .filter((candidate) => candidate.trusted.algorithm === 'ecdsa-p256')
  const first = keys[0]
  if (first === undefined) {
    const message = `no trusted ${role} key has the id ${file.keyHint}`
    return { refused: finding('key-untrusted', file.path, message) }
  }
  try {
    const entity = toSignedEntity(bundleFromJSON(file.json))
    new Verifier(materialOf(first), { tlogThreshold: 0, ctlogThreshold: 0, timestampThreshold: 0 }).verify(
      entity,
    )
    return { keys }
  } catch (error) {
    if (error instanceof VerificationError || error instanceof ValidationError) {
      return {
        refused: finding('signature-invalid', file.path, `the signature does not hold: ${error.message}`),
      }
    }
    throw error
  }
}

/** Nothing is trusted but this one key: no certificate authority, no log, no time stamp service. */
function materialOf({ key }: UsableKey): ReturnType<typeof toTrustMaterial> {
  const none = {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  }
  return toTrustMaterial(none, () => ({ publicKey: key, validFor: () => true }))
}
