// Promises: a Harbor task as a task of this workspace, whole, in a folder that was not there; or every reason why not.
// Must not: start anything, overwrite anything, or change the words of what is asked. Called by: the task import command.
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { Slug } from '../../contract/ids.ts'
import type { TaskImportResult } from '../../contract/task-import.ts'
import { nearestName } from '../../kernel/nearest-name.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import type { LoadedWorkspace } from '../read-workspace.ts'
import { toYaml } from '../write-yaml.ts'
import { type HarborTask, readHarborTask } from './read-harbor-task.ts'

/** Where its tests are laid in the repository: a folder of its own, that a patch may not touch. */
const LAID = 'harbor-tests'

export interface ImportRequest {
  /** Folder of the Harbor task, absolute. */
  readonly dir: string
  /** Id of a repository of proctor.yaml. */
  readonly repository: string
  /** Id of the new task; the name of the folder when absent. */
  readonly id: string | undefined
}

/** @throws ProctorError usage: no such repository, no id, or a task that is there already; nothing is written then */
export async function importHarborTask(
  workspace: LoadedWorkspace,
  request: ImportRequest,
): Promise<TaskImportResult> {
  const id = idOf(request)
  const repositories = workspace.config.repositories.map((one) => one.id)
  if (!repositories.includes(request.repository)) {
    const near = nearestName(request.repository, repositories)
    throw new ProctorError('usage', `no repository \`${request.repository}\` in proctor.yaml`, {
      hint: near === undefined ? `there are: ${repositories.join(', ')}` : `did you mean ${near}?`,
    })
  }
  const harbor = await readHarborTask(request.dir)
  if ('problems' in harbor)
    return {
      task: null,
      files: [],
      notes: [],
      reasons: harbor.problems.map(({ text, fix }) => ({ text, fix })),
    }
  const folder = join(workspace.paths.tasks, id)
  const files = filesOf(id, request.repository, harbor)
  await claim(workspace, folder, id)
  try {
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content, { flag: 'wx' })
    }
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  return {
    task: id,
    files: files.map(([path]) => `tasks/${id}/${path}`),
    notes: [...harbor.notes],
    reasons: [],
  }
}

function idOf({ id: asked, dir }: ImportRequest): string {
  const id = asked ?? basename(dir).toLowerCase()
  if (!Slug.safeParse(id).success)
    throw new ProctorError('usage', `\`${id}\` can not be the id of a task`, {
      hint: 'give another with --id: small letters, digits, dots, dashes',
    })
  return id
}

/** The folder itself is the claim: of two imports at once, one gets it. */
async function claim({ paths }: LoadedWorkspace, folder: string, id: string): Promise<void> {
  await mkdir(paths.tasks, { recursive: true })
  try {
    await mkdir(folder)
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error
    throw new ProctorError('usage', `tasks/${id} is there already, and nothing is overwritten`, {
      hint: 'give another id with --id, or remove that task first',
    })
  }
}

function filesOf(
  id: string,
  repository: string,
  harbor: HarborTask,
): readonly (readonly [string, string | Uint8Array])[] {
  const { config, instruction, tests, oracle } = harbor
  const task = {
    id,
    title: titleOf(harbor, id),
    repository,
    scope: { allow: ['**'], deny: [`${LAID}/**`] },
    test: {
      command: ['node', '--test', '--test-reporter=tap', '--test-reporter-destination={report}'],
      report: 'node',
      ...(config.verifier?.timeout_sec === undefined ? {} : { timeout: config.verifier.timeout_sec }),
    },
    hiddenTests: 'hidden-tests',
    ...(oracle === null ? {} : { oracle: 'oracle.patch' }),
    ...(config.agent?.timeout_sec === undefined ? {} : { timeout: config.agent.timeout_sec }),
  }
  return [
    ['instruction.md', instruction],
    ...tests.map(({ path, content }) => [`hidden-tests/${LAID}/${path}`, content] as const),
    ...(oracle === null ? [] : [['oracle.patch', oracle] as const]),
    // Last, so that what was cut off half-way is no task.
    ['task.yaml', toYaml(task, 'task', '../../')],
  ]
}

function titleOf({ config, instruction }: HarborTask, id: string): string {
  const said = config.task?.description ?? instruction
  const line = said
    .split('\n')
    .map((one) => one.replace(/^#+\s*/, '').trim())
    .find((one) => one !== '')
  return (line ?? id).slice(0, 200)
}
