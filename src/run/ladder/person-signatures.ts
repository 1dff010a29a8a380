import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { readSigners } from '../signers.ts'
import type { CheckSigners } from './read-ladder.ts'

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
