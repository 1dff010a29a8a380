// Promises: the folder of an unsealed run says from its first moment whose it is: it holds the lock of its owner.
// Must not: leave a moment in which a living run looks abandoned. Called by: open-run.ts, run-task.ts, recovery/.
import { mkdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { removeFolderAsync } from '../checkout/index.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { takeLock } from '../ledger/process-lock.ts'
import type { WorkFolders } from './layout.ts'

/** How long a run waits for others that are just making their folders. */
const TURN_MS = 30_000

/** Work folders of sealed runs on their way out; what is left of one says nothing any more. */
export const DONE_PREFIX = '.done-'

/**
 * Makes the folder and locks it until the run is over, both while the lock of all work folders is held.
 * @throws ProctorError evidence_write, ledger_locked
 */
export async function claimWorkFolder(root: string): Promise<void> {
  const work = dirname(root)
  await makeFolder(work)
  const turn = await takeLock(work, TURN_MS)
  try {
    await makeFolder(root)
    await takeLock(root, 0)
  } finally {
    await turn.release()
  }
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
  } catch (cause) {
    const errno = errnoOf(cause)
    if (errno === undefined) throw cause
    const details = { path, step: 'make folder', errno }
    throw new ProctorError('evidence_write', `${path} can not be made: ${errno}`, { cause, details })
  }
}

/** Removes what an unsealed run had on this machine. Out of sight in one step, so that nobody takes up half of it. */
export async function removeWorkFolder({
  root,
  sockets,
}: Pick<WorkFolders, 'root' | 'sockets'>): Promise<void> {
  await rm(sockets, { recursive: true, force: true })
  const leaving = join(dirname(root), `${DONE_PREFIX}${basename(root)}`)
  try {
    await rename(root, leaving)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    throw error
  }
  await removeLeaving(leaving)
}

/** Goes on with the removal of a folder that is out of sight already. */
export async function removeLeaving(path: string): Promise<void> {
  await removeFolderAsync(path)
}
