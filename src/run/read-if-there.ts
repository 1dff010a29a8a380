import { readFile } from 'node:fs/promises'
import { errnoOf } from '../kernel/proctor-error.ts'

/** The bytes of a file; null when there is none. Every other failure is thrown. */
export async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
}
