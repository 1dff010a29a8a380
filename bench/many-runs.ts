// Runs the example task several times in one process and prints what each took, the first left out. Called by run-cost.ts.
import { runTask } from '../src/run/run-task.ts'

const [workspaceDir, count] = process.argv.slice(2)
if (workspaceDir === undefined || count === undefined) throw new Error('usage: many-runs.ts WORKSPACE COUNT')
const samples: number[] = []
for (let index = 0; index <= Number(count); index += 1) {
  const start = performance.now()
  const { result } = await runTask({
    workspaceDir,
    taskId: 'example',
    engineId: 'fake',
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  if (result.exitCode !== 0) throw new Error(`run ${result.runId} ended with ${result.exitCode}`)
  if (index > 0) samples.push(performance.now() - start)
}
console.log(JSON.stringify(samples))
