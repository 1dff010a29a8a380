import type { Scenario, ScenarioStep } from '../contract/scenario.ts'
import type { Deed, Json, ShellTool } from './row.ts'

/** Whether a deed asks the engine's model for anything. */
export function asksModel(deed: Deed): boolean {
  return deed.providerFault !== undefined || deed.tokens !== undefined
}

/** A deed as the fake engine's scenario. */
export function toScenario(deed: Deed): Scenario {
  const ask: ScenarioStep[] = asksModel(deed)
    ? [{ do: 'ask-model', prompt: 'What is wrong with the median?' }]
    : []
  const shell = (deed.shell ?? []).map(
    (command): ScenarioStep => ({ do: 'run', command: ['/bin/sh', '-c', command] }),
  )
  return { steps: [...ask, ...shell, ...(deed.steps ?? [])] }
}

/** What the model says, turn by turn. */
export interface Script {
  readonly turns: readonly Json[]
  /** The turns are work, which ends; else they answer whoever asks. */
  readonly played: boolean
}

/**
 * A deed as turns of a scripted model that an engine follows. A string says why this engine can't be made to do it.
 * @param shell null for the fake engine, which follows its scenario
 */
export function toTurns(deed: Deed, shell: ShellTool | null): Script | string {
  if (shell !== null && deed.instead !== undefined) return toTurns(deed.instead, shell)
  const usage = { input: deed.tokens?.input ?? 100, output: deed.tokens?.output ?? 10 }
  if (deed.providerFault !== undefined) return { turns: [{ fault: deed.providerFault }], played: false }
  if (shell === null) return { turns: [{ text: 'It sorts as text.', usage }], played: false }
  if (deed.fakeOnly !== undefined) return deed.fakeOnly
  const says = deed.saysBytes === undefined ? 'I do the next step.' : 'x'.repeat(deed.saysBytes)
  const calls = (deed.shell ?? []).map((command) => ({ text: says, calls: shell(command), usage }))
  return { turns: [...calls, { text: calls.length === 0 ? says : 'Done.', usage }], played: true }
}
