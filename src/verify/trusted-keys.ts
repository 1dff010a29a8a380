import { createPublicKey, type KeyObject } from 'node:crypto'
import type { KeyRole, Trust, TrustedKey } from '../contract/trust.ts'
import { algorithmOf, keyIdOf } from '../kernel/key-id.ts'

export interface UsableKey {
  readonly trusted: TrustedKey
  readonly key: KeyObject
}

/** Trusted keys by role. Keys that are not what they are said to be are left out, which can only make less trusted. */
export interface TrustedKeys {
  /** Keys of a role with this hint, whatever their window. */
  find(role: KeyRole, hint: string): readonly UsableKey[]
  all(role: KeyRole): readonly UsableKey[]
}

export function toTrustedKeys(trust: Trust): TrustedKeys {
  const usable = trust.keys.flatMap((trusted) => {
    const key = toKey(trusted)
    // One key in two roles would undo their separation.
    const shared = trust.keys.some(
      (other) =>
        other.role !== trusted.role &&
        (other.keyId === trusted.keyId || other.publicKey.trim() === trusted.publicKey.trim()),
    )
    return key === undefined || shared ? [] : [{ trusted, key }]
  })
  return {
    find: (role, hint) => usable.filter(({ trusted }) => trusted.role === role && trusted.keyId === hint),
    all: (role) => usable.filter(({ trusted }) => trusted.role === role),
  }
}

/** Whether a key signs at a ledger index; an unknown index is decided by whoever could not find it. */
export function isInForce({ validFrom, validUntil }: TrustedKey, index: number | null): boolean {
  return index === null || (index >= validFrom && (validUntil === null || index < validUntil))
}

function toKey(trusted: TrustedKey): KeyObject | undefined {
  let key: KeyObject
  try {
    key = createPublicKey(trusted.publicKey)
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
  return keyIdOf(key) === trusted.keyId && algorithmOf(key) === trusted.algorithm ? key : undefined
}
