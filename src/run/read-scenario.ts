import { existsSync } from 'node:fs'
import { Scenario } from '../contract/scenario.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { readConfig } from '../workspace/read-config.ts'

/** The scenario as canonical JSON; null when there is none and none was asked for. */
export async function readScenario(path: string, asked: boolean): Promise<string | null> {
  if (!asked && !existsSync(path)) return null
  return toCanonicalJson((await readConfig(path, Scenario)).value)
}
