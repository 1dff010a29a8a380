import { chmod, cp, mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Scenario } from '../../contract/scenario.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { asksModel, toScenario, toTurns } from '../../matrix/deeds.ts'
import { FIXTURE_INSTRUCTION, FIXTURE_TASK, fixtureWorkspace, mergeJson } from '../../matrix/fixture.ts'
import type { Arrangement, Json, Patch } from '../../matrix/row.ts'
import { findProgram } from '../../sandbox/index.ts'
import { type CarriedEngine, layDownEngine } from './carried-engine.ts'
import { driveEngine } from './drive-engine.ts'
import { commitFixture, stagePeople, stageRecord } from './fixture-people.ts'

/** The workspace of one row, ready to run. */
export interface StagedRow {
  readonly workspaceDir: string
  readonly taskId: string
  readonly engineId: string
  /** PATH of the harness for this row; its own when null. */
  readonly path: string | null
}

/** Why there is nothing to run: the engine is not here, or can't be made to do what the row needs. */
export interface UnstagedRow {
  readonly verdict: 'not-run' | 'unprovokable'
  readonly why: string
}

export interface StageOptions {
  /** A workspace as `init` makes it: keys, ledger, example repository. */
  readonly template: string
  /** Folder to make. */
  readonly dir: string
  readonly engineId: string
  /** For engines that run by their people's word alone; a string says why it is missing. */
  readonly carried?: CarriedEngine | string | null
}

export const FIXTURE_TASK_ID = 'fixture'

/**
 * Copies the template and makes the world of the row around it. Nothing here knows what will be judged.
 */
export async function stageRow(
  arrangement: Arrangement,
  options: StageOptions,
): Promise<StagedRow | UnstagedRow> {
  const { dir, engineId, template, carried = null } = options
  const drive = await driveEngine(engineId, carried)
  if (typeof drive === 'string') return { verdict: 'not-run', why: drive }
  const script = toTurns(arrangement.deed, drive.shell)
  if (typeof script === 'string') return { verdict: 'unprovokable', why: script }
  const own = typeof carried === 'string' || replacesEngine(arrangement) ? null : carried
  await cp(template, dir, { recursive: true, verbatimSymlinks: true })
  const write = async (path: string, content: string): Promise<void> => {
    await mkdir(dirname(join(dir, path)), { recursive: true })
    await writeFile(join(dir, path), content)
  }
  const task = `tasks/${FIXTURE_TASK_ID}`
  const scenario: Scenario = toScenario(arrangement.deed)
  await write('proctor.yaml', toText(configOf(arrangement, engineId, drive.model, own)))
  await write(`${task}/task.yaml`, toText(mergeJson(FIXTURE_TASK, arrangement.task ?? {})))
  await write(`${task}/instruction.md`, FIXTURE_INSTRUCTION)
  await write(`${task}/fake.yaml`, toText({ ...scenario }))
  await write(
    `${task}/model.yaml`,
    toText(script.played ? drive.cast(script.turns) : { turns: script.turns }),
  )
  for (const [path, content] of Object.entries(arrangement.taskFiles ?? {}))
    await write(`${task}/${path}`, content)
  for (const [path, content] of Object.entries(arrangement.workspaceFiles ?? {})) await write(path, content)
  for (const [path, content] of Object.entries(arrangement.uncommitted ?? {})) {
    await write(`repositories/example/${path}`, content)
  }
  if (own !== null) {
    await layDownEngine(own, dir, arrangement.engine?.gated === true ? ['enablements/'] : [])
    await commitFixture(dir)
  }
  if (arrangement.people !== undefined || arrangement.record !== undefined) await stagePeople(dir)
  if (arrangement.record !== undefined) await stageRecord(dir, engineId, arrangement.record)
  // What people signed is read by ssh-keygen, before the row gets to its point.
  const programs = [...(arrangement.programs ?? []), ...(own === null ? [] : ['ssh-keygen'])]
  const path = arrangement.programs === undefined ? null : await linkPrograms(join(dir, 'bin'), programs)
  return { workspaceDir: dir, taskId: FIXTURE_TASK_ID, engineId: own?.config.id ?? engineId, path }
}

/** The row is about another engine than the one that was asked for, under its name. */
function replacesEngine({ engine, record }: Arrangement): boolean {
  return engine?.adapter !== undefined || record !== undefined
}

function configOf(
  arrangement: Arrangement,
  engineId: string,
  named: string,
  carried: CarriedEngine | null,
): Json {
  const needsModel = engineId !== 'fake' || asksModel(arrangement.deed)
  const model: Patch = needsModel ? { provider: 'scripted', model: named } : {}
  const entry: Patch = {
    id: engineId,
    adapter: engineId,
    ...JSON.parse(JSON.stringify(carried?.config ?? {})),
    ...model,
  }
  const engine = mergeJson(entry, arrangement.engine ?? {})
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
