import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { type Arena, createArena, type Ended, runArguments, type Started } from './arena.ts'
import type { FaultCase } from './cases.ts'
import { checkInvariants, lookBefore } from './invariants.ts'
import type { FaultKind } from './plan.ts'

export interface CaseResult {
  readonly name: string
  readonly ended: Ended
  readonly broken: readonly string[]
  readonly sealed: number
  readonly passed: number
}

/** What an undisturbed run does, and how long it takes here. */
export interface Measured {
  readonly counts: Readonly<Record<FaultKind, number>>
  readonly ms: number
}

/** An arena whose caches are warm, and what a run in it comes to. */
export async function prepareArena(): Promise<{ readonly arena: Arena; readonly measured: Measured }> {
  const arena = await createArena()
  await arena.start(runArguments('good')).ended
  const path = join(arena.dir, 'counts.json')
  const before = performance.now()
  const { code, stderr } = await arena.start(runArguments('good'), { FAULT_COUNTS: path }).ended
  if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: ${stderr}`)
  const ms = performance.now() - before
  return { arena, measured: { counts: JSON.parse(readFileSync(path, 'utf8')), ms } }
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
    name: one.name,
    ended,
    broken: [...broken, ...after.broken],
    sealed: after.sealed,
    passed: after.passed,
  }
}

/** Starts the program with the fault, and waits for its end. */
export async function inject(arena: Arena, { task, fault, resume }: FaultCase, ms: number): Promise<Ended> {
  if (fault.at === 'moment') return await signalAt(arena.start(runArguments(task)), fault, ms)
  if (fault.at === 'run')
    return await arena.start(runArguments(task), { FAULT_PLAN: JSON.stringify(fault.plan) }).ended
  await arena.start(runArguments(task), { FAULT_PLAN: JSON.stringify(fault.first) }).ended
  const args = ['recover', '--json', ...(resume ? ['--resume'] : [])]
  return await arena.start(args, { FAULT_PLAN: JSON.stringify(fault.plan) }).ended
}

async function signalAt(
  started: Started,
  fault: { readonly signal: NodeJS.Signals; readonly again: boolean; readonly ms: number },
  ms: number,
): Promise<Ended> {
  let over = false
  const ended = started.ended.finally(() => {
    over = true
  })
  await sleep(fault.ms * ms)
  if (!over) process.kill(started.pid, fault.signal)
  await sleep(fault.again ? 5 : 0)
  if (!over && fault.again) process.kill(started.pid, fault.signal)
  return await ended
}

const CODES: Readonly<Record<string, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 }

/** A program that was not killed ends with a code of the table, and says yes only when the run passed. */
export function exitProblems({ fault, task }: FaultCase, { code, signal, stdout, stderr }: Ended): string[] {
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
