import type { Turn } from '../../contract/turns.ts'
import { findAdapter } from '../../engines/registry.ts'
import type { Json, ShellTool } from '../../matrix/row.ts'
import type { CarriedEngine } from './carried-engine.ts'

/** How a scripted model drives an engine. */
export interface Drive {
  /** Null for the fake engine, which follows its scenario. */
  readonly shell: ShellTool | null
  readonly model: string
  /** The whole of model.yaml, from the turns of the agent that works. */
  cast(turns: readonly Json[]): Json
}

const ANY_MODEL = 'gpt-5.5'

/**
 * How rows are run with the engine, or why they can't be: it is not here, or nothing drives it from outside.
 * @param carried where its people's word alone lets it run; a string says why that word is missing
 */
export async function driveEngine(
  engineId: string,
  carried: CarriedEngine | string | null,
): Promise<Drive | string> {
  if (engineId === 'fake') return { shell: null, model: ANY_MODEL, cast: (turns) => ({ turns }) }
  const adapter = findAdapter(engineId)
  const scripted = adapter?.conformance ?? adapter?.scripted
  if (adapter === undefined || scripted === undefined) return `no scripted model can drive ${engineId}`
  if (typeof carried === 'string') return carried
  if ((await adapter.locate(carried?.config.install ?? null)) === null) {
    const fix = carried === null ? `: script/engines ${adapter.lock ?? engineId}` : ' where proctor.yaml says'
    return `${engineId} is not installed${fix}`
  }
  const toJson = (value: unknown): Json => JSON.parse(JSON.stringify(value)) as Json
  return {
    shell: (command) => toJson(scripted.shell(command)),
    model: scripted.model ?? ANY_MODEL,
    cast: (turns) => toJson(scripted.cast?.(turns as unknown as readonly Turn[]) ?? { turns }),
  }
}
