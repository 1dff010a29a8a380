import { readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFolder } from '../../checkout/index.ts'
import type { Facts } from '../../contract/facts.ts'
import type { ChallengeStatement } from '../../contract/statement.ts'
import type { FoundFile } from '../../evidence/files-port.ts'
import { describeMyself } from '../../ledger/process-identity.ts'
import { beginAgain, EVENT_LOG, resumeBegun, type StartedRun } from '../begin.ts'
import type { Decision } from '../decide.ts'
import { type EngineRun, resumeExecuted } from '../execute.ts'
import { type JournalLine, readJournal } from '../journal.ts'
import type { WorkFolders } from '../layout.ts'
import { type Measured, measure, resumeMeasured } from '../measure.ts'
import { keepExecuted, keepMeasured, noteStep } from '../note-step.ts'
import type { OpenedRun } from '../opened-run.ts'
import { resumePrepared } from '../prepare.ts'
import type { RunRecord } from '../run-record.ts'
import { readCutOffEngine } from './cut-off-engine.ts'
import { type ReadEvents, readEventLog } from './kept-events.ts'
import { isKeptAside, listOrNothing, paidAndUnclear, paidWorkIn, toAside } from './paid-work.ts'
import {
  decideResumePoint,
  ResumableExecuted,
  ResumableMeasured,
  ResumablePrepared,
  type ResumePoint,
} from './resume-point.ts'

/** How far a run had come when its harness died. */
export interface FoundState {
  readonly point: ResumePoint
  readonly log: ReadEvents
  readonly files: readonly FoundFile[]
  /** What ended the run; null when it goes on as if nothing had happened. */
  readonly cause: Facts['interrupted']
}

/**
 * @param how.resume whether a run whose engine had ended by itself goes on
 * @param how.onlyInterrupted whether it may be sealed as nothing else, since a write of its evidence had failed or its
 * challenge has run out: what was measured does not count then
 */
export async function readState(
  { root }: WorkFolders,
  record: RunRecord,
  { resume, onlyInterrupted }: { readonly resume: boolean; readonly onlyInterrupted: boolean },
): Promise<FoundState> {
  const bundle = join(root, 'bundle')
  const files = await listOrNothing(bundle)
  const log = await readEventLog(join(bundle, EVENT_LOG), record.id)
  const { bootId } = await describeMyself()
  const journal = (await readJournal(root)).filter(({ step }) => !onlyInterrupted || step !== 'measure')
  const point = decideResumePoint(journal, log.events.length, files, bootId)
  const executed = point.lines.get('execute')
  const known = executed === undefined ? null : ResumableExecuted.parse(executed.data).interrupted
  const exited = log.events.find((event) => event.type === 'engine.exited')
  const finished = executed !== undefined || (exited !== undefined && !exited.data.interrupted)
  return {
    point,
    log,
    files,
    cause: known ?? (resume && finished && !onlyInterrupted ? null : { signal: null }),
  }
}

/**
 * Measures what can still be measured. What the steps after the last whole one had left is removed, but for what an
 * engine's work had cost. @throws ProctorError evidence_write when that is there and nothing says how it came to be
 */
export async function takeUp(
  opened: OpenedRun,
  decision: Decision,
  challenge: ChallengeStatement['predicate'],
  { point, log, files }: FoundState,
): Promise<{ readonly run: StartedRun; readonly measured: Measured }> {
  const bundle = join(opened.folders.root, 'bundle')
  const cutOff = isCutOff(opened.id, { point, log, files })
  await removeScratch(opened.folders.root)
  if (point.step === null) {
    await rm(bundle, { recursive: true, force: true })
    const run = await beginAgain(opened, decision, challenge)
    return await orClosed(run, () => measureWhatIsLeft(run, undefined, NOTHING_RAN))
  }
  const last = point.lines.get(point.step) as JournalLine
  const kept = new Set([EVENT_LOG, ...last.files.map(({ path }) => path)])
  const { reviews } = paidWorkIn(files)
  for (const { path, kind } of files) {
    const spoken = cutOff && (path.startsWith('raw/') || path === 'gateway.jsonl')
    if (kind !== 'file' || kept.has(path) || spoken || isKeptAside(path)) continue
    if (reviews.includes(path)) await rename(join(bundle, path), join(bundle, toAside(path, files)))
    else await rm(join(bundle, path), { force: true })
  }
  const run = await resumeBegun(
    opened,
    decision,
    challenge,
    log.keep(cutOff ? log.events.length : last.events),
  )
  return await orClosed(run, async () => {
    const measured = point.lines.get('measure')
    if (measured !== undefined) return resumeMeasured(ResumableMeasured.parse(measured.data).facts)
    const prepared = point.lines.get('prepare')
    const engineRun = cutOff
      ? await noteStep(run, 'execute', async () => await readCutOff(run, log), {
          keep: keepExecuted(run),
          durable: true,
        })
      : toEngineRun(point.lines.get('execute'))
    return await measureWhatIsLeft(run, prepared, engineRun)
  })
}

/** Whether the engine was at work, or about to be, when the harness died. Changes nothing. */
function isCutOff(
  runId: string,
  { point, log, files }: Pick<FoundState, 'point' | 'log' | 'files'>,
): boolean {
  const { output, asked, reviews } = paidWorkIn(files)
  const started = log.events.some(({ type }) => type === 'engine.started')
  const { step } = point
  if (step !== null && step !== 'begin' && step !== 'prepare') return false
  const isPaid = started || output || asked || reviews.length > 0
  if (isPaid && step !== 'prepare') throw paidAndUnclear(runId, 'what its beginning left is not whole')
  // What was asked alone can be told without the event; what it printed can't.
  if (output && !started) throw paidAndUnclear(runId, 'its events do not say that it was started')
  return isPaid
}

/** An event log that nobody goes on with is closed: other runs are taken up in this process. */
async function orClosed(
  run: StartedRun,
  take: () => Promise<Measured>,
): Promise<{ readonly run: StartedRun; readonly measured: Measured }> {
  try {
    return { run, measured: await take() }
  } catch (error) {
    await run.events.close().catch(() => undefined)
    throw error
  }
}

const NOTHING_RAN = resumeExecuted({ engine: null, provider: null, sandbox: null, refusals: [] })

async function readCutOff(run: StartedRun, log: ReadEvents): Promise<EngineRun> {
  const { engine, provider, sandbox } = await readCutOffEngine(run, log.events)
  return resumeExecuted({ engine, provider, sandbox, refusals: [] })
}

function toEngineRun(line: JournalLine | undefined): EngineRun {
  if (line === undefined) return NOTHING_RAN
  const { engine, provider, sandbox, refusals } = ResumableExecuted.parse(line.data)
  return resumeExecuted({ engine, provider, sandbox, refusals })
}

async function measureWhatIsLeft(
  run: StartedRun,
  prepared: JournalLine | undefined,
  engineRun: EngineRun,
): Promise<Measured> {
  const found =
    prepared === undefined
      ? { checkout: false, dependencies: { facts: null, mounts: [], key: null } }
      : ResumablePrepared.parse(prepared.data)
  const taken = await resumePrepared(run, found)
  return await noteStep(run, 'measure', () => measure(run, taken, engineRun), { keep: keepMeasured })
}

/** Checkouts of ours for set-up, tests and reviews, which are made anew when they are needed. */
async function removeScratch(root: string): Promise<void> {
  for (const name of await readdir(root))
    if (name === 'setup' || /^(?:tests|reports|review)-/.test(name)) removeFolder(join(root, name))
}
