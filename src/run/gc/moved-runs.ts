import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { Completeness, Status } from '../../contract/completeness.ts'
import { RunId, Sha256 } from '../../contract/ids.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { writeDurably } from '../write-durably.ts'

/** What stays behind of a bundle that was moved out of the workspace, in `.proctor/moved/`. For people; no evidence. */
export const MovedRun = z.strictObject({
  runId: RunId,
  keptIn: z.string(),
  /** As `hashInstalled` gives it. */
  tree: Sha256,
  status: Status,
  completeness: Completeness,
  engine: z.string(),
  task: z.string(),
  blockers: z.array(z.string()),
})
export type MovedRun = z.infer<typeof MovedRun>

const folderOf = (state: string) => join(state, 'moved')

/** On the disk when this settles. @throws ProctorError evidence_write */
export async function writeMovedRun(state: string, note: MovedRun): Promise<void> {
  await mkdir(folderOf(state), { recursive: true, mode: 0o700 })
  await writeDurably(folderOf(state), `${note.runId}.json`, toCanonicalJson(note))
}

/** The bundle stays after all. */
export async function forgetMovedRun(state: string, runId: string): Promise<void> {
  await rm(join(folderOf(state), `${runId}.json`), { force: true })
}

/** Every note that can be read, by run id. */
export async function readMovedRuns(state: string): Promise<ReadonlyMap<string, MovedRun>> {
  const notes = new Map<string, MovedRun>()
  for (const name of await namesIn(folderOf(state))) {
    const note = MovedRun.safeParse(parseOrNull(await readFile(join(folderOf(state), name), 'utf8'))).data
    if (note !== undefined && name === `${note.runId}.json`) notes.set(note.runId, note)
  }
  return notes
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json') && !name.startsWith('.'))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
