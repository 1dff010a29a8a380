import { PREDICATE_TYPES } from '../contract/ids.ts'
import { KeyRotationStatement } from '../contract/key-rotation.ts'
import type { LedgerFinding } from '../contract/ledger-results.ts'
import type { Trust } from '../contract/trust.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'

/** A change of key that the ledger records; null when the entry does not have the form of one. */
export interface PlacedRotation {
  readonly index: number
  readonly rotation: KeyRotationStatement['predicate'] | null
}

const ROTATION = Buffer.from(`"predicateType":"${PREDICATE_TYPES.keyRotation}"`)

/** Undefined for every other entry, and for one that is no JSON. */
export function readRotation(entry: Uint8Array, index: number): PlacedRotation | undefined {
  const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
  return bytes.includes(ROTATION) ? toRotation(parseCanonicalJson(bytes), index) : undefined
}

/** The same of a value that was parsed already. */
export function toRotation(value: unknown, index: number): PlacedRotation | undefined {
  const isRotation =
    typeof value === 'object' &&
    value !== null &&
    'predicateType' in value &&
    value.predicateType === PREDICATE_TYPES.keyRotation
  if (!isRotation) return undefined
  const parsed = KeyRotationStatement.safeParse(value)
  return { index, rotation: parsed.success ? parsed.data.predicate : null }
}

/** Where `trust.json` and the ledger differ on which key signs from when on: a stretch that was set by hand, mostly. */
export function checkKeyWindows(trust: Trust, rotations: readonly PlacedRotation[]): LedgerFinding[] {
  const findings: LedgerFinding[] = []
  const find = (message: string, entry: number | null): void => {
    findings.push({ id: 'key-window', message, entry })
  }
  for (const { index, rotation } of rotations) {
    if (rotation === null) {
      find('a key rotation that does not have the form of its schema', index)
      continue
    }
    const { role, keyId, retired } = rotation
    const of = (id: string) => trust.keys.find((key) => key.role === role && key.keyId === id)
    if (of(keyId)?.validFrom !== index)
      find(`the ledger brings in ${role} key ${keyId} here, trust.json does not`, index)
    if (of(retired)?.validUntil !== index)
      find(`the ledger retires ${role} key ${retired} here, trust.json does not`, index)
  }
  for (const { role, keyId, validFrom, validUntil } of trust.keys) {
    const recorded = (at: number | null, side: 'keyId' | 'retired'): boolean =>
      rotations.some(
        ({ index, rotation }) => index === at && rotation?.role === role && rotation[side] === keyId,
      )
    if (validFrom !== 0 && !recorded(validFrom, 'keyId'))
      find(
        `trust.json has ${role} key ${keyId} from entry ${validFrom} on, the ledger records no rotation`,
        null,
      )
    if (validUntil !== null && !recorded(validUntil, 'retired'))
      find(
        `trust.json retires ${role} key ${keyId} at entry ${validUntil}, the ledger records no rotation`,
        null,
      )
  }
  return findings
}
