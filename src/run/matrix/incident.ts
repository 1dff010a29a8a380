import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Incident } from '../../matrix/row.ts'
import { workspacePaths } from '../../workspace/paths.ts'
import type { Step } from '../progress.ts'

export interface IncidentWatch {
  /** To be told of every step of the run. */
  onStep(step: Step): void
  /** Resolves when what was begun is done. @throws when it could not be done */
  done(): Promise<void>
}

/** Does to the world what the row says, once, when the run reaches the step: an outsider who watches the run. */
export function watchFor(incident: Incident | undefined, workspaceDir: string): IncidentWatch {
  let doing: Promise<void> | null = null
  return {
    onStep(step) {
      if (incident === undefined || step !== incident.at || doing !== null) return
      doing = cause(incident.what, workspaceDir)
      // Looked at by done(); until then it is nobody's.
      doing.catch(() => undefined)
    },
    async done() {
      await doing
    },
  }
}

async function cause(what: Incident['what'], workspaceDir: string): Promise<void> {
  if (what.kind === 'write-in-source') {
    await writeFile(join(workspaceDir, 'repositories/example', what.path), what.content)
  } else if (what.kind === 'block-artifact') {
    const { work } = workspacePaths(workspaceDir)
    for (const runId of await readdir(work)) await mkdir(join(work, runId, 'bundle', what.path))
  } else {
    // The engine gets the time to start: what is to be interrupted must be running.
    setTimeout(() => process.kill(process.pid, what.signal), 1_500)
  }
}
