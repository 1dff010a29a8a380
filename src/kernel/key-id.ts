import { createPublicKey, hash, type KeyObject } from 'node:crypto'

/** Base64 SHA-256 of the SubjectPublicKeyInfo DER: how documents name a key. A look-up hint, not a proof. */
export function keyIdOf(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ type: 'spki', format: 'der' }), 'base64')
}

/** The public half of a private key; a public key is given back as it is. */
export function toPublicKey(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key
}

/** What a key can sign with, as trust.json names it; undefined for every other kind of key. */
export function algorithmOf(key: KeyObject): 'ecdsa-p256' | 'ed25519' | undefined {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519'
  if (key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1')
    return 'ecdsa-p256'
  return undefined
}
