import { createPublicKey } from 'node:crypto'
import { SIGNATURE_NAMESPACES } from '../contract/signature.ts'
import { keyIdOf } from '../kernel/key-id.ts'
import { createReader, fingerprintOf } from './sshsig.ts'

/** One line of `allowed_signers`: who may sign what with which key. */
export interface AllowedSigner {
  readonly line: number
  readonly principal: string
  readonly namespaces: readonly string[]
  /** As they stand in the line, the namespaces among them. */
  readonly options: readonly string[]
  readonly fingerprint: string
  /** SSH wire form. */
  readonly publicKey: Uint8Array
}

export interface SignersProblem {
  readonly line: number
  readonly message: string
}

export interface AllowedSigners {
  readonly signers: readonly AllowedSigner[]
  readonly problems: readonly SignersProblem[]
}

const KNOWN_NAMESPACES: readonly string[] = Object.values(SIGNATURE_NAMESPACES)
const KEY = /^(?:sk-)?(?:ssh|ecdsa)-[a-z0-9@.-]+$/
const VALIDITY = /^valid-(?:after|before)="\d{8}(?:\d{4}(?:\d{2})?)?Z?"$/i

/**
 * Reads `allowed_signers` more strictly than ssh-keygen does: one principal a line, no patterns, no certificate
 * authorities, namespaces always named and known. What is refused here would let somebody sign more than was meant.
 */
export function parseAllowedSigners(text: string): AllowedSigners {
  const signers: AllowedSigner[] = []
  const problems: SignersProblem[] = []
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = index + 1
    const content = raw.trim()
    if (content === '' || content.startsWith('#')) continue
    const parsed = parseLine(content)
    if ('why' in parsed) problems.push({ line, message: parsed.why })
    else signers.push({ line, ...parsed })
  }
  return { signers, problems }
}

function parseLine(content: string): Omit<AllowedSigner, 'line'> | { readonly why: string } {
  const words = content.match(/(?:[^\s"]|"[^"]*")+/g) ?? []
  const [principal, ...rest] = words
  const keyAt = rest.findIndex((word) => KEY.test(word))
  const encoded = rest[keyAt + 1]
  if (principal === undefined || keyAt < 0 || encoded === undefined)
    return { why: 'the line has not the form `principal options key`' }
  if (/[*?!,]/.test(principal)) return { why: `\`${principal}\`: name one principal, without patterns` }
  const options = rest.slice(0, keyAt).flatMap((word) => word.match(/(?:[^,"]|"[^"]*")+/g) ?? [])
  const strange = options.find((option) => !/^namespaces=/i.test(option) && !VALIDITY.test(option))
  if (strange !== undefined) return { why: `the option \`${strange}\` is not allowed here` }
  const named = options
    .map((option) => /^namespaces="([^"]*)"$/i.exec(option)?.[1])
    .find((list) => list !== undefined)
  const namespaces = named?.split(',').map((name) => name.trim()) ?? []
  if (namespaces.length === 0) return { why: `${principal} has no namespaces="..."` }
  const unknown = namespaces.find((name) => !KNOWN_NAMESPACES.includes(name))
  if (unknown !== undefined)
    return { why: `\`${unknown}\` is no namespace of proctor: ${KNOWN_NAMESPACES.join(', ')}` }
  const publicKey = Buffer.from(encoded, 'base64')
  if (
    publicKey.toString('base64') !== encoded ||
    createReader(publicKey).string()?.toString('latin1') !== rest[keyAt]
  )
    return { why: `the key of ${principal} is not of the type that stands before it` }
  return { principal, namespaces, options, fingerprint: fingerprintOf(publicKey), publicKey }
}

/** The id that a machine key of the same material would have; null for kinds of keys that no machine key has. */
export function machineKeyIdOf(publicKey: Uint8Array): string | null {
  const reader = createReader(publicKey)
  const type = reader.string()?.toString('latin1')
  if (type === 'ssh-ed25519') {
    const point = reader.string()
    return point === null ? null : keyIdFrom({ kty: 'OKP', crv: 'Ed25519', x: point.toString('base64url') })
  }
  if (type !== 'ecdsa-sha2-nistp256') return null
  reader.string()
  const point = reader.string()
  if (point === null || point.length !== 65) return null
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((half) => half.toString('base64url'))
  return x === undefined || y === undefined ? null : keyIdFrom({ kty: 'EC', crv: 'P-256', x, y })
}

function keyIdFrom(jwk: { kty: string; crv: string; x: string; y?: string }): string {
  return keyIdOf(createPublicKey({ key: jwk, format: 'jwk' }))
}
