import { hash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { git } from './git.ts'

/** A checkpoint of the ledger that was kept in `checkpoints/`. */
export interface KeptCheckpoint {
  readonly name: string
  readonly text: string
}

const FOLDER = 'checkpoints'
const ENDING = '.checkpoint'
/** Mode, type, id and path of a file in a tree. */
const LISTED = /^\d+ blob ([0-9a-f]+)\t(.+)$/s

/** Those in the folder and those in the last commit: deleting or changing a file there hides nothing. */
export async function readKeptCheckpoints(workspaceDir: string): Promise<KeptCheckpoint[]> {
  const [kept, listed] = await Promise.all([
    readFolder(workspaceDir),
    git(workspaceDir, ['ls-tree', '-z', 'HEAD', `${FOLDER}/`]),
  ])
  // By git's own names of contents, so that what is in the folder as it was committed costs no process.
  const known = new Set(kept.flatMap(({ text }) => [blobId('sha1', text), blobId('sha256', text)]))
  for (const entry of listed.code === 0 ? listed.stdout.split('\0') : []) {
    const [, id = '', path = ''] = LISTED.exec(entry) ?? []
    if (!path.endsWith(ENDING) || known.has(id)) continue
    const { code, stdout } = await git(workspaceDir, ['cat-file', 'blob', id])
    if (code !== 0)
      throw new ProctorError('git_failed', `${path}: git can not read it from the last commit`, {
        hint: 'run `git fsck` in the workspace',
      })
    kept.push({ name: `${path} (last commit)`, text: stdout })
  }
  return kept
}

/** As `git hash-object` says. */
function blobId(algorithm: 'sha1' | 'sha256', text: string): string {
  return hash(algorithm, `blob ${Buffer.byteLength(text)}\0${text}`)
}

/** Keeps a checkpoint, under the number of its entries. A file of that name stays as it is. Returns its path. */
export async function keepCheckpoint(workspaceDir: string, size: number, text: string): Promise<string> {
  const name = `${FOLDER}/${String(size).padStart(12, '0')}${ENDING}`
  await mkdir(join(workspaceDir, FOLDER), { recursive: true })
  try {
    await writeFile(join(workspaceDir, name), text, { flag: 'wx' })
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
  }
  return name
}

async function readFolder(workspaceDir: string): Promise<KeptCheckpoint[]> {
  let names: string[]
  try {
    names = await readdir(join(workspaceDir, FOLDER))
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error
    return []
  }
  return await Promise.all(
    names
      .filter((name) => name.endsWith(ENDING))
      .sort()
      .map(async (name) => ({
        name: `${FOLDER}/${name}`,
        text: await readFile(join(workspaceDir, FOLDER, name), 'utf8'),
      })),
  )
}
