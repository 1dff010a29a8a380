// Promises: one digest over everything that decides what this program says of a planning document.
// Must not: be taken for a signature; whoever can change the program can change its digest. Called by: run/scan-memory.ts.
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sha256 } from '../kernel/digest.ts'

/** The bundle, whole; of the sources the room of planning, and the versions of the packages that it uses. */
function filesOfProgram(): { readonly folder: string; readonly also: readonly string[] } {
  const own = fileURLToPath(import.meta.url)
  if (!own.endsWith('.ts')) return { folder: dirname(dirname(own)), also: [] }
  const src = dirname(dirname(own))
  return { folder: join(src, 'planning'), also: [join(dirname(src), 'package-lock.json')] }
}

/** SHA-256, lower-case hex. @throws what reading the program's own files throws */
export async function programDigest(): Promise<string> {
  const { folder, also } = filesOfProgram()
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  const digests = await Promise.all(
    [...paths.sort(), ...also].map(async (path) => `${path} ${sha256(await readFile(path))}`),
  )
  return sha256([process.version, ...digests].join('\n'))
}
