import { join } from 'node:path'
import { beforeAll, expect, test, vi } from 'vitest'
import { ask, type Climb, must, runAll, standing } from '../fixtures/climb/climb.ts'
import { DEMOTIONS } from '../fixtures/climb/demotions.ts'
import { reach, saysTest } from '../fixtures/climb/rungs.ts'
import { CLIMBER, makeClimbWorkspace } from '../fixtures/climb/workspace.ts'
import { recordAssessment } from '../src/run/ladder/record-assessment.ts'
import { taskDigestOf } from '../src/run/task-input.ts'
import { readTask } from '../src/workspace/read-task.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'

// Many commands one after the other, each a process. script/climb.ts climbs with the numbers that proctor ships.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 400_000 })

const folders = foldersForFile()
let climb: Climb
beforeAll(() => {
  const proctor = join(import.meta.dirname, '..', 'bin', 'proctor')
  const workspace = makeClimbWorkspace({
    root: join(folders.next(), 'climb'),
    proctor,
    tasksPerClass: { artificial: 2, copied: 2, disposable: 1, 'owned-noncritical': 1 },
    stages: { minTasks: 2, minSuccess: 0.7, keepSuccess: 0.7, confidence: 0.6 },
  })
  climb = { workspace, proctor, onStep: () => undefined }
})

/** The matrix and the controls have tests of their own; here it matters that their results count. */
async function recordMatrixAndControls(): Promise<void> {
  const { dir, tasks } = climb.workspace
  const seen = { ok: true, summary: 'as it should be', result: {} }
  await recordAssessment(dir, { kind: 'matrix', engine: CLIMBER, task: null, ...seen })
  const workspace = await readWorkspace(dir)
  for (const id of tasks.artificial) {
    const digest = await taskDigestOf(await readTask(workspace, id))
    await recordAssessment(dir, { kind: 'controls', engine: null, task: { id, digest }, ...seen })
  }
}

test('what an engine may touch follows from where it stands, by the decision alone', async () => {
  const [artificial = ''] = climb.workspace.tasks.artificial
  const [copied = ''] = climb.workspace.tasks.copied
  const [owned = ''] = climb.workspace.tasks['owned-noncritical']
  // A fresh workspace: artificial repositories at once, and nothing else.
  await must(climb, 'run', '--task', artificial, '--engine', CLIMBER)
  const refused = await ask(climb, 'run', '--task', copied, '--engine', CLIMBER)
  expect(refused).toMatchObject({ exitCode: 3, document: { blockers: ['not_eligible'] } })
  expect((await ask(climb, 'verify', String(refused.document.bundle))).exitCode).toBe(0)

  expect((await ask(climb, 'stage', 'promote', CLIMBER, 'artificial-fixture')).exitCode).toBe(1)
  const checked = await must(climb, 'engine', 'check', CLIMBER)
  expect(checked.stderr).toContain('recorded as ledger entry')
  await reach(climb, 'artificial-fixture')
  const higher = await ask(climb, 'stage', 'promote', CLIMBER, 'disposable-sandbox-repo')
  expect(JSON.stringify(higher.document)).toContain('the next stage is copied-repo-fixture')

  await recordMatrixAndControls()
  await runAll(climb, 'artificial')
  await reach(climb, 'copied-repo-fixture')
  const run = await must(climb, 'run', '--task', copied, '--engine', CLIMBER)
  // Verification decides again, from the standing that is in the bundle.
  await must(climb, 'verify', String(run.document.bundle))
  const decided = await ask(climb, 'decide', '--task', owned, '--engine', CLIMBER)
  expect(decided).toMatchObject({ exitCode: 3, document: { selected: null, mutationMode: 'none' } })
  expect(JSON.stringify(decided.document)).toContain('stands at copied-repo-fixture')
  expect(await saysTest(climb)).toBe(true)
})

test.each(DEMOTIONS.map((one) => [one.cause, one] as const))(
  'lost to %s',
  async (_, { reason, see, forGood }) => {
    const { stage, lost } = await see(climb)
    expect(lost).toContainEqual(expect.stringMatching(reason))
    expect(stage).not.toBe('copied-repo-fixture')
    if (forGood !== true) expect((await standing(climb)).stage).toBe('copied-repo-fixture')
  },
)

test('a standing that was lowered lowers what may be touched', async () => {
  const [copied = ''] = climb.workspace.tasks.copied
  const refused = await ask(climb, 'run', '--task', copied, '--engine', CLIMBER)
  expect(refused).toMatchObject({ exitCode: 3, document: { blockers: ['not_eligible'] } })
  expect(refused.stderr).toContain('under the floor')
  await must(climb, 'ledger', 'verify')
})
