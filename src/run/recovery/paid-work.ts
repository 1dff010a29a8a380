// Promises: says what in the folder of a run only the work of an engine can have left, so that nobody removes it.
// Must not: change anything. Called by: take-up.ts, recover-runs.ts.
import { join } from 'node:path'
import { type FoundFile, nodeFiles } from '../../evidence/files-port.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { EVENT_LOG } from '../begin.ts'
import { readEventLog } from './kept-events.ts'

/** What the engine printed. */
const OUTPUT = ['raw/stdout.log', 'raw/stderr.log']
/** What it asked its model. */
const ASKED = ['gateway.jsonl', 'raw/exchanges.jsonl']
const REVIEW = 'raw/review-'
/** Of a step that was cut off and is taken again, or is not. */
const CUT_OFF = 'raw/cut-off-'

export interface PaidWork {
  readonly output: boolean
  readonly asked: boolean
  /** Files of reviews. */
  readonly reviews: readonly string[]
}

export function paidWorkIn(files: readonly FoundFile[]): PaidWork {
  const full = files.filter(({ kind, bytes }) => kind === 'file' && bytes > 0).map(({ path }) => path)
  return {
    output: full.some((path) => OUTPUT.includes(path)),
    asked: full.some((path) => ASKED.includes(path)),
    reviews: full.filter((path) => path.startsWith(REVIEW)),
  }
}

/** Whether an earlier recovery gave the file its name so that it stays. */
export function isKeptAside(path: string): boolean {
  return path.startsWith(CUT_OFF)
}

/** A name that is free, so that the step which wrote the file may be taken again. */
export function toAside(path: string, files: readonly FoundFile[]): string {
  const taken = new Set(files.map((file) => file.path))
  for (let count = 1; ; count += 1) {
    const name = `${CUT_OFF}${count}.${path.slice('raw/'.length)}`
    if (!taken.has(name)) return name
  }
}

/** For a run whose folder must stay as it is, since what is on record does not bear out what an engine did in it. */
export function paidAndUnclear(runId: string, why: string): ProctorError {
  return new ProctorError('evidence_write', `run ${runId}: an engine has worked for it, and ${why}`, {
    hint: 'its folder is left as it is: put back what is missing, or move the folder out of .proctor/work to keep it',
  })
}

/** Whether an engine may have worked for a run, by its folder alone. */
export async function holdsPaidWork(root: string, runId: string): Promise<boolean> {
  const bundle = join(root, 'bundle')
  const { output, asked, reviews } = paidWorkIn(await listOrNothing(bundle))
  if (output || asked || reviews.length > 0) return true
  const { events } = await readEventLog(join(bundle, EVENT_LOG), runId)
  return events.some(({ type }) => type === 'engine.started')
}

export async function listOrNothing(folder: string): Promise<FoundFile[]> {
  try {
    return await nodeFiles.list(folder)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}
