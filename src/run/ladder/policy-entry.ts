import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { PREDICATE_TYPES, Sha256, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { PolicyEntry } from '../../contract/registry-entries.ts'
import { parseCanonicalJson, toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { writeDurably } from '../write-durably.ts'

const SEEN = 'policy-seen.json'
const Seen = z.strictObject({ policyDigest: Sha256 })

/** An entry that goes in front of the next one, because the policy is not the one that the entry before was written under. */
export interface PolicyChange {
  readonly payload: Uint8Array
  /** To be called once the entry is in the ledger. */
  noted(): Promise<void>
}

/**
 * Null when the policy is the one that was seen last. Which one that was is kept beside the ledger, and nothing rests on
 * it: when it is lost, the policy is on record once more.
 */
export async function policyChange(workspace: LoadedWorkspace): Promise<PolicyChange | null> {
  const { planning: _, ...policy } = workspace.config
  const policyDigest = sha256(toCanonicalJson(policy))
  const { state } = workspace.paths
  const previous = await readSeen(join(state, SEEN))
  if (previous === policyDigest) return null
  const { protection } = workspace
  const statement: PolicyEntry = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'proctor.yaml', digest: { sha256: sha256(workspace.configBytes) } }],
    predicateType: PREDICATE_TYPES.policyChanged,
    predicate: {
      policyDigest,
      previous,
      commit: protection.protected ? protection.commit : null,
      at: new Date().toISOString(),
    },
  }
  return {
    payload: Buffer.from(toCanonicalJson(statement)),
    noted: () => writeDurably(state, SEEN, toCanonicalJson({ policyDigest })),
  }
}

async function readSeen(file: string): Promise<string | null> {
  let bytes: Uint8Array
  try {
    bytes = await readFile(file)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  const seen = Seen.safeParse(parseCanonicalJson(bytes))
  return seen.success ? seen.data.policyDigest : null
}
