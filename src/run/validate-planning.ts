// Promises: the planning documents of a workspace on disk, judged, with git's state and the evidence they name.
// Must not: write into the workspace, or start an engine. Called by: the validate command.
import type { ValidationReport } from '../contract/planning.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { namesOf } from '../planning/model/read-context.ts'
import type { ValidateOptions } from '../planning/model/validate-options.ts'
import { beginPlanning } from '../planning/validate-workspace.ts'
import { git } from '../workspace/git.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import { judgeEvidence } from './judge-evidence.ts'
import { standingsOf } from './planning-standing.ts'
import { readPlanningFiles } from './read-planning.ts'
import { NO_MEMORY, openScanMemory } from './scan-memory.ts'
import { isMuch, scanElsewhere } from './scan-threads.ts'

export interface PlanningRequest {
  /** `yyyy-mm-dd` */
  readonly now: string
  readonly requireClean: boolean
  /** A range of commits and the issue that it is held against. */
  readonly diff?: { readonly range: string; readonly issue: string }
}

/** @throws ProctorError config_invalid without a planning section; usage; git_failed, tool_missing */
export async function validatePlanning(
  workspace: LoadedWorkspace,
  request: PlanningRequest,
): Promise<ValidationReport> {
  const config = workspace.config.planning
  if (config === undefined) {
    throw new ProctorError('config_invalid', 'proctor.yaml has no section "planning"', {
      hint: 'name prd, issues, workboard and candidate under planning:',
    })
  }
  const { dir } = workspace
  const planning = await readPlanningFiles(dir, config)
  const { files, unreadable } = planning
  const names = namesOf({ now: request.now, config })
  const memory = isMuch(files) ? await openScanMemory(dir, files, names) : NO_MEMORY
  const elsewhere = scanElsewhere(new Map([...files].filter(([path]) => !memory.known.has(path))), names)
  elsewhere.scans.catch(() => undefined)
  const verdicts = await judgeEvidence(workspace, files)
  const options: ValidateOptions = {
    now: request.now,
    config,
    workspace: dir,
    git: await gitState(dir),
    requireClean: request.requireClean,
    unreadable,
    evidence: (reference) => verdicts.get(reference) ?? 'unknown',
    ...(request.diff === undefined
      ? {}
      : { diff: { issue: request.diff.issue, changedFiles: await changedFiles(dir, request.diff.range) } }),
  }
  const begun = beginPlanning(files, options, new Set([...memory.known.keys(), ...elsewhere.paths]))
  const open = begun(new Map([...memory.known, ...(await elsewhere.scans)]))
  await memory.keep(open.scans)
  return open.judge(await standingsOf(workspace, open.enginesOnRungs, request.now))
}

async function gitState(dir: string): Promise<{ commit: string | null; clean: boolean | null }> {
  const [head, status] = await Promise.all([
    git(dir, ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']),
    git(dir, ['status', '--porcelain', '-z', '--untracked-files=all']),
  ])
  return {
    commit: head.code === 0 ? head.stdout.trim() : null,
    clean: status.code === 0 ? status.stdout === '' : null,
  }
}

/** Changed paths from the workspace; one outside it keeps its `../`. A renamed file counts with both names. */
async function changedFiles(dir: string, range: string): Promise<readonly string[]> {
  if (!/^[^-\s][^\s]*\.\.[^\s]*$/.test(range)) {
    throw new ProctorError('usage', `not a range of commits: ${range}`, { hint: 'write --diff BASE..HEAD' })
  }
  const [diff, prefix] = await Promise.all([
    git(dir, ['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--end-of-options', range]),
    git(dir, ['rev-parse', '--show-prefix']),
  ])
  if (diff.code !== 0) {
    throw new ProctorError('usage', `git does not know the range ${range}: ${diff.stderr.trim()}`, {
      hint: 'name commits of this repository',
    })
  }
  const folder = prefix.stdout.trim()
  const paths = diff.stdout.split('\0').filter((path) => path !== '')
  return paths.map((path) => (path.startsWith(folder) ? path.slice(folder.length) : `../${path}`))
}
