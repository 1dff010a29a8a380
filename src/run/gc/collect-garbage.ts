// Promises: removes what is of no more use to anybody, and of bundles only those that are named, verify, are old and
// are kept elsewhere. Must not: remove what was not shown by a dry run of the same moment. Called by: cli/.
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { removeFolderAsync } from '../../checkout/index.ts'
import { combineExitCodes, EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { GcItem, GcResult } from '../../contract/gc-result.ts'
import { errnoOf, isProctorError } from '../../kernel/proctor-error.ts'
import { takeLock } from '../../ledger/process-lock.ts'
import type { WorkspacePaths } from '../../workspace/paths.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { hashInstalled } from '../hash-tree.ts'
import { findUnsealed } from '../recovery/find-unsealed.ts'
import { DONE_PREFIX } from '../work-folder.ts'
import { findRemovable, type Removable } from './find-removable.ts'
import { forgetMovedRun, writeMovedRun } from './moved-runs.ts'
import { examineBundle, type NamedBundle } from './named-bundle.ts'
import { moveAside } from './remove-aside.ts'

export interface GcRequest {
  readonly workspaceDir: string
  readonly dryRun: boolean
  /** Caches and bundles younger than this stay. */
  readonly olderThanDays: number
  /** Ids of runs whose bundles may leave. */
  readonly bundles: readonly string[]
  /** Folder that holds copies of them, by run id. */
  readonly keptIn: string | undefined
}

const LOCK_MS = 30_000

/** @throws ProctorError when nothing could be looked at; config_invalid, ledger_locked, machine_failed */
export async function collectGarbage(request: GcRequest): Promise<GcResult> {
  const workspace = await readWorkspace(request.workspaceDir)
  const now = Date.now()
  const found = await findRemovable(workspace.paths, request.olderThanDays, now)
  const bundles: NamedBundle[] = []
  for (const runId of new Set(request.bundles))
    bundles.push(await examineBundle(workspace, runId, { ...request, now }))
  const items = [
    ...(await removeFound(workspace.paths, found, request.dryRun)),
    ...(await removeBundles(workspace, bundles, request.dryRun)),
  ]
  return { dryRun: request.dryRun, items, exitCode: exitCodeOf(items) }
}

/** What is found goes out of sight while no run can begin, and from the disk afterwards. */
async function removeFound(
  paths: WorkspacePaths,
  found: readonly Removable[],
  dryRun: boolean,
): Promise<GcItem[]> {
  if (found.length === 0) return []
  if (dryRun) {
    const why = await whyCachesStay(paths)
    return found.map((item) => toItem(item, why))
  }
  await mkdir(paths.work, { recursive: true, mode: 0o700 })
  const asides = new Map<Removable, string>()
  const items = new Map<Removable, GcItem>()
  const turn = await takeLock(paths.work, LOCK_MS)
  try {
    const why = await whyCachesStay(paths)
    for (const item of found) {
      if (why !== null && item.kind !== 'leftover') items.set(item, toItem(item, why))
      else {
        const failed = await attempt(async () => asides.set(item, await moveAside(item.path)))
        if (failed !== null) items.set(item, { ...item, outcome: 'failed', why: failed })
      }
    }
  } finally {
    await turn.release()
  }
  for (const [item, aside] of asides) {
    const failed = await attempt(() => removeFolderAsync(aside))
    items.set(item, { ...item, outcome: failed === null ? 'removed' : 'failed', why: failed })
  }
  return found.flatMap((item) => items.get(item) ?? [])
}

/** A run that goes on may be about to mount what it has found in a cache. */
async function whyCachesStay({ work }: WorkspacePaths): Promise<string | null> {
  const running = (await findUnsealed(work)).filter(({ kind }) => kind === 'running')
  return running.length === 0 ? null : `${running.length} runs go on, and may be using it`
}

function toItem(item: Removable, why: string | null): GcItem {
  const stays = item.kind === 'leftover' ? null : why
  return { ...item, outcome: stays === null ? 'would-remove' : 'kept', why: stays }
}

async function removeBundles(
  { paths }: LoadedWorkspace,
  bundles: readonly NamedBundle[],
  dryRun: boolean,
): Promise<GcItem[]> {
  const items: GcItem[] = []
  for (const { note, why, ...about } of bundles) {
    const item = { kind: 'bundle', ...about } as const
    if (note === null) items.push({ ...item, outcome: 'kept', why })
    else if (dryRun) items.push({ ...item, outcome: 'would-remove', why: null })
    else {
      let changed = false
      const failed = await attempt(async () => {
        // First what stays behind: a bundle is never gone without a word of where it is.
        await writeMovedRun(paths.state, note)
        const leaving = join(paths.work, `${DONE_PREFIX}${note.runId}`)
        await mkdir(paths.work, { recursive: true, mode: 0o700 })
        await rename(item.path, leaving)
        // Out of reach of whoever finds it by its name: what is there now is what goes.
        changed = (await hashInstalled(leaving)) !== note.tree
        if (!changed) return await removeFolderAsync(leaving)
        await rename(leaving, item.path)
        await forgetMovedRun(paths.state, note.runId)
      })
      if (failed !== null) items.push({ ...item, outcome: 'failed', why: failed })
      else if (changed) items.push({ ...item, outcome: 'kept', why: 'it was written to meanwhile' })
      else items.push({ ...item, outcome: 'removed', why: null })
    }
  }
  return items
}

/** Null, or what the machine said. */
async function attempt(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act()
    return null
  } catch (error) {
    const errno = errnoOf(error)
    if (isProctorError(error)) return error.message
    if (errno === undefined) throw error
    return errno
  }
}

/** 0: all that was named or found is gone, or would be. 1: something stays, with its reason. 4: the machine refused. */
function exitCodeOf(items: readonly GcItem[]): ExitCode {
  return combineExitCodes(
    items.map(({ outcome }) =>
      outcome === 'failed' ? EXIT.noAnswer : outcome === 'kept' ? EXIT.no : EXIT.yes,
    ),
  )
}
