import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'

/** Absolute path of a program on the harness's own PATH, or null. */
export async function findProgram(name: string): Promise<string | null> {
  for (const folder of (process.env.PATH ?? '').split(':').filter(isAbsolute)) {
    const path = join(folder, name)
    try {
      await access(path, constants.X_OK)
      return path
    } catch (error) {
      if (errnoOf(error) === undefined) throw error
    }
  }
  return null
}
