import type { Dirent } from 'node:fs'
import { readdir, readFile, realpath, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { PlanningConfig } from '../contract/planning.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { folderOf, toPlanningPath } from '../planning/model/planning-path.ts'
import { toWorkEntries } from '../planning/model/work-entries.ts'

export interface PlanningFiles {
  /** By path from the workspace. */
  readonly files: ReadonlyMap<string, Uint8Array>
  /** What is there and was not read, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>
}

/** No planning document is larger; the validator itself is stricter. */
const MAX_BYTES = 16 * 1024 * 1024
const MAX_FILES = 20_000

/** Reads what the planning section names, what lies below those folders, and the records of sources and enablements. */
export async function readPlanningFiles(dir: string, config: PlanningConfig): Promise<PlanningFiles> {
  const files = new Map<string, Uint8Array>()
  const unreadable = new Map<string, string>()
  const root = await realpath(dir)
  const read = async (path: string): Promise<void> => {
    if (files.has(path) || unreadable.has(path)) return
    const found = await readInside(root, path)
    if (found instanceof Uint8Array) files.set(path, found)
    else if (found !== undefined) unreadable.set(path, found)
  }
  const core = [config.prd, config.issues, config.workboard].flatMap((path) => toPlanningPath(path) ?? [])
  for (const path of core) await read(path)
  const board = toPlanningPath(config.workboard)
  const bytes = board === undefined ? undefined : files.get(board)
  if (board !== undefined && bytes !== undefined) {
    for (const { document } of toWorkEntries(board, bytes).entries) {
      const path = toPlanningPath(document)
      if (path !== undefined) await read(path)
    }
  }
  const folders = new Set([config.prd, config.issues].map((path) => folderOf(toPlanningPath(path) ?? '')))
  for (const folder of folders) {
    if (folder === '') continue
    for (const path of await markdownBelow(root, folder)) await read(path)
  }
  for (const records of ['sources', 'enablements'])
    for (const entry of await entriesOf(join(root, records))) await read(`${records}/${entry.name}`)
  return { files, unreadable }
}

/** The bytes of a regular file inside the workspace; why not, when it is something else; undefined when it is not there. */
async function readInside(root: string, path: string): Promise<Uint8Array | string | undefined> {
  try {
    const real = await realpath(join(root, path))
    const inside = relative(root, real)
    if (inside === '..' || inside.startsWith(`..${sep}`)) return 'it is a link that leaves the workspace'
    const found = await stat(real)
    if (found.isDirectory()) return 'it is a folder'
    if (!found.isFile()) return 'it is no regular file'
    if (found.size > MAX_BYTES) return `it has ${found.size} bytes`
    return await readFile(real)
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    if (code === 'ELOOP') return 'it is a link to itself'
    if (code === 'EACCES' || code === 'EPERM') return 'it may not be read'
    throw error
  }
}

async function markdownBelow(root: string, folder: string): Promise<readonly string[]> {
  const found: string[] = []
  const open = [folder]
  while (open.length > 0 && found.length < MAX_FILES) {
    const next = open.pop()
    if (next === undefined) break
    for (const entry of await entriesOf(join(root, next))) {
      const path = `${next}/${entry.name}`
      if (entry.isDirectory()) {
        if (entry.name !== 'node_modules' && entry.name !== '.git') open.push(path)
      } else if (entry.name.endsWith('.md')) found.push(path)
    }
  }
  return found.toSorted()
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    const code = errnoOf(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return []
    throw error
  }
}
