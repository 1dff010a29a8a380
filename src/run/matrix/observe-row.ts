import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExitCode } from '../../contract/exit-codes.ts'
import { ARTIFACTS } from '../../contract/report.ts'
import type { RunResult, VerifyResult } from '../../contract/results.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import type { Observation } from '../../matrix/compare-row.ts'
import { EVENT_LOG } from '../begin.ts'
import { verifyBundleAt } from '../verify-bundle-at.ts'
import { verifyRequestFor } from '../verify-request.ts'

const RECORDS = 'approvals/events.jsonl'

/**
 * What a run came to, as an outsider sees it: the bundle on disk and what verification says of it.
 * @param said exit code of the command by which people decided about it afterwards; null when they did not
 */
export async function observeRow(
  result: RunResult,
  workspaceDir: string,
  said: ExitCode | null,
): Promise<Observation> {
  const { bundle, runId } = result
  if (bundle === null) {
    const failed = result.artifactFailed
    return {
      blockers: result.blockers,
      status: result.status,
      completeness: result.completeness,
      exit: result.exitCode,
      artifacts: [],
      events: failed === undefined ? [] : [{ type: 'artifact.failed', data: failed }],
      authentic: null,
      runId,
    }
  }
  const request = await verifyRequestFor(bundle, {
    start: workspaceDir,
    trustFile: undefined,
    allowNotRun: [],
  })
  const verified = await verifyBundleAt(bundle, request)
  return {
    blockers: blockersOf(result, verified),
    status: verified.status ?? 'none',
    completeness: verified.completeness ?? 'none',
    exit: said ?? result.exitCode,
    artifacts: await artifactsOf(bundle),
    events: [...(await eventsOf(join(bundle, EVENT_LOG))), ...(await eventsOf(join(bundle, RECORDS)))],
    authentic: verified.ok,
    runId,
  }
}

/** The effective ones: what people said, or did not say in time, is in none that was sealed. */
function blockersOf(result: RunResult, { people }: VerifyResult): Observation['blockers'] {
  if (people === null) return result.blockers
  return people.blocker === null ? [] : [people.blocker]
}

async function artifactsOf(bundle: string): Promise<string[]> {
  const found: string[] = []
  for (const [name, path] of Object.entries(ARTIFACTS)) if (await exists(join(bundle, path))) found.push(name)
  return found
}

async function eventsOf(path: string): Promise<Observation['events']> {
  if (!(await exists(path))) return []
  const lines = (await readFile(path, 'utf8')).split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as { type: string; data: unknown })
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
