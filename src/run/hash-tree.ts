import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { hashFile } from './hash-file.ts'

/** What npm and script/engines note down in a node_modules folder for themselves; not part of what is run. */
const NOTES: ReadonlySet<string> = new Set(['.package-lock.json', '.proctor-lock.json'])
/** Files read at one time. */
const BATCH = 32

/** SHA-256 of a file's bytes, or of a folder's whole content. */
export async function hashInstalled(path: string): Promise<string> {
  return (await stat(path)).isDirectory() ? await hashTree(path) : await hashFile(path)
}

/**
 * SHA-256 over one line a file, sorted by path: `<sha256>  <path>`, as `sha256sum` prints it, and for a symbolic link
 * `link:<target>  <path>`. Names, contents and links count; modes, times and empty folders do not.
 */
async function hashTree(root: string): Promise<string> {
  const entries = (await readdir(root, { recursive: true, withFileTypes: true }))
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ link: entry.isSymbolicLink(), path: join(entry.parentPath, entry.name) }))
    .map(({ link, path }) => ({ link, path, name: path.slice(root.length + 1) }))
    .filter(({ name }) => !NOTES.has(name))
    .sort((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  const hash = createHash('sha256')
  for (let at = 0; at < entries.length; at += BATCH) {
    const lines = await Promise.all(
      entries.slice(at, at + BATCH).map(async ({ link, path, name }) => {
        const content = link ? `link:${await readlink(path)}` : sha256Of(await readFile(path))
        return `${content}  ${name}\n`
      }),
    )
    hash.update(lines.join(''))
  }
  return hash.digest('hex')
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
