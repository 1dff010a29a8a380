import type { SignerCheck } from '../../standing/standing-input.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { readSigners } from '../signers.ts'

/** Says who signed a promotion; asked once for each. */
export type CheckSigners = (
  content: Uint8Array,
  signatures: readonly string[],
  at: Date,
) => Promise<readonly SignerCheck[]>

/** Checks signatures of promotions against allowed_signers of the protected commit, each at the time of its promotion. */
export async function openSignerCheck(workspace: LoadedWorkspace): Promise<CheckSigners> {
  const signers = await readSigners(workspace)
  return async (content, signatures, at) =>
    await Promise.all(
      signatures.map(async (signature) => {
        const facts = await signers.check('promotion', content, Buffer.from(signature), at)
        return facts.ok
          ? { ok: true as const, principal: facts.principal }
          : { ok: false as const, message: facts.message }
      }),
    )
}
