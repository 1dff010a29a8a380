// Promises: that a record of a source or an enablement was written or taken back is in the ledger, by its digest.
// Must not: decide anything: what such a file is worth its signature says, at every read. Called by: run/.
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { AdmissionEntry, EnablementEntry } from '../../contract/registry-entries.ts'
import { sha256 } from '../../kernel/digest.ts'
import { isProctorError } from '../../kernel/proctor-error.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { appendStatement } from './append-statement.ts'

/** A file of the workspace that the entry is about. */
interface Written {
  readonly path: string
  readonly bytes: Uint8Array
}

export async function recordAdmission(
  workspace: LoadedWorkspace,
  file: Written,
  what: Omit<AdmissionEntry['predicate'], 'at'>,
): Promise<number | null> {
  return await append(workspace, {
    _type: STATEMENT_TYPE,
    subject: [{ name: file.path, digest: { sha256: sha256(file.bytes) } }],
    predicateType: PREDICATE_TYPES.admissionRecorded,
    predicate: { ...what, at: new Date().toISOString() },
  })
}

export async function recordEnablement(
  workspace: LoadedWorkspace,
  file: Written,
  what: Omit<EnablementEntry['predicate'], 'at'>,
): Promise<number | null> {
  return await append(workspace, {
    _type: STATEMENT_TYPE,
    subject: [{ name: file.path, digest: { sha256: sha256(file.bytes) } }],
    predicateType: PREDICATE_TYPES.enablementRecorded,
    predicate: { ...what, at: new Date().toISOString() },
  })
}

/** Null where the machine has no ledger key: an admitter works in a clone, and what counts is the signed file. */
async function append(
  workspace: LoadedWorkspace,
  statement: AdmissionEntry | EnablementEntry,
): Promise<number | null> {
  try {
    return await appendStatement(workspace, statement)
  } catch (error) {
    if (isProctorError(error, 'keys_missing')) return null
    throw error
  }
}
