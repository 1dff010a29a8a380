import type { Scenario, ScenarioStep } from '../contract/scenario.ts'
import type { Deed, Json } from './row.ts'

/** Names of the tool that runs a shell command, and how the command is told, by adapter. */
const SHELL_TOOLS: Readonly<
  Record<string, (command: string) => { name: string; args: { [key: string]: Json } }>
> = {
  codex: (cmd) => ({ name: 'exec_command', args: { cmd } }),
  pi: (command) => ({ name: 'bash', args: { command } }),
  case: (command) => ({ name: 'bash', args: { command } }),
}

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

/**
 * A deed as turns of a scripted model that a real engine follows. A string says why this engine can't be made to do it.
 */
export function toTurns(deed: Deed, adapter: string): { readonly turns: Json } | string {
  const usage = { input: deed.tokens?.input ?? 100, output: deed.tokens?.output ?? 10 }
  if (deed.providerFault !== undefined) return { turns: [{ fault: deed.providerFault }] }
  if (adapter === 'fake') return { turns: [{ text: 'It sorts as text.', usage }] }
  if (deed.fakeOnly !== undefined) return deed.fakeOnly
  const tool = SHELL_TOOLS[adapter]
  if (tool === undefined) return `it is not known how a model makes ${adapter} run a command`
  const calls = (deed.shell ?? []).map((command) => ({
    text: 'I do the next step.',
    calls: [tool(command)],
    usage,
  }))
  return { turns: [...calls, { text: 'Done.', usage }] }
}
