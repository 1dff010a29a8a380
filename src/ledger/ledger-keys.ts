import { createPublicKey } from 'node:crypto'
import type { Trust } from '../contract/trust.ts'
import type { WindowedKey } from './checkpoint.ts'

/** Every key that ever signed the ledger of a workspace, with its stretch, as trust.json says. */
export function toLedgerKeys(trust: Trust): WindowedKey[] {
  return trust.keys
    .filter(({ role }) => role === 'ledger')
    .map(({ publicKey, validFrom, validUntil }) => ({
      key: createPublicKey(publicKey),
      validFrom,
      validUntil,
    }))
}
