import type { StageStatusResult } from '../../contract/ladder.ts'
import { STAGES, Stage } from '../../contract/stages.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { checkStage, computeStandings } from '../../standing/standing.ts'
import type { EngineNow } from '../../standing/standing-input.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { admitEngine } from '../admit.ts'
import { readSigners } from '../signers.ts'
import { toEngineNow } from './engine-now.ts'
import { type ReadLadder, readLadder } from './read-ladder.ts'

/** The ladder of a workspace, with its configuration. */
export interface OpenedLadder extends ReadLadder {
  readonly workspace: LoadedWorkspace
}

/**
 * @param only engines that are asked about; all of proctor.yaml when absent. Each is hashed as it is installed.
 * @throws ProctorError engine_unknown, keys_missing, config_invalid, ledger_corrupt
 */
export async function openLadder(
  workspaceDir: string,
  now: Date,
  only?: readonly string[],
): Promise<OpenedLadder> {
  const workspace = await readWorkspace(workspaceDir)
  const signers = await readSigners(workspace)
  const engines: EngineNow[] = []
  for (const config of chosen(workspace, only))
    engines.push(toEngineNow(workspace.config, await admitEngine(workspace, signers, config, now)))
  return { workspace, ...(await readLadder(workspace, engines, now)) }
}

function chosen(
  { config }: LoadedWorkspace,
  only: readonly string[] | undefined,
): LoadedWorkspace['config']['engines'] {
  const ids = config.engines.map(({ id }) => id)
  const unknown = only?.find((id) => !ids.includes(id))
  if (unknown !== undefined)
    throw new ProctorError('engine_unknown', `proctor.yaml names no engine ${unknown}`, {
      hint: `name one of: ${ids.join(', ')}`,
    })
  return only === undefined ? config.engines : config.engines.filter(({ id }) => only.includes(id))
}

export function toStatus({ input }: OpenedLadder): StageStatusResult {
  return { test: input.test, at: input.now.toISOString(), engines: computeStandings(input) }
}

/** @throws ProctorError engine_unknown, usage for a stage that there is not */
export function checkStageOf(
  ladder: OpenedLadder,
  engineId: string,
  stageText: string,
): ReturnType<typeof checkStage> & { readonly engine: EngineNow; readonly stage: Stage } {
  const engine = engineOf(ladder, engineId)
  const stage = toStage(stageText)
  return { engine, stage, ...checkStage(ladder.input, engine, stage) }
}

/** @throws ProctorError engine_unknown */
export function engineOf({ input }: OpenedLadder, id: string): EngineNow {
  const engine = input.engines.find((one) => one.id === id)
  if (engine !== undefined) return engine
  throw new ProctorError('engine_unknown', `proctor.yaml names no engine ${id}`, {
    hint: `name one of: ${input.engines.map((one) => one.id).join(', ')}`,
  })
}

/** @throws ProctorError usage */
export function toStage(text: string): Stage {
  const stage = Stage.safeParse(text)
  if (stage.success) return stage.data
  throw new ProctorError('usage', `there is no stage ${JSON.stringify(text)}`, {
    hint: `name one of: ${STAGES.join(', ')}`,
  })
}
