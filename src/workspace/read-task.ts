import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { Slug } from '../contract/ids.ts'
import { Task } from '../contract/task.ts'
import { nearestName } from '../kernel/nearest-name.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { type ConfigProblem, configInvalid, configProblem, keyPath } from './config-problem.ts'
import { innerPath, pathEscape } from './inner-path.ts'
import { readConfig, readConfigBytes } from './read-config.ts'
import { type HiddenTests, readHiddenTests } from './read-hidden-tests.ts'
import type { LoadedWorkspace } from './read-workspace.ts'
import type { YamlDocument } from './yaml-document.ts'

export interface LoadedTask {
  readonly task: Task
  /** What the engine is asked, as text. */
  readonly instruction: string
  /** Absolute folder of the task. */
  readonly dir: string
  /** Bytes of task.yaml. */
  readonly bytes: Uint8Array
  /** Null when the task has none. */
  readonly hiddenTests: HiddenTests | null
  /** The patch that solves the task; null when the task has none. */
  readonly oracle: Uint8Array | null
  /** `file:line` of a key of task.yaml, for messages; line 1 when it is not there. */
  where(key: keyof Task): string
}

const MAX_INSTRUCTION_BYTES = 1024 * 1024
const MAX_ORACLE_BYTES = 16 * 1024 * 1024

/**
 * Reads `tasks/<id>/task.yaml` and its instruction.
 * @throws ProctorError task_unknown, config_unreadable, config_invalid, unsafe_path
 */
export async function readTask(workspace: LoadedWorkspace, id: string): Promise<LoadedTask> {
  const known = await listTasks(workspace)
  if (!Slug.safeParse(id).success || !known.includes(id)) {
    const near = nearestName(id, known)
    const hint =
      near !== undefined
        ? `did you mean ${near}?`
        : known.length > 0
          ? `there are: ${known.join(', ')}`
          : undefined
    throw new ProctorError(
      'task_unknown',
      `no task \`${id}\` in ${workspace.paths.tasks}`,
      hint === undefined ? {} : { hint },
    )
  }
  const dir = await innerPath(workspace.dir, join('tasks', id), 'tasks/')
  const { value: task, bytes, document, file } = await readConfig(join(dir, 'task.yaml'), Task)
  const [first, ...rest] = checkTask(task, id, workspace, document, file)
  if (first !== undefined) throw configInvalid([first, ...rest])
  const where = (key: string): string => `${file}:${document.placeOf([key])?.line ?? 1}`
  const instructionPath = await innerPath(dir, task.instruction, where('instruction'))
  const inner = async (key: 'hiddenTests' | 'oracle'): Promise<string | null> => {
    const path = task[key]
    return path === undefined ? null : await innerPath(dir, path, where(key))
  }
  const [hiddenPath, oraclePath] = [await inner('hiddenTests'), await inner('oracle')]
  const text = decode(await readConfigBytes(instructionPath, MAX_INSTRUCTION_BYTES))
  if (text === null || text.trim() === '') {
    const what = text === null ? 'is not UTF-8 text' : 'is empty'
    throw new ProctorError(
      'config_invalid',
      `the instruction ${task.instruction} ${what} (${where('instruction')})`,
      {
        hint: 'write there what the engine is asked to do',
      },
    )
  }
  return {
    task,
    instruction: text,
    dir,
    bytes,
    hiddenTests: hiddenPath === null ? null : await readHiddenTests(hiddenPath, where('hiddenTests')),
    where,
    oracle: oraclePath === null ? null : await readConfigBytes(oraclePath, MAX_ORACLE_BYTES),
  }
}

/** Ids of the tasks: the folders of tasks/ that hold a task.yaml or should. */
export async function listTasks(workspace: LoadedWorkspace): Promise<readonly string[]> {
  try {
    const entries = await readdir(workspace.paths.tasks, { withFileTypes: true })
    return entries
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map(({ name }) => name)
      .sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

/** What the schema can't say of task.yaml. */
function checkTask(
  task: Task,
  folder: string,
  workspace: LoadedWorkspace,
  document: YamlDocument,
  file: string,
): readonly ConfigProblem[] {
  const problem = (path: readonly PropertyKey[], message: string, fix: string): ConfigProblem =>
    configProblem(file, document.placeOf(path), keyPath(path), message, fix)
  const found: ConfigProblem[] = []
  if (task.id !== folder) {
    found.push(
      problem(
        ['id'],
        `\`${task.id}\` is not the name of the folder`,
        `write \`id: ${folder}\`, or rename the folder`,
      ),
    )
  }
  const repositories = workspace.config.repositories.map(({ id }) => id)
  if (!repositories.includes(task.repository)) {
    const near = nearestName(task.repository, repositories)
    const fix = near === undefined ? `there are: ${repositories.join(', ')}` : `did you mean \`${near}\`?`
    found.push(problem(['repository'], `no repository \`${task.repository}\` in proctor.yaml`, fix))
  }
  for (const [path, value] of repositoryPaths(task)) {
    const wrong = pathEscape(value)
    if (wrong !== null) found.push(problem(path, `\`${value}\` ${wrong}`, 'use a path inside the repository'))
    else if (value.split('/').includes('.git'))
      found.push(problem(path, `\`${value}\` is git's own`, 'use another path'))
  }
  return found
}

function repositoryPaths(task: Task): [PropertyKey[], string][] {
  const setup = (['cacheKey', 'produces'] as const).flatMap((key) =>
    (task.setup?.[key] ?? []).map((path, index): [PropertyKey[], string] => [['setup', key, index], path]),
  )
  const canary = task.test?.canary?.path
  return canary === undefined ? setup : [...setup, [['test', 'canary', 'path'], canary]]
}

function decode(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
