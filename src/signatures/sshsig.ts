import { hash } from 'node:crypto'

/** What an SSHSIG says of itself. Nothing in it is believed before the signature was checked. */
export interface SshSignature {
  readonly namespace: string
  readonly keyType: string
  /** The public key in SSH's wire form. */
  readonly publicKey: Uint8Array
  /** `SHA256:` and base64 without padding. */
  readonly fingerprint: string
  /** Of hardware keys (`sk-`): touched, and asked who. Null for other keys. */
  readonly userPresent: boolean | null
  readonly userVerified: boolean | null
  /** Empty in every version so far. */
  readonly reserved: Uint8Array
  /** Of what the content was hashed with. */
  readonly hashName: string
  /** In SSH's wire form. */
  readonly signature: Uint8Array
}

const ARMOR =
  /^-----BEGIN SSH SIGNATURE-----\r?\n((?:[A-Za-z0-9+/=]+\r?\n)+)-----END SSH SIGNATURE-----\r?\n?$/
export const MAGIC = 'SSHSIG'
const VERSION = 1
const MAX_BYTES = 64 * 1024
const USER_PRESENT = 0x01
const USER_VERIFIED = 0x04

/** Parses an armored SSHSIG. Null when it is none: too long, other text around it, bytes missing or left over. */
export function parseSshSignature(bytes: Uint8Array): SshSignature | null {
  if (bytes.length > MAX_BYTES) return null
  const body = ARMOR.exec(Buffer.from(bytes).toString('latin1'))?.[1]?.replace(/\r?\n/g, '')
  if (body === undefined) return null
  const blob = Buffer.from(body, 'base64')
  if (blob.toString('base64') !== body) return null
  const reader = createReader(blob)
  const magic = reader.take(MAGIC.length)?.toString('latin1')
  const version = reader.uint32()
  const publicKey = reader.string()
  const namespace = reader.string()
  const reserved = reader.string()
  const hashName = reader.string()
  const signature = reader.string()
  if (magic !== MAGIC || version !== VERSION || publicKey === null || namespace === null) return null
  if (reserved === null || hashName === null || signature === null || !reader.atEnd()) return null
  const keyType = createReader(publicKey).string()?.toString('latin1')
  if (keyType === undefined) return null
  const flags = keyType.startsWith('sk-') ? flagsOf(signature) : undefined
  if (flags === null) return null
  return {
    namespace: namespace.toString('latin1'),
    keyType,
    publicKey,
    fingerprint: fingerprintOf(publicKey),
    userPresent: flags === undefined ? null : (flags & USER_PRESENT) !== 0,
    userVerified: flags === undefined ? null : (flags & USER_VERIFIED) !== 0,
    reserved,
    hashName: hashName.toString('latin1'),
    signature,
  }
}

/** `SHA256:...` of a public key in SSH's wire form, as ssh-keygen prints it. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return `SHA256:${hash('sha256', publicKey, 'base64').replace(/=+$/, '')}`
}

/** Signatures of hardware keys end with one byte of flags and a counter, which the device signs with the rest. */
function flagsOf(signature: Buffer): number | null {
  const reader = createReader(signature)
  if (reader.string() === null || reader.string() === null) return null
  const flags = reader.take(1)
  const counter = reader.uint32()
  return flags === null || counter === null || !reader.atEnd() ? null : (flags[0] ?? null)
}

interface Reader {
  take(bytes: number): Buffer | null
  uint32(): number | null
  string(): Buffer | null
  atEnd(): boolean
}

/** Reads SSH's wire form; null once something is missing. */
export function createReader(bytes: Uint8Array): Reader {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const take = (count: number): Buffer | null => {
    if (at + count > buffer.length) return null
    at += count
    return buffer.subarray(at - count, at)
  }
  const uint32 = (): number | null => take(4)?.readUInt32BE() ?? null
  const string = (): Buffer | null => {
    const length = uint32()
    return length === null ? null : take(length)
  }
  return { take, uint32, string, atEnd: () => at === buffer.length }
}
