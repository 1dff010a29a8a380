import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { errnoOf } from '../kernel/proctor-error.ts'

const OwnPackage = z.object({ version: z.string().min(1) })

/** The version that a package on the disk gives itself; null when there is no package. @param folder with its package.json */
export async function installedVersion(folder: string): Promise<string | null> {
  let text: string
  try {
    text = await readFile(join(folder, 'package.json'), 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errnoOf(error) ?? '')) return null
    throw error
  }
  return OwnPackage.parse(JSON.parse(text)).version
}
