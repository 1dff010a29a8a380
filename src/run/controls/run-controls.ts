// Promises: a task's own solution, nothing at all and a deceit, each a run through the ordinary path, and in the ledger
// whether the task tells them apart. Must not: judge a run by anything but what was sealed. Called by: cli/, run/matrix/.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { openRepository, treeOfPatch } from '../../checkout/index.ts'
import {
  CONTROL_KINDS,
  type ControlKind,
  type ControlRun,
  type ControlsResult,
} from '../../contract/controls.ts'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import { Report } from '../../contract/report.ts'
import { sha256 } from '../../kernel/digest.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { type LoadedTask, readTask } from '../../workspace/read-task.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { recordAssessment } from '../ladder/record-assessment.ts'
import type { ProgressListener } from '../progress.ts'
import { runTask } from '../run-task.ts'
import { taskDigestOf } from '../task-input.ts'
import { toControlScenario } from './control-scenarios.ts'

export interface ControlsRequest {
  readonly workspaceDir: string
  readonly taskId: string
  readonly progress: ProgressListener
}

export interface ControlsOutcome {
  readonly result: ControlsResult
  readonly exitCode: ExitCode
  /** One line for people, as it is in the ledger. */
  readonly summary: string
}

/** @throws ProctorError config_invalid without an oracle or a fake engine; whatever a run throws */
export async function runControls(request: ControlsRequest): Promise<ControlsOutcome> {
  const { workspaceDir, taskId, progress } = request
  const workspace = await readWorkspace(workspaceDir)
  const loaded = await readTask(workspace, taskId)
  const oracle = oracleOf(loaded)
  const engineId = playerOf(workspace)
  const task = { id: taskId, digest: await taskDigestOf(loaded) }
  const runs: ControlRun[] = []
  const scratch = await mkdtemp(join(tmpdir(), 'proctor-controls-'))
  try {
    await assertApplies(workspace, loaded, oracle, scratch)
    for (const control of CONTROL_KINDS) {
      const scenario = join(scratch, `${control}.yaml`)
      await writeFile(scenario, JSON.stringify(toControlScenario(control, oracle)))
      progress('decide', `control: ${control}`)
      const { result } = await runTask({
        workspaceDir,
        taskId,
        engineId,
        scenario,
        sandbox: 'bubblewrap',
        control,
        progress,
      })
      if (result.completeness === 'interrupted') return interrupted(task, runs, result.exitCode as ExitCode)
      runs.push(await judge(control, result.runId, result.bundle, result.blockers))
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
  const ok = runs.every((run) => run.ok)
  const summary = runs
    .map(({ control, runId, status, why }) => `${control} ${status} (${[runId, ...why].join('; ')})`)
    .join(', ')
  const ledgerIndex = await recordAssessment(workspaceDir, {
    kind: 'controls',
    engine: null,
    task,
    ok,
    summary,
    result: { task, ok, runs },
    runs: runs.flatMap(({ runId, reportSha256 }) => (reportSha256 === null ? [] : [{ runId, reportSha256 }])),
  })
  return { result: { task, ok, runs, ledgerIndex }, exitCode: ok ? EXIT.yes : EXIT.no, summary }
}

function interrupted(task: ControlsResult['task'], runs: ControlRun[], exitCode: ExitCode): ControlsOutcome {
  const result = { task, ok: false, runs, ledgerIndex: null }
  return { result, exitCode, summary: 'the controls were interrupted: nothing is on record' }
}

function oracleOf({ task, oracle, where }: LoadedTask): Uint8Array {
  if (oracle !== null) return oracle
  throw new ProctorError(
    'config_invalid',
    `task ${task.id} has no oracle, so its controls can not be run (${where('oracle')})`,
    { hint: 'write the patch that solves it beside task.yaml, and add `oracle: oracle.patch`' },
  )
}

/** An oracle that does not fit the base is a mistake in the task, and no answer about it. */
async function assertApplies(
  { config, dir }: LoadedWorkspace,
  { task, where }: LoadedTask,
  oracle: Uint8Array,
  scratch: string,
): Promise<void> {
  const path = resolve(dir, config.repositories.find(({ id }) => id === task.repository)?.path ?? '')
  const repository = await openRepository(path, task.base, join(scratch, 'git'))
  try {
    const { commit } = repository.base
    if ((await treeOfPatch(path, commit, oracle, join(scratch, 'apply'))) !== null) return
    throw new ProctorError(
      'config_invalid',
      `the oracle ${task.oracle} does not apply to ${task.repository} at ${task.base} (${where('oracle')})`,
      { hint: 'make it with `git diff` against the base of the task' },
    )
  } finally {
    await repository.close()
  }
}

function playerOf({ config }: LoadedWorkspace): string {
  const player = config.engines.find(({ adapter, gated }) => adapter === 'fake' && !gated)
  if (player !== undefined) return player.id
  throw new ProctorError('config_invalid', 'proctor.yaml names no fake engine, which plays the controls', {
    hint: 'add `- { id: fake, adapter: fake }` to engines',
  })
}

/** The oracle must pass; the others must fail, and by the tests, so that it is the tests that tell them apart. */
async function judge(
  control: ControlKind,
  runId: string,
  bundle: string | null,
  blockers: ControlRun['blockers'],
): Promise<ControlRun> {
  if (bundle === null) {
    const why = ['nothing could be sealed']
    return { control, runId, reportSha256: null, status: 'fail', blockers, ok: false, why }
  }
  const bytes = await readFile(join(bundle, 'report.json'))
  const report = Report.parse(JSON.parse(bytes.toString('utf8')))
  const why = control === 'oracle' ? whyNotPassed(report) : whyNotCaught(report)
  const { status } = report
  return { control, runId, reportSha256: sha256(bytes), status, blockers, ok: why.length === 0, why }
}

function whyNotPassed({ status, blockers, gates }: Report): string[] {
  if (status === 'pass') return []
  const why = blockers.slice(0, 3).map(({ code, message }) => `${code}: ${message}`)
  const verdictOf = (id: string) => gates.find(({ gate }) => gate === id)?.verdict
  const isBaseUnknown = verdictOf('tests') === 'pass' && verdictOf('test-integrity') === 'not-run'
  return isBaseUnknown ? [...why, BROKEN_BASE] : why
}

const BROKEN_BASE =
  'no result can pass where the tests of the base are not all known: give the task a base whose tests fail one by one, ' +
  'and do not end their file, suite or runner'

function whyNotCaught({ status, completeness, gates, blockers }: Report): string[] {
  if (status === 'pass') return ['it passed, and must not']
  if (completeness !== 'complete')
    return blockers.slice(0, 3).map(({ code, message }) => `there is no answer: ${code}: ${message}`)
  const caught = gates.some(
    ({ gate, verdict }) => (gate === 'tests' || gate === 'hidden-tests') && verdict === 'fail',
  )
  return caught ? [] : ['no test tells it from a solution']
}
