import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ProctorError } from '../kernel/proctor-error.ts'
import { syncContractPages } from '../planning/contracts/sync-pages.ts'
import { innerPath } from '../workspace/inner-path.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import { readPlanningFiles } from './read-planning.ts'

/**
 * Writes the contract documents of a workspace from the program's own facts.
 * @returns the paths that were written, from the workspace; none when all agreed
 * @throws ProctorError config_invalid without a planning section; unsafe_path
 */
export async function syncPlanning(workspace: LoadedWorkspace, today: string): Promise<readonly string[]> {
  const config = workspace.config.planning
  if (config === undefined) {
    throw new ProctorError('config_invalid', 'proctor.yaml has no section "planning"', {
      hint: 'name prd, issues, workboard and candidate under planning:',
    })
  }
  const { files } = await readPlanningFiles(workspace.dir, config)
  const pages = syncContractPages(files, config, today)
  for (const [path, text] of pages) {
    const file = await innerPath(workspace.dir, path, 'docs sync')
    await innerPath(workspace.dir, dirname(path), 'docs sync')
    await mkdir(dirname(file), { recursive: true })
    const draft = join(dirname(file), `.${process.pid}.tmp`)
    await writeFile(draft, text)
    await rename(draft, file)
  }
  return [...pages.keys()]
}
