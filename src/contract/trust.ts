import * as z from 'zod'
import { Count, SCHEMA_IDS } from './ids.ts'

export const KEY_ROLES = ['harness', 'verifier', 'ledger'] as const
export const KeyRole = z.enum(KEY_ROLES)
export type KeyRole = z.infer<typeof KeyRole>

/** A public key and the stretch of the ledger in which it signs. Role is policy data, never a claim of a document. */
export const TrustedKey = z.strictObject({
  role: KeyRole,
  /** Base64 SHA-256 of the SubjectPublicKeyInfo DER. A look-up hint, not a proof. */
  keyId: z.string().min(1),
  algorithm: z.enum(['ecdsa-p256', 'ed25519']),
  /** SubjectPublicKeyInfo, PEM. */
  publicKey: z.string().startsWith('-----BEGIN PUBLIC KEY-----'),
  /** First ledger index at which the key is valid. */
  validFrom: Count,
  /** First ledger index at which it no longer is; null while in force. */
  validUntil: Count.nullable(),
})
export type TrustedKey = z.infer<typeof TrustedKey>

/** `trust.json`: the public halves of a workspace's machine keys. */
export const Trust = z.strictObject({
  schemaVersion: z.literal(SCHEMA_IDS.trust),
  workspaceId: z.string().regex(/^[0-9a-f]{32}$/),
  keys: z.array(TrustedKey).min(1),
})
export type Trust = z.infer<typeof Trust>
