import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { type Arena, createArena, type Ended, runArguments, type Started } from './arena.ts'
import type { FaultCase } from './cases.ts'
import { checkInvariants, lookBefore } from './invariants.ts'
import type { Operations } from './plan.ts'
import type { Program } from './program.ts'

export interface CaseResult {
  readonly one: FaultCase
  readonly ended: Ended
  readonly broken: readonly string[]
  readonly sealed: number
  readonly passed: number
}

/** What an undisturbed run does, and how long it takes here. */
export interface Measured {
  readonly operations: Operations
  readonly ms: number
}

/** An arena whose caches are warm, and what a run in it comes to. */
export async function prepareArena(
  program: Program,
): Promise<{ readonly arena: Arena; readonly measured: Measured }> {
  const arena = await createArena(program)
  await arena.start(runArguments('good')).ended
  const path = join(arena.dir, 'counts.json')
  const before = performance.now()
  const { code, stderr } = await arena.start(runArguments('good'), { FAULT_COUNTS: path }).ended
  if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: ${stderr}`)
  const ms = performance.now() - before
  return { arena, measured: { operations: JSON.parse(readFileSync(path, 'utf8')), ms } }
}

/** Disturbs one run, recovers, and looks at what must hold. */
export async function disturb(arena: Arena, one: FaultCase, ms: number): Promise<CaseResult> {
  const before = lookBefore(arena)
  const ended = await inject(arena, one, ms)
  const broken: string[] = []
  // Two recoveries at once must not get into each other's way; what the second finds is nothing.
  const request = { workspaceDir: arena.dir, resume: one.resume, progress: () => undefined }
  const recovered = await recoverRuns(request)
  for (const { runId, outcome, why } of recovered.runs)
    if (outcome === 'failed' || outcome === 'running') broken.push(`run ${runId} is ${outcome}: ${why}`)
  const again = await recoverRuns(request)
  if (again.runs.length > 0) broken.push('a second recovery found something to do')
  broken.push(...exitProblems(one, ended))
  const after = await checkInvariants(arena, before)
  return {
    one,
    ended,
    broken: [...broken, ...after.broken],
    sealed: after.sealed,
    passed: after.passed,
  }
}

/** Starts the program with the fault, and waits for its end. What went wrong beside it stands in `stderr`. */
export async function inject(arena: Arena, { task, fault, resume }: FaultCase, ms: number): Promise<Ended> {
  const args = runArguments(task)
  if (fault.at === 'moment') {
    const started = arena.start(args)
    if (fault.late) await hasBegun(arena, started)
    return await signalAt(started, fault, ms)
  }
  if (fault.at === 'memory') {
    const started = arena.start(args)
    await hasBegun(arena, started)
    return await starveAt(started, fault.ms * ms)
  }
  if (fault.at === 'beside') return await killBeside(arena, args, fault, ms)
  if (fault.at === 'run') return await arena.start(args, { FAULT_PLAN: JSON.stringify(fault.plan) }).ended
  await arena.start(args, { FAULT_PLAN: JSON.stringify(fault.first) }).ended
  const recover = ['recover', '--json', ...(resume ? ['--resume'] : [])]
  return await arena.start(recover, { FAULT_PLAN: JSON.stringify(fault.plan) }).ended
}

async function signalAt(
  started: Started,
  fault: { readonly signal: NodeJS.Signals; readonly again: boolean; readonly ms: number },
  ms: number,
): Promise<Ended> {
  await atMoment(started, fault.ms * ms, () => process.kill(started.pid, fault.signal))
  if (fault.again) await atMoment(started, 5, () => process.kill(started.pid, fault.signal))
  return await started.ended
}

/** How long a process may go on that gets no memory; what kills it then stands for the kernel's own killer. */
const STARVED_MS = 10_000

async function starveAt(started: Started, ms: number): Promise<Ended> {
  const starve = () => execFileSync('prlimit', ['--pid', String(started.pid), '--as=1', '--data=1'])
  // It may end between the look at it and the call.
  await atMoment(started, ms, () => unlessEnded(started, starve))
  await atMoment(started, STARVED_MS, () => process.kill(started.pid, 'SIGKILL'))
  return await started.ended
}

const BESIDE = {
  run: { args: runArguments('good'), codes: [0] },
  recover: { args: ['recover', '--json'], codes: [0] },
  // It says 1 where it leaves the caches alone since a run goes on.
  gc: { args: ['gc', '--json'], codes: [0, 1] },
  'runs list': { args: ['runs', 'list', '--json'], codes: [0] },
} as const

async function killBeside(
  arena: Arena,
  args: readonly string[],
  fault: { readonly command: keyof typeof BESIDE; readonly ms: number },
  ms: number,
): Promise<Ended> {
  const started = arena.start(args)
  const other = BESIDE[fault.command]
  const beside = arena.start(other.args)
  await hasBegun(arena, started)
  await atMoment(started, fault.ms * ms, () => process.kill(started.pid, 'SIGKILL'))
  const [ended, { code, signal, stderr }] = await Promise.all([started.ended, beside.ended])
  if (code !== null && other.codes.some((known) => known === code)) return ended
  return { ...ended, beside: `${fault.command} ended with ${code ?? signal}: ${stderr.slice(-800)}` }
}

/** Waits until some run of the workspace is about to be on record, or this one has ended. */
async function hasBegun({ dir }: Arena, started: Started): Promise<void> {
  const work = join(dir, '.proctor/work')
  let over = false
  void started.ended.then(() => {
    over = true
  })
  const isThere = () =>
    existsSync(work) && readdirSync(work).some((name) => existsSync(join(work, name, 'record.json')))
  while (!over && !isThere()) await sleep(5)
}

/** Does it after `ms`, or never when the process has ended before. */
async function atMoment(started: Started, ms: number, act: () => void): Promise<void> {
  const stop = new AbortController()
  const over = started.ended.then(() => stop.abort())
  try {
    await sleep(ms, undefined, { signal: stop.signal })
  } catch (error) {
    if (!stop.signal.aborted) throw error
    return
  } finally {
    // Nothing waits for a process that goes on.
    void over
  }
  act()
}

function unlessEnded(started: Started, act: () => void): void {
  try {
    act()
  } catch (error) {
    if (existsSync(`/proc/${started.pid}/status`)) throw error
  }
}

const CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** A program that was not killed ends with a code of the table, and says yes only when the run passed. */
export function exitProblems(
  { fault, task }: FaultCase,
  { code, signal, stdout, stderr, beside }: Ended,
): string[] {
  if (beside !== undefined) return [beside]
  // What node says when it gets no memory is no answer of ours: 133 and 134 are its aborts.
  if (fault.at === 'memory' && (code === null || code === 133 || code === 134)) return []
  const problems: string[] = []
  if (code === 70) problems.push(`exit code 70: ${stderr.slice(-1_500)}`)
  if (code !== null && ![0, 1, 2, 4, 5, 70, 129, 130, 143].includes(code)) problems.push(`exit code ${code}`)
  if (code === 0 && task === 'bad' && fault.at !== 'recovery')
    problems.push('a run that may not pass exits with 0')
  if (code !== null && !isDocument(stdout)) problems.push(`no JSON document: ${stdout} ${stderr.slice(-500)}`)
  if (fault.at === 'moment') {
    const wanted = CODES[fault.signal]
    if (code !== null && code >= 129 && code !== wanted)
      problems.push(`${fault.signal} gave exit code ${code}`)
    if (signal !== null && signal !== fault.signal) problems.push(`ended by ${signal}`)
  }
  return problems
}

function isDocument(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}
