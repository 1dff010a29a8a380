import type { Finding } from '../contract/finding.ts'
import { openCheckpoint, toOrigin } from '../ledger/checkpoint.ts'
import { parseTlogProof, toTlogProof, verifyTlogProof } from '../ledger/tlog-proof.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'
import { isInForce, type TrustedKeys } from './trusted-keys.ts'

export interface ProofAnswer {
  readonly findings: readonly Finding[]
  /** Index of the run in the ledger, when the proof holds (or, without keys, as the proof says). */
  readonly index: number | null
}

/** Whether the run statement is in the ledger of the trusted workspace. Without keys only the form is judged. */
export function checkProof(
  { run, proof }: Pick<Sealed, 'run' | 'proof'>,
  trust: { readonly keys: TrustedKeys; readonly workspaceId: string } | null,
): ProofAnswer {
  return checkLeafProof(FILES.proof, proof, run.payload, trust)
}

/** The same for any entry. @param path of the proof  @param entry exact bytes of the entry */
export function checkLeafProof(
  path: string,
  proof: Uint8Array,
  entry: Uint8Array,
  trust: { readonly keys: TrustedKeys; readonly workspaceId: string } | null,
): ProofAnswer {
  const invalid = (why: string): ProofAnswer => ({
    findings: [finding('proof-invalid', path, why)],
    index: null,
  })
  const text = decode(proof)
  const parsed = text === undefined ? undefined : parseTlogProof(text)
  if (text === undefined || parsed === undefined || toTlogProof(parsed) !== text) {
    return invalid('it is not the text of a proof')
  }
  // Nobody here vouches for further signatures, so that lines could be added unseen.
  if (!/\n\n[^\n]+\n$/.test(parsed.checkpoint)) return invalid('its checkpoint has not exactly one signature')
  if (trust === null) return { findings: [], index: parsed.index }
  const keys = trust.keys.all('ledger')
  const origin = toOrigin(trust.workspaceId)
  const result = verifyTlogProof(
    text,
    entry,
    origin,
    keys.map(({ key }) => key),
  )
  if (!result.ok) return invalid(`it does not hold: ${result.reason}`)
  const inForce = keys.filter(({ trusted }) => isInForce(trusted, result.head.size - 1)).map(({ key }) => key)
  if (openCheckpoint(parsed.checkpoint, origin, inForce).ok) return { findings: [], index: result.index }
  const late = `the ledger key that signed the checkpoint was not in force at index ${result.head.size - 1}`
  return { findings: [finding('key-untrusted', path, late)], index: result.index }
}

/** Whether the challenge stood in the ledger before the run did. */
export function checkLedgerOrder({ challenge }: Pick<Sealed, 'challenge'>, index: number): Finding[] {
  const { size } = challenge.statement.predicate.ledgerHead
  if (index > size) return []
  return [
    finding(
      'proof-invalid',
      FILES.proof,
      `the run is entry ${index}, its challenge can not be older than ${size}`,
    ),
  ]
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
