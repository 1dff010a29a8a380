import { createPublicKey, hash, verify } from 'node:crypto'
import type { AllowedSigner, AllowedSigners } from './allowed-signers.ts'
import { createReader, MAGIC, type SshSignature } from './sshsig.ts'

const KEY_TYPE = 'ssh-ed25519'
const HASHES: readonly string[] = ['sha256', 'sha512']

export interface PlainQuestion {
  readonly content: Uint8Array
  /** What `signers` was read from. */
  readonly signersText: string
  readonly signers: AllowedSigners
  readonly signature: SshSignature
  /** That of the role. */
  readonly namespace: string
}

/**
 * The plain case, in which nothing is left to ask ssh-keygen, whose start costs more than all else: Ed25519 keys whose
 * lines say who may sign for what, and no dates. False says nothing: ssh-keygen is to be asked then.
 */
export function certainlyHolds(
  { content, signersText, signers, signature, namespace }: PlainQuestion,
  principal: string,
): boolean {
  if (signers.problems.length > 0 || !/^[\x20-\x7e\n]*$/.test(signersText)) return false
  const signer = signers.signers.find(
    (one) =>
      one.fingerprint === signature.fingerprint &&
      one.principal === principal &&
      one.namespaces.includes(namespace),
  )
  if (signer === undefined || signature.namespace !== namespace) return false
  // How ssh-keygen goes on after a line that it can't read is its own affair, so that all of them count.
  return signers.signers.every(isPlain) && isSigned(signature, signer, content)
}

function isPlain({ options, principal, namespaces, publicKey }: AllowedSigner): boolean {
  return (
    options.length === 1 &&
    options[0] === `namespaces="${namespaces.join(',')}"` &&
    /^[A-Za-z0-9.@+_-]+$/.test(principal) &&
    pointOf(publicKey) !== null
  )
}

/** Format of what is signed: PROTOCOL.sshsig of OpenSSH. */
function isSigned(
  { reserved, hashName, namespace, signature }: SshSignature,
  { publicKey }: AllowedSigner,
  content: Uint8Array,
): boolean {
  const point = pointOf(publicKey)
  if (point === null || reserved.length > 0 || !HASHES.includes(hashName)) return false
  const reader = createReader(signature)
  const type = reader.string()?.toString('latin1')
  const bytes = reader.string()
  if (type !== KEY_TYPE || bytes?.length !== 64 || !reader.atEnd()) return false
  const fields = [namespace, '', hashName, hash(hashName, content, 'buffer')].map(toWire)
  const signed = Buffer.concat([Buffer.from(MAGIC), ...fields])
  const x = point.toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return verify(null, signed, key, bytes)
}

/** The 32 bytes of an Ed25519 key in SSH's wire form; null when it is none. */
function pointOf(publicKey: Uint8Array): Buffer | null {
  const reader = createReader(publicKey)
  const type = reader.string()?.toString('latin1')
  const point = reader.string()
  return type === KEY_TYPE && point?.length === 32 && reader.atEnd() ? point : null
}

/** A string in SSH's wire form. */
function toWire(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
