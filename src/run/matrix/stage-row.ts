import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Scenario } from '../../contract/scenario.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { asksModel, toScenario, toTurns } from '../../matrix/deeds.ts'
import { FIXTURE_INSTRUCTION, FIXTURE_TASK, fixtureWorkspace, mergeJson } from '../../matrix/fixture.ts'
import type { Arrangement, Json, Patch } from '../../matrix/row.ts'
import { findProgram } from '../../sandbox/index.ts'
import { driveEngine } from './drive-engine.ts'
import { stagePeople, stageRecord } from './fixture-people.ts'

/** The workspace of one row, ready to run. */
export interface StagedRow {
  readonly workspaceDir: string
  readonly taskId: string
  readonly engineId: string
  /** PATH of the harness for this row; its own when null. */
  readonly path: string | null
}

export interface StageOptions {
  /** A workspace as `init` makes it: keys, ledger, example repository. */
  readonly template: string
  /** Folder to make. */
  readonly dir: string
  readonly engineId: string
}

export const FIXTURE_TASK_ID = 'fixture'

/**
 * Copies the template and makes the world of the row around it. Nothing here knows what will be judged.
 * @returns a string when this engine can't be made to do what the row needs
 */
export async function stageRow(arrangement: Arrangement, options: StageOptions): Promise<StagedRow | string> {
  const { dir, engineId, template } = options
  const drive = await driveEngine(engineId)
  if (typeof drive === 'string') return drive
  const turns = toTurns(arrangement.deed, drive.shell)
  if (typeof turns === 'string') return turns
  await cp(template, dir, { recursive: true, verbatimSymlinks: true })
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), content)
  }
  const task = `tasks/${FIXTURE_TASK_ID}`
  const scenario: Scenario = toScenario(arrangement.deed)
  await write('proctor.yaml', toText(configOf(arrangement, engineId, drive.model)))
  await write(`${task}/task.yaml`, toText(mergeJson(FIXTURE_TASK, arrangement.task ?? {})))
  await write(`${task}/instruction.md`, FIXTURE_INSTRUCTION)
  await write(`${task}/fake.yaml`, toText({ ...scenario }))
  await write(`${task}/model.yaml`, toText({ turns: turns.turns }))
  for (const [path, content] of Object.entries(arrangement.taskFiles ?? {}))
    await write(`${task}/${path}`, content)
  for (const [path, content] of Object.entries(arrangement.workspaceFiles ?? {})) await write(path, content)
  for (const [path, content] of Object.entries(arrangement.uncommitted ?? {})) {
    await write(`repositories/example/${path}`, content)
  }
  if (arrangement.people !== undefined || arrangement.record !== undefined) await stagePeople(dir)
  if (arrangement.record !== undefined) await stageRecord(dir, engineId, arrangement.record)
  const path =
    arrangement.programs === undefined ? null : await linkPrograms(join(dir, 'bin'), arrangement.programs)
  return { workspaceDir: dir, taskId: FIXTURE_TASK_ID, engineId, path }
}

function configOf(arrangement: Arrangement, engineId: string, named: string): Json {
  const needsModel = engineId !== 'fake' || asksModel(arrangement.deed)
  const model: Patch = needsModel ? { provider: 'scripted', model: named } : {}
  const engine = mergeJson({ id: engineId, adapter: engineId, ...model }, arrangement.engine ?? {})
  const base = fixtureWorkspace(engine as Patch)
  const [repository] = base.repositories as readonly Json[]
  // Controls are played by the fake engine, whichever engine the row is about.
  const player: readonly Json[] =
    arrangement.controls === true && engineId !== 'fake' ? [{ id: 'fake', adapter: 'fake' }] : []
  return mergeJson(base, {
    engines: [...(base.engines as readonly Json[]), ...player],
    repositories: [mergeJson(repository ?? {}, arrangement.repository ?? {})],
    policy: arrangement.policy ?? {},
  })
}

/** JSON is YAML. */
function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function linkPrograms(folder: string, names: readonly string[]): Promise<string> {
  await mkdir(folder)
  await chmod(folder, 0o755)
  for (const name of names) {
    const path = await findProgram(name)
    if (path === null)
      throw new ProctorError('tool_missing', `${name} is not installed`, { hint: `install ${name}` })
    await symlink(path, join(folder, name))
  }
  return folder
}
