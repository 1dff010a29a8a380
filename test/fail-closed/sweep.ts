// Promises: every call by which a run writes, from the moment its engine is dead to the sealed bundle, each made to fail
// in every way that a disk can fail; and what the run says then. Must not: judge by anything but exit code, `runs/` and
// ledger. Called by: the test of this folder and run-sweep.ts.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { PREDICATE_TYPES } from '../../src/contract/ids.ts'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { workspacePaths } from '../../src/workspace/paths.ts'
import { type Arena, createArena, runArguments } from '../faults/arena.ts'
import { checkInvariants, lookBefore } from '../faults/invariants.ts'
import type { CallRecord, FaultKind, FaultPlan } from '../faults/plan.ts'
import type { Program } from '../faults/program.ts'

/** How each kind of call fails: ENOSPC, EACCES, EIO, and a write that comes to its half. */
const WAYS: Readonly<Partial<Record<FaultKind, readonly string[]>>> = {
  write: ['ENOSPC', 'EIO', 'short'],
  fsync: ['EIO', 'ENOSPC'],
  rename: ['EACCES', 'ENOSPC', 'EIO'],
  open: ['EACCES', 'ENOSPC', 'EIO'],
  metadata: ['EACCES', 'ENOSPC'],
  read: ['EIO'],
  spawn: ['EAGAIN'],
}

export interface SweepCase {
  readonly call: CallRecord
  readonly way: string
  readonly name: string
}

export interface SweepResult {
  readonly one: SweepCase
  readonly exit: number | null
  /** What the command says of the run, its blockers or its error. */
  readonly says: string
  /** The call that was disturbed; null when the run never came to it, as with looks that are taken every now and then. */
  readonly hit: CallRecord | null
  /** The ledger says `artifact.failed` of the run. */
  readonly recorded: boolean
  /** What must not be; empty when the run failed closed. */
  readonly wrong: readonly string[]
}

/** The calls of an undisturbed run after the death of its engine, up to the rename that seals it. */
export async function enumerateCalls(arena: Arena): Promise<CallRecord[]> {
  const path = join(arena.dir, 'calls.json')
  const { code, stderr } = await arena.start(runArguments('good'), { FAULT_CALLS: path }).ended
  if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: ${stderr}`)
  const calls = JSON.parse(readFileSync(path, 'utf8')) as CallRecord[]
  const sealed = calls.findLastIndex(({ kind, path: from }) => kind === 'rename' && from.endsWith('/bundle'))
  if (sealed === -1) throw new Error('no rename seals the run')
  return calls.slice(0, sealed + 1).filter(({ afterEngine }) => afterEngine)
}

/** An arena in which an undisturbed run has been, so that its caches are warm. */
export async function warmArena(program?: Program): Promise<Arena> {
  const arena = await createArena(program)
  const { code, stderr } = await arena.start(runArguments('good')).ended
  if (code !== 0) throw new Error(`an undisturbed run ended with ${code}: ${stderr}`)
  return arena
}

export function toCases(calls: readonly CallRecord[]): SweepCase[] {
  return calls.flatMap((call) =>
    (WAYS[call.kind] ?? []).map((way) => ({
      call,
      way,
      name: `${call.kind} ${call.call} ${call.place} ${call.nth} ${way}`,
    })),
  )
}

/** A run with this one fault. Recovered afterwards, so that the next one finds nothing of it. */
export async function failOnce(arena: Arena, one: SweepCase): Promise<SweepResult> {
  const { kind, call, place, nth } = one.call
  const isShort = one.way === 'short'
  const plan: FaultPlan = {
    kind,
    at: nth,
    same: { call, place },
    effect: isShort ? 'short' : 'error',
    errno: isShort ? 'ENOSPC' : one.way,
    lasting: false,
  }
  const hitPath = join(arena.dir, 'hit.json')
  const before = lookBefore(arena)
  const failures = failuresIn(arena)
  const { code, stdout, stderr } = await arena.start(runArguments('good'), {
    FAULT_PLAN: JSON.stringify(plan),
    FAULT_HIT: hitPath,
  }).ended
  const hit = existsSync(hitPath) ? (JSON.parse(readFileSync(hitPath, 'utf8')) as CallRecord | null) : null
  rmSync(hitPath, { force: true })
  const fresh = listRuns(arena).filter((name) => !before.runs.has(name))
  const wrong: string[] = []
  const status = statusOf(stdout)
  if (code === null || code === 70) wrong.push(`exit ${code}: ${stderr.slice(-400)}`)
  if (code === 5 && fresh.length > 0) wrong.push(`exit 5, and runs/ holds ${fresh.join(', ')}`)
  if (code === 5 && status === 'pass') wrong.push('exit 5, and it says pass')
  const { blockers = [], error } = documentOf(stdout)
  if (code !== 0 && code !== 5 && blockers.length === 0 && error === undefined)
    wrong.push(`exit ${code} without a blocker and without an error`)
  if (code === 0 && hit !== null && !mayPass(hit, one.way))
    wrong.push(`${hit.call} of ${hit.place} failed, and it passed`)
  const recorded = failuresIn(arena) > failures
  await recoverRuns({ workspaceDir: arena.dir, resume: false, progress: () => undefined })
  wrong.push(...(await checkInvariants(arena, before)).broken)
  return { one, exit: code, says: wordsOf(stdout), hit, recorded, wrong }
}

/** A failure there may never end in a pass; elsewhere (scratch, clean-up, caches) it may, when the bundle verifies. */
function mayPass({ call, kind, path }: CallRecord, way: string): boolean {
  if (way === 'short' && /^write(?:Sync)?$/.test(call)) return true
  return !/\/bundle\/|\/ledger\//.test(path) || kind === 'metadata'
}

function statusOf(stdout: string): unknown {
  return documentOf(stdout).status
}

function wordsOf(stdout: string): string {
  const { status, blockers, error } = documentOf(stdout)
  return [status, ...(blockers ?? []), error?.code].filter(Boolean).join(' ')
}

interface RunDocument {
  readonly status?: string
  readonly blockers?: readonly string[]
  readonly error?: { readonly code: string }
}

function documentOf(stdout: string): RunDocument {
  try {
    return JSON.parse(stdout) as RunDocument
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function listRuns({ dir }: Arena): string[] {
  const { runs } = workspacePaths(dir)
  return existsSync(runs) ? readdirSync(runs) : []
}

function failuresIn({ dir }: Arena): number {
  const log = readFileSync(join(workspacePaths(dir).ledger, 'log.jsonl'), 'latin1')
  return log.split(PREDICATE_TYPES.artifactFailed).length - 1
}
