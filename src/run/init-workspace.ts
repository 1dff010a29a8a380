// Promises: a workspace with machine keys of its own, ready to run. Must not: make a person's key, or overwrite.
// Called by: the init command.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Slug } from '../contract/ids.ts'
import type { InitResult } from '../contract/setup-results.ts'
import { packageRoot } from '../engines/asset-path.ts'
import { createMachineKeys, toTrust } from '../evidence/keys.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toOrigin } from '../ledger/checkpoint.ts'
import { createLedger } from '../ledger/file-ledger.ts'
import {
  planningSection,
  toPlanningTemplates,
  VALIDATOR_SHIM,
} from '../planning/templates/planning-templates.ts'
import { PLANNING_PATHS } from '../planning/templates/template-values.ts'
import { workspacePaths } from '../workspace/paths.ts'
import {
  planWorkspace,
  type ScaffoldPlanning,
  writeWorkspace,
} from '../workspace/scaffold/write-workspace.ts'

/** The engine that a new workspace plans to examine when none is named. */
export const DEFAULT_CANDIDATE = 'case'

/**
 * @param dir absolute; need not exist
 * @param candidate id of the engine under evaluation
 * @throws ProctorError usage, workspace_exists, path_missing, git_failed, tool_missing
 */
export async function initWorkspace(
  dir: string,
  dryRun: boolean,
  candidate: string = DEFAULT_CANDIDATE,
): Promise<InitResult> {
  const plan = await planWorkspace(dir, toPlanning(candidate))
  if (dryRun) return { ...plan.result, dryRun, commit: null }
  const paths = workspacePaths(dir)
  const keys = await createMachineKeys(paths.keys)
  const trust = toTrust(keys)
  await createLedger(paths.ledger, toOrigin(trust.workspaceId), keys.ledger.privateKey)
  return { ...plan.result, dryRun, commit: await writeWorkspace(plan, trust, publishedSchema) }
}

/** As it ships: with what each key means. */
async function publishedSchema(name: string): Promise<string> {
  return await readFile(join(packageRoot(), 'schemas', `${name}.schema.json`), 'utf8')
}

function toPlanning(candidate: string): ScaffoldPlanning {
  if (!Slug.safeParse(candidate).success) {
    throw new ProctorError('usage', `not the id of an engine: ${JSON.stringify(candidate)}`, {
      hint: 'lower-case letters, digits, dot, dash and underscore',
    })
  }
  const today = new Date().toISOString().slice(0, 10)
  return {
    documents: toPlanningTemplates({ candidate, owner: 'maintainers', today }),
    ...PLANNING_PATHS,
    section: planningSection(candidate),
    shim: VALIDATOR_SHIM,
  }
}
