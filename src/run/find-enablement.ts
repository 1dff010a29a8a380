import { Enablement, type EnablementFacts } from '../contract/enablement.ts'
import { sha256 } from '../kernel/digest.ts'
import { readGovernedFile } from '../workspace/governed-file.ts'
import { parseConfig } from '../workspace/read-config.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import type { Signers } from './signers.ts'

export interface FoundEnablement {
  readonly facts: EnablementFacts
  readonly bytes: Uint8Array
  readonly signatureBytes: Uint8Array | null
}

export function enablementPath(engine: string): string {
  return `enablements/${engine}.yaml`
}

/**
 * The enablement of an engine; null when there is none. What is not signed is not parsed.
 * @throws ProctorError config_invalid when a signed enablement does not have the form of one
 */
export async function findEnablement(
  workspace: LoadedWorkspace,
  signers: Signers,
  engine: string,
  now: Date,
): Promise<FoundEnablement | null> {
  const path = enablementPath(engine)
  const file = await readGovernedFile(workspace, path)
  if (file === null) return null
  const sig = await readGovernedFile(workspace, `${path}.sig`)
  const signature = await signers.check('enablement', file.bytes, sig?.bytes ?? null, now)
  const document = signature.ok ? parseConfig(file.bytes, path, Enablement).value : null
  const uncommitted = file.uncommitted ?? sig?.uncommitted ?? null
  return {
    facts: { sha256: sha256(file.bytes), signature, uncommitted, document },
    bytes: file.bytes,
    signatureBytes: sig?.bytes ?? null,
  }
}
