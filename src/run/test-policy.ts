import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { DecisionRecord } from '../contract/decision.ts'
import { PolicyCase } from '../contract/decision-facts.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import { readConfig } from '../workspace/read-config.ts'
import { readWorkspace } from '../workspace/read-workspace.ts'

export interface PolicyCaseResult {
  readonly file: string
  readonly name: string
  readonly ok: boolean
  /** What came out differently, in words. */
  readonly differences: readonly string[]
}

/** Decides every case of `policy/cases/` under the workspace's policy and compares. */
export async function testPolicy(workspaceDir: string): Promise<readonly PolicyCaseResult[]> {
  const workspace = await readWorkspace(workspaceDir)
  const folder = join(workspace.dir, 'policy', 'cases')
  const results: PolicyCaseResult[] = []
  for (const name of await caseFiles(folder)) {
    const { value, file } = await readConfig(join(folder, name), PolicyCase)
    const { record } = decideEligibility(value.facts, value.policy ?? workspace.config.policy)
    const differences = compare(value.expect, record)
    results.push({ file, name: value.name, ok: differences.length === 0, differences })
  }
  return results
}

async function caseFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.(?:ya?ml|json)$/.test(name)).sort()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return []
    throw error
  }
}

function compare(expected: PolicyCase['expect'], record: DecisionRecord): string[] {
  const { selected, riskClass, mutationMode, requiredGates, denied } = expected
  const found: string[] = []
  const same = (what: string, wanted: unknown, actual: unknown): void => {
    if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(actual))
      found.push(`${what} is ${JSON.stringify(actual)}, expected ${JSON.stringify(wanted)}`)
  }
  same('selected', selected, record.selected)
  same('riskClass', riskClass, record.riskClass)
  same('mutationMode', mutationMode, record.mutationMode)
  same('requiredGates', requiredGates?.toSorted(), record.requiredGates.toSorted())
  for (const [engine, codes] of Object.entries(denied ?? {})) {
    const actual =
      record.denied.find((entry) => entry.engine === engine)?.reasons.map(({ code }) => code) ?? []
    same(`reasons against ${engine}`, [...new Set(codes)].sort(), [...new Set(actual)].sort())
  }
  return found
}
