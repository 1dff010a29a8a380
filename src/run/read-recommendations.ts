import { join } from 'node:path'
import { MAX_RECOMMENDATION, type Recommendation } from '../contract/decision-facts.ts'
import { Event } from '../contract/event.ts'
import { Report } from '../contract/report.ts'
import { RunStatement } from '../contract/statement.ts'
import { sha256 } from '../kernel/digest.ts'
import { openSignedStatement } from '../verify/index.ts'
import { sealedIds } from './list-runs.ts'
import type { OpenedRun } from './opened-run.ts'
import { readIfThere } from './read-if-there.ts'

/** Sealed runs that are looked through for the last one of an engine on the task: what weighs nothing must not cost much. */
const LOOKED_AT = 50
/** Recommendations of one run that are kept. */
const KEPT = 20
const MARK = 'recommendation.made'

/**
 * What each candidate recommended in its newest sealed run of this task, among the newest 50 of the workspace. Only words
 * that the run's own seal binds: its statement is signed by a trusted harness key, and the events are those of its report.
 */
export async function readRecommendations(run: OpenedRun): Promise<readonly Recommendation[]> {
  const { runs } = run.workspace.paths
  const wanted = new Set(run.candidates.map(({ id }) => id))
  const found: Recommendation[] = []
  for (const runId of (await sealedIds(runs)).slice(0, LOOKED_AT)) {
    if (wanted.size === 0) break
    const folder = join(runs, runId)
    const bytes = await readIfThere(join(folder, 'report.json'))
    const report = bytes && toReport(bytes)
    if (bytes === null || report?.task.id !== run.task.id || !wanted.delete(report.engine.id)) continue
    const events = await readIfThere(join(folder, 'events.normalized.jsonl'))
    if (events?.includes(MARK) !== true || !(await isSealed(run, folder, bytes, events, report))) continue
    found.push(...recommendedIn(events, report))
  }
  return found
}

function recommendedIn(events: Buffer, { runId, engine }: Report): Recommendation[] {
  const lines = events.toString('utf8').split('\n')
  return lines
    .filter((line) => line.includes(MARK))
    .flatMap((line) => {
      const { data: event } = Event.safeParse(JSON.parse(line))
      if (event?.type !== MARK || event.origin !== 'engine') return []
      return [{ engine: engine.id, what: event.data.what.slice(0, MAX_RECOMMENDATION), run: runId }]
    })
    .slice(0, KEPT)
}

async function isSealed(
  { trust }: OpenedRun,
  folder: string,
  reportBytes: Buffer,
  events: Buffer,
  report: Report,
): Promise<boolean> {
  if (report.digests['events.normalized.jsonl'] !== sha256(events)) return false
  const path = 'attestations/run.sigstore.json'
  const signed = await readIfThere(join(folder, path))
  const statement = signed && openSignedStatement(path, signed, RunStatement, 'harness', trust)
  const sealed = statement?.subject.find(({ name }) => name === 'report.json')
  return sealed?.digest.sha256 === sha256(reportBytes)
}

function toReport(bytes: Buffer): Report | undefined {
  try {
    return Report.safeParse(JSON.parse(bytes.toString('utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
