import { randomBytes } from 'node:crypto'
import { rename } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Names of what is on its way out; whoever finds one may remove it. */
export const ASIDE_PREFIX = '.gc-'

/** Takes a thing out of sight in one step, so that nobody finds half of it. @returns where it is now */
export async function moveAside(path: string): Promise<string> {
  const aside = join(dirname(path), `${ASIDE_PREFIX}${randomBytes(6).toString('hex')}`)
  await rename(path, aside)
  return aside
}
