import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'

/** Folder of proctor's own package.json, from the sources as from the built bundle. */
export function packageRoot(): string {
  let folder = import.meta.dirname
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new ProctorError('bug', 'proctor does not find its own package.json')
    folder = parent
  }
  return folder
}

/** Absolute path of a file that ships in `assets/`. */
export function assetPath(name: string): string {
  const path = join(packageRoot(), 'assets', name)
  if (!existsSync(path)) throw new ProctorError('bug', `assets/${name} is not part of this installation`)
  return path
}
