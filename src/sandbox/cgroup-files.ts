import { readFile } from 'node:fs/promises'
import { errnoOf } from '../kernel/proctor-error.ts'

const REFUSALS: ReadonlySet<string> = new Set([
  'ENOENT',
  'ENODEV',
  'ENOTDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'EINVAL',
  'EOPNOTSUPP',
  'ENOTSUP',
  'ENOSPC',
  'ESRCH',
])

/** What a machine without this control group, or without the right to it, answers. */
export function isRefusal(error: unknown): boolean {
  const code = errnoOf(error)
  return code !== undefined && REFUSALS.has(code)
}

/** Null where the file is not there, or is not for this user. */
export async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (isRefusal(error)) return null
    throw error
  }
}
