// Promises: what people approved, or policy lets go without them, as one commit on a branch of its own, once.
// Must not: deliver what does not verify, touch any other ref, or use anything of the engine's git.
// Called by: cli/.
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { makeResultCommit } from '../../checkout/index.ts'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { VerifyResult } from '../../contract/results.ts'
import { TaskInput } from '../../contract/task-input.ts'
import type { RepositoryConfig } from '../../contract/workspace.ts'
import { isProctorError, ProctorError } from '../../kernel/proctor-error.ts'
import { type ProcessLock, takeLock } from '../../ledger/process-lock.ts'
import { effectiveExit } from './decide-run.ts'
import {
  openPeople,
  type PeopleWorkspace,
  readSealedRun,
  type SealedRun,
  verifySealedRun,
} from './open-sealed-run.ts'
import { otherChanges, type Push, pushBranch, readRefs, tipOf, withdrawBranch } from './push-branch.ts'
import { catchUp, readRecords, recordAfterSeal } from './record-after-seal.ts'

export interface DeliverAnswer {
  readonly runId: string
  readonly delivered: boolean
  readonly ref: string
  /** Null when nothing was delivered. */
  readonly commit: string | null
  readonly target: string | null
  readonly reasons: readonly string[]
  readonly exitCode: ExitCode
}

/** @throws ProctorError path_missing, config_invalid, git_failed; nothing is recorded then */
export async function deliverRun(workspaceDir: string, runId: string): Promise<DeliverAnswer> {
  const people = await openPeople(workspaceDir)
  const run = await readSealedRun(workspaceDir, runId)
  const ref = `refs/heads/proctor/${runId}`
  const refuse = (reasons: readonly string[], exitCode: ExitCode = EXIT.no): DeliverAnswer => {
    return { runId, delivered: false, ref, commit: null, target: null, reasons, exitCode }
  }
  const { seen, verified } = await people.inTurn(async () => {
    await catchUp(people, run)
    const { length } = await readRecords(run)
    return { seen: length, verified: await verifySealedRun(workspaceDir, run) }
  })
  const against = whyNotDelivered(verified, new Date())
  if (against.length > 0) return refuse(against, verified.ok ? exitOf(verified) : EXIT.no)
  const place = placeOf(people, run)
  // One at a time: the branch of another delivery of ours would be a ref that changed meanwhile.
  const turn = await takeTurn(people.workspace.paths.state)
  const scratch = await mkdtemp(join(tmpdir(), 'proctor-deliver-'))
  try {
    const { reasons, commit } = await deliverTo(run, ref, place, join(scratch, 'git'))
    if (reasons.length > 0) return refuse(reasons)
    const data = { ref, before: null, after: commit }
    const draft = { type: 'delivery.recorded', data } as const
    const at = new Date().toISOString()
    const record = { draft, at, signed: null }
    const recorded = await people.inTurn(async () => await recordAfterSeal(people, run, seen, record))
    if (!recorded) return refuse(['something was recorded about the run in the meantime: look again'])
    return { runId, delivered: true, ref, commit, target: place.target, reasons: [], exitCode: EXIT.yes }
  } finally {
    await rm(scratch, { recursive: true, force: true })
    await turn.release()
  }
}

const TURN_WAIT_MS = 10 * 60_000

async function takeTurn(state: string): Promise<ProcessLock> {
  const folder = join(state, 'deliveries')
  await mkdir(folder, { recursive: true })
  return await takeLock(folder, TURN_WAIT_MS)
}

/** Every reason against a delivery that the bundle itself gives. */
export function whyNotDelivered(
  { ok, status, people, delivered, findings, notRun }: VerifyResult,
  now: Date,
): string[] {
  if (!ok)
    return [
      'the bundle does not verify',
      ...findings.map(({ id, file, message }) => `${id} ${file ?? ''}: ${message}`),
      ...notRun.map(({ check, why }) => `not-run ${check}: ${why}`),
    ]
  if (status !== 'pass')
    return people === null
      ? ['the run did not pass']
      : [`the run is not approved: ${people.blocker}`, ...people.reasons]
  const reasons = delivered === null ? [] : [`it was delivered already, as ${delivered}`]
  if (people !== null && now.getTime() > Date.parse(people.expiresAt))
    reasons.push(`its approval expired at ${people.expiresAt}`)
  return reasons
}

/** 4 while the run still waits, else no. */
function exitOf(verified: VerifyResult): ExitCode {
  return effectiveExit(verified) === EXIT.noAnswer ? EXIT.noAnswer : EXIT.no
}

interface Place {
  readonly source: string
  readonly target: string
}

/** @throws ProctorError config_invalid when the repository is gone from proctor.yaml, or is of another class by now */
function placeOf({ workspace }: PeopleWorkspace, { report }: SealedRun): Place {
  const { id, class: sealedClass } = report.repository
  const config = workspace.config.repositories.find((one) => one.id === id)
  if (config?.class !== sealedClass)
    throw new ProctorError(
      'config_invalid',
      `proctor.yaml: it has no repository ${id} of class ${sealedClass}, where the run took place`,
      { hint: 'run the task again' },
    )
  return { source: resolve(workspace.dir, config.path), target: targetOf(workspace.dir, config) }
}

function targetOf(dir: string, { path, remote }: RepositoryConfig): string {
  if (remote === undefined) return resolve(dir, path)
  // What git takes for an address is left as it is.
  return isAbsolute(remote) || /^[^/]+:/.test(remote) ? remote : resolve(dir, remote)
}

async function deliverTo(
  run: SealedRun,
  ref: string,
  { source, target }: Place,
  gitDir: string,
): Promise<{ readonly reasons: readonly string[]; readonly commit: string }> {
  const { report } = run
  const read = (path: string): Promise<Buffer> => readFile(join(run.folder, path))
  const { task } = TaskInput.parse(JSON.parse((await read('inputs/task.json')).toString('utf8')))
  const { commit, sourceObjects } = await makeResultCommit({
    source,
    base: report.base.commit,
    patch: await read('patch.diff'),
    resultTree: report.resultTree ?? '',
    message: await toMessage(run, task.title),
    at: new Date(report.runEndedAt),
    gitDir,
  })
  const no = (...reasons: string[]) => ({ reasons, commit })
  const before = await readRefs(gitDir, target)
  const moved = [...(source === target ? [] : [source]), target]
  for (const place of moved) {
    const tip = tipOf(place === target ? before : await readRefs(gitDir, place), task.base)
    if (/^[0-9a-f]{40,64}$/.test(task.base) || tip === report.base.commit) continue
    return no(
      `the base moved: ${task.base} of ${place} is ${tip ?? 'nothing'}, the run began at ${report.base.commit}`,
    )
  }
  if (before.get('HEAD symref') === ref) return no(`${ref} is the default branch of ${target}`)
  const there = before.get(ref)
  if (there !== undefined && there !== commit)
    return no(`${ref} is there already, and is not what was approved`)
  const push: Push = { gitDir, objects: sourceObjects, target, ref, commit }
  // An attempt that was cut off may have pushed it.
  if (there === undefined) await pushOrThrow(push)
  const after = await readRefs(gitDir, target)
  const others = otherChanges(before, after, ref)
  if (after.get(ref) === commit && others.length === 0) return { reasons: [], commit }
  if (after.get(ref) === commit) await withdrawBranch(push)
  return no(`other refs of ${target} changed meanwhile, and the branch was taken back: ${others.join(', ')}`)
}

async function pushOrThrow(push: Push): Promise<void> {
  try {
    await pushBranch(push)
  } catch (error) {
    if (!isProctorError(error, 'git_failed')) throw error
    throw new ProctorError('git_failed', `${push.target} does not take ${push.ref}: ${error.message}`, {
      hint: 'see that you may push there, then deliver again',
      cause: error,
    })
  }
}

async function toMessage({ report, folder, subject }: SealedRun, title: string): Promise<string> {
  const text = title.replaceAll(/\s+/g, ' ').trim()
  const lines = [
    `Proctor-Run: ${report.runId}`,
    `Proctor-Task: ${report.task.id}`,
    `Proctor-Engine: ${report.engine.id} ${report.engine.version ?? ''}`.trim(),
  ]
  if (subject !== null) {
    const records = await readFile(join(folder, 'approvals', 'events.jsonl'), 'utf8')
    for (const line of records.split('\n').slice(0, -1)) {
      const event = JSON.parse(line) as { type: string; data: { principal?: string } }
      if (event.type === 'approval.granted') lines.push(`Proctor-Approved-By: ${event.data.principal}`)
    }
  }
  return `${text}\n\n${lines.join('\n')}\n`
}
