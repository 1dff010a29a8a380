import { lstat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'

/** File of a work folder: a write of this run's evidence failed, so that nothing good may be concluded from it any more. */
const NAME = 'write-failed'

/** As well as the broken disk lets it; the ledger says the same. @returns whether it is there */
export async function noteFailedWrite(root: string): Promise<boolean> {
  try {
    await writeFile(join(root, NAME), '', { mode: 0o600 })
    return true
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return false
  }
}

export async function hasFailedWrite(root: string): Promise<boolean> {
  try {
    await lstat(join(root, NAME))
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
