import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'
import { git } from './git.ts'

/** A checkpoint of the ledger that was kept in `checkpoints/`. */
export interface KeptCheckpoint {
  readonly name: string
  readonly text: string
}

const FOLDER = 'checkpoints'
const ENDING = '.checkpoint'

/** Those in the folder and those in the last commit: deleting or changing a file there hides nothing. */
export async function readKeptCheckpoints(workspaceDir: string): Promise<KeptCheckpoint[]> {
  const kept = await readFolder(workspaceDir)
  const known = new Set(kept.map(({ text }) => text))
  const listed = await git(workspaceDir, ['ls-tree', '-z', '--name-only', 'HEAD', `${FOLDER}/`])
  const paths = listed.code === 0 ? listed.stdout.split('\0').filter((path) => path.endsWith(ENDING)) : []
  for (const path of paths) {
    const shown = await git(workspaceDir, ['cat-file', 'blob', `HEAD:./${path}`])
    if (shown.code === 0 && !known.has(shown.stdout))
      kept.push({ name: `${path} (last commit)`, text: shown.stdout })
  }
  return kept
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
