// Promises: an engine's adapter held to the conformance table: its recordings read again and, when it may run, every case
// played by the ordinary run, in a workspace of its own. Must not: start an engine that is not admitted, or touch the
// workspace that it is asked from. Called by: the engine check command.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type CaseId, CONFORMANCE, type ConformanceResult } from '../contract/conformance.ts'
import type { EngineConfig } from '../contract/workspace.ts'
import type { Conformance, EngineAdapter } from '../engines/port.ts'
import { findAdapter } from '../engines/registry.ts'
import { replayRecordings } from '../engines/replay.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'
import { writeCase } from './conformance/case-workspace.ts'
import { compareCase } from './conformance/compare-case.ts'
import { observeGarbage } from './conformance/garbage-case.ts'
import { observeCase, type SeenCase } from './conformance/observe-case.ts'
import { initWorkspace } from './init-workspace.ts'
import { assertLedgerHolds } from './workspace-ledger.ts'

type Played = Pick<ConformanceResult, 'notRun' | 'notApplicable' | 'cases'>

/** @throws ProctorError engine_unknown */
export async function checkEngine(
  workspaceDir: string,
  engineId: string,
  progress: (message: string) => void,
): Promise<ConformanceResult> {
  const workspace = await readWorkspace(workspaceDir)
  const engine = workspace.config.engines.find(({ id }) => id === engineId)
  const adapter = engine === undefined ? undefined : findAdapter(engine.adapter)
  if (engine === undefined || adapter === undefined) {
    throw new ProctorError('engine_unknown', `proctor.yaml has no engine ${engineId} with a known adapter`)
  }
  if (workspace.trust !== null) await assertLedgerHolds(workspace)
  const recordings = await replayRecordings(adapter)
  progress(`${recordings.read} recordings read again`)
  const placed =
    engine.install === undefined ? engine : { ...engine, install: resolve(workspaceDir, engine.install) }
  const { conformance } = adapter
  const played: Played =
    conformance === undefined
      ? { notRun: whyNotPlayed(adapter), notApplicable: [], cases: [] }
      : await playCases(placed, adapter, conformance, progress)
  const ok =
    recordings.differ.length === 0 &&
    recordings.believed.length === 0 &&
    played.notRun === null &&
    played.cases.every((entry) => entry.ok)
  return { engine: engineId, adapter: adapter.id, ok, recordings, ...played }
}

function whyNotPlayed({ id, scripted }: EngineAdapter): string {
  if (scripted === undefined) return 'no scripted model can drive this engine'
  return (
    `the cases are single words and tool calls of one model, and ${id} puts its own agents and judges between: ` +
    `\`proctor fixtures run --engine ${id}\` drives them all, where its people let it run`
  )
}

async function playCases(
  engine: EngineConfig,
  adapter: EngineAdapter,
  conformance: Conformance,
  progress: (message: string) => void,
): Promise<Played> {
  const root = await mkdtemp(join(tmpdir(), 'proctor-check-'))
  const ids = Object.keys(CONFORMANCE) as CaseId[]
  const notApplicable = ids.flatMap((id) => {
    const why = whyNotApplicable(id, conformance)
    return why === null ? [] : [{ case: id, why }]
  })
  const applicable = ids.filter((id) => whyNotApplicable(id, conformance) === null)
  const compared = new Map<CaseId, Played['cases'][number]>()
  const judge = (id: CaseId, seen: SeenCase): void => {
    const one = compareCase(id, conformance, seen)
    compared.set(id, one)
    progress(`${id}: ${one.ok ? 'as it must be' : one.differences.join('; ')}`)
  }
  let notRun: string | null = null
  let success: string | null = null
  /** Takes cases as they come, in a workspace of its own; a case that can't be run ends all of it. */
  async function take(dir: string, waiting: Exclude<CaseId, 'garbage'>[]): Promise<void> {
    await initWorkspace(dir, false)
    for (let id = waiting.shift(); id !== undefined && notRun === null; id = waiting.shift()) {
      await writeCase(dir, engine, conformance, id)
      const seen = await observeCase(dir, engine)
      if (typeof seen === 'string') notRun ??= seen
      else {
        if (id === 'success') success = seen.bundle
        judge(id, seen)
      }
    }
  }
  try {
    const waiting = applicable.filter((id) => id !== 'garbage')
    // Each is waited for, also when one of them fails: its workspace may not be taken away under it.
    const slots = Array.from({ length: AT_ONCE }, (_, nth) => take(join(root, `slot-${nth}`), waiting))
    for (const slot of await Promise.allSettled(slots)) if (slot.status === 'rejected') throw slot.reason
    if (notRun === null && applicable.includes('garbage')) {
      const seen = await observeGarbage(success, adapter)
      if (typeof seen === 'string') notRun = seen
      else judge('garbage', seen)
    }
    return { notRun, notApplicable, cases: ids.flatMap((id) => compared.get(id) ?? []) }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** Most of a case is waiting: for processes, and for a provider that hangs. */
const AT_ONCE = 2

function whyNotApplicable(id: CaseId, { asks, scenario }: Conformance): string | null {
  if (id === 'denied' && !asks) return 'this engine does not ask'
  if (id === 'garbage' && scenario !== undefined) return 'plain text may stand between its events'
  return null
}
