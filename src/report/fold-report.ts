// Promises: the record of a run as a fold of its events, facts and gate results; the same input gives the same bytes.
// Must not: do I/O, read a clock, or take anything from an engine's event that the facts hold. Called by: run/, verify/.
import type { Event, EventOf, EventType } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import type { GateResult } from '../contract/gate.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { ReportCore } from '../contract/report.ts'
import { ARTIFACTS } from '../contract/report.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toCaps } from './caps.ts'
import { toPermissions } from './permissions.ts'
import { toUsage } from './usage.ts'

export interface ReportInput {
  /** All lines of the event log, parsed, in order. */
  readonly events: readonly Event[]
  readonly facts: Facts
  readonly gates: readonly GateResult[]
  /** What `judge` made of facts and gates. */
  readonly verdict: Pick<ReportCore, 'status' | 'completeness'> & {
    readonly blockers: readonly ReportCore['blockers'][number][]
  }
  /** Link of the last event: SHA-256 of its line. */
  readonly chainHead: string
}

/**
 * The report without its digests.
 * @throws ProctorError bug for events that no run can have: none, not one start, or a start of another run
 */
export function foldReport({ events, facts, gates, verdict, chainHead }: ReportInput): ReportCore {
  const started = startOf(events, facts.runId)
  const { data } = started
  const last = events.findLast((event) => event.type === 'run.finished') ?? events.at(-1) ?? started
  return {
    schemaVersion: SCHEMA_IDS.report,
    runId: facts.runId,
    runStartedAt: started.time,
    runEndedAt: last.time,
    engine: { ...data.engine },
    model: { ...data.model },
    task: { id: facts.task.id, digest: facts.task.digest },
    repository: { ...facts.repository },
    base: { ...facts.base },
    resultTree: facts.patch?.resultTree ?? null,
    backendExitCode: facts.engine?.exit.exitCode ?? null,
    backendSignal: facts.engine?.exit.signal ?? null,
    changedFiles: (facts.patch?.changedFiles ?? []).map(({ path }) => path),
    tests:
      facts.tests === null ? null : { ...facts.tests.report.counts, exitCode: facts.tests.exit.exitCode },
    gates: structuredClone([...gates]),
    blockers: verdict.blockers.map(({ code, message }) => ({ code, message })),
    status: verdict.status,
    completeness: verdict.completeness,
    usage: toUsage(facts.provider, events),
    permissions: toPermissions(events, facts),
    sandbox: structuredClone(facts.sandbox),
    caps: toCaps(data, facts),
    freshness: {
      challengeId: data.challengeId,
      nonce: data.nonce,
      seq: data.seq,
      ledgerHead: { ...data.ledgerHead },
      chainHead,
    },
    artifacts: toArtifacts(facts),
  }
}

/** The one `run.started` of a run, which is its first event. */
export function startOf(events: readonly Event[], runId: string): EventOf<'run.started'> {
  const starts = events.filter((event) => isEvent(event, 'run.started'))
  const [first] = starts
  if (first === undefined || starts.length !== 1 || events[0] !== first) {
    throw new ProctorError(
      'bug',
      `run ${runId} has ${starts.length} run.started events, and one must come first`,
    )
  }
  if (first.data.runId !== runId) {
    throw new ProctorError('bug', `the events are of run ${first.data.runId}, the facts of run ${runId}`)
  }
  return first
}

export function isEvent<T extends EventType>(event: Event, type: T): event is Extract<Event, { type: T }> {
  return event.type === type
}

/** The seven that every bundle has, and whatever else was closed before the facts were. */
function toArtifacts(facts: Facts): Record<string, string> {
  const more = facts.artifacts.map(({ path }) => path).filter((path) => !path.startsWith('raw/'))
  // No assignment by name: a path may be called `__proto__`.
  return Object.fromEntries([
    ...Object.entries(ARTIFACTS),
    ['facts.json', 'facts.json'],
    ...more.map((path) => [path, path] as const),
  ])
}
