import { realpath } from 'node:fs/promises'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'

/** Why a configured path may not be used, or null when it stays inside as far as its spelling goes. */
export function pathEscape(path: string): string | null {
  if (path.includes('\0')) return 'holds a null byte'
  if (isAbsolute(path) || /^[A-Za-z]:|^\\/.test(path)) return 'is absolute'
  if (path.split(/[/\\]/).includes('..')) return 'leaves the folder by `..`'
  return null
}

/**
 * Absolute path of something that must lie within `dir`, symbolic links followed.
 * What does not exist is judged by its spelling alone.
 * @throws ProctorError unsafe_path
 */
export async function innerPath(dir: string, path: string, where: string): Promise<string> {
  const refuse = (why: string): ProctorError =>
    new ProctorError('unsafe_path', `the path \`${path}\` ${why} (${where})`, {
      hint: 'use a path that stays inside the folder it is relative to',
    })
  const wrong = pathEscape(path)
  if (wrong !== null) throw refuse(wrong)
  const full = resolve(dir, path)
  const real = await realOrNull(full)
  const base = await realOrNull(dir)
  if (real === null || base === null) return full
  const inside = relative(base, real)
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    throw refuse('leaves the folder by a symbolic link')
  return full
}

async function realOrNull(path: string): Promise<string | null> {
  try {
    return await realpath(path)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return null
    throw error
  }
}
