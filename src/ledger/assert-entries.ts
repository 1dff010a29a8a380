import { STATEMENT_TYPE } from '../contract/ids.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'
import { ProctorError } from '../kernel/proctor-error.ts'

/** The statement that an entry is the canonical JSON of; undefined for anything else. */
export function readStatement(entry: Uint8Array): { readonly predicateType: string } | undefined {
  const value = parseCanonicalJson(entry)
  const isStatement =
    typeof value === 'object' &&
    value !== null &&
    '_type' in value &&
    value._type === STATEMENT_TYPE &&
    'predicateType' in value &&
    typeof value.predicateType === 'string'
  return isStatement ? (value as { readonly predicateType: string }) : undefined
}

/**
 * Only statements in their canonical form become entries: one line each, read by everyone in the same way.
 * @throws ProctorError not_canonical
 */
export function assertEntries(leaves: readonly Uint8Array[]): void {
  for (const leaf of leaves)
    if (readStatement(leaf) === undefined)
      throw new ProctorError(
        'not_canonical',
        'a ledger entry must be the canonical JSON of an in-toto statement',
      )
}
