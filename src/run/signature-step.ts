import { readFile } from 'node:fs/promises'
import type { SignatureRole } from '../contract/signature.ts'
import type { Signers } from './signers.ts'

/** What is left to do for a signature that was just made, when nobody of allowed_signers made it; empty when it counts. */
export async function signatureSteps(
  { check }: Signers,
  role: SignatureRole,
  file: string,
  content: Uint8Array,
): Promise<string[]> {
  const signature = await check(role, content, await readFile(`${file}.sig`), new Date())
  return signature.ok
    ? []
    : [`the signature does not count yet (${signature.message}): see "Who may sign" in docs/admission.md`]
}
