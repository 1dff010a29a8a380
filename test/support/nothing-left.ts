import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** What Node's own tools keep between processes. */
const CACHES = ['node-compile-cache']

/**
 * All tests work below one temporary folder, and leave it empty: what is still in it at the end was left behind by a
 * test, or by the product, and fails the whole. Its name is short, since paths of sockets are.
 */
export function setup(): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pt-')))
  // Some tests work as another user, who must get through.
  chmodSync(folder, 0o711)
  process.env.TMPDIR = folder
  return () => {
    const left = readdirSync(folder).filter((name) => !CACHES.includes(name))
    if (left.length > 0) throw new Error(`left behind in ${folder}: ${left.join(', ')}`)
    rmSync(folder, { recursive: true })
  }
}
