import { findAdapter } from '../../engines/registry.ts'
import type { Json, ShellTool } from '../../matrix/row.ts'

/** How a scripted model drives an engine. */
export interface Drive {
  /** Null for the fake engine, which follows its scenario. */
  readonly shell: ShellTool | null
  readonly model: string
}

const ANY_MODEL = 'gpt-5.5'

/** How rows are run with the engine, or why they can't be: it is not here, or nothing drives it from outside. */
export async function driveEngine(engineId: string): Promise<Drive | string> {
  if (engineId === 'fake') return { shell: null, model: ANY_MODEL }
  const adapter = findAdapter(engineId)
  const conformance = adapter?.conformance
  if (adapter === undefined || conformance === undefined) {
    return `no scripted model can drive ${engineId} without a source that people have admitted`
  }
  if ((await adapter.locate(null)) === null) {
    return `${engineId} is not installed: script/engines ${adapter.lock ?? engineId}`
  }
  const shell: ShellTool = (command) => JSON.parse(JSON.stringify(conformance.shell(command))) as Json
  return { shell, model: conformance.model ?? ANY_MODEL }
}
