import { join } from 'node:path'
import type { TaskInput } from '../contract/task-input.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import type { LoadedTask } from '../workspace/read-task.ts'
import { readScenario } from './read-scenario.ts'

/**
 * What a run is bound to of its task, as canonical JSON.
 * @param scenario what the fake engine plays, as canonical JSON; null when there is none
 */
export function toTaskInput(loaded: LoadedTask, scenario: string | null): string {
  const { task, instruction, hiddenTests, oracle } = loaded
  const input: TaskInput = {
    task,
    instruction,
    scenarioSha256: scenario === null ? null : sha256(scenario),
    ...(hiddenTests === null
      ? {}
      : { hiddenTests: { files: hiddenTests.files.length, sha256: hiddenTests.sha256 } }),
    ...(oracle === null ? {} : { oracleSha256: sha256(oracle) }),
  }
  return toCanonicalJson(input)
}

/** The digest of a task as it stands now, with its own scenario: what evidence and controls must name to count. */
export async function taskDigestOf(loaded: LoadedTask): Promise<string> {
  return sha256(toTaskInput(loaded, await readScenario(join(loaded.dir, 'fake.yaml'), false)))
}
