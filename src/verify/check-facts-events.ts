import { isDeepStrictEqual } from 'node:util'
import type { Event, EventData, EventType } from '../contract/event.ts'
import type { TestRunFacts } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { EMPTY_SHA256 } from '../kernel/digest.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the event log and the facts tell the same run. */
export function checkFactsEvents({
  events,
  facts,
  manifest,
}: Pick<Sealed, 'events' | 'facts' | 'manifest'>): Finding[] {
  const wrong: string[] = []
  const same = (name: string, actual: unknown, expected: unknown): void => {
    if (!isDeepStrictEqual(actual, expected)) wrong.push(name)
  }
  const { engine, patch, tests, setup, sandbox } = facts
  same('refusals', dataOf(events, 'run.refused')?.reasons ?? [], facts.refusals)
  same(
    'the interruption',
    allOf(events, 'run.interrupted'),
    facts.interrupted === null ? [] : [facts.interrupted],
  )
  same('the changed files', allOf(events, 'file.changed'), patch?.changedFiles ?? [])
  same('the sandbox', dataOf(events, 'engine.started')?.sandbox ?? null, sandbox)
  same(
    'the end of the engine',
    dataOf(events, 'engine.exited') ?? null,
    engine === null ? null : exitOf(engine),
  )
  same(
    'the number of engine events',
    events.filter(({ origin }) => origin === 'engine').length,
    engine?.events ?? 0,
  )
  const unparsed = allOf(events, 'engine.unparsed').length
  if (unparsed > (engine?.unparsed ?? 0)) wrong.push('the unparsed lines')
  if (unparsed === 0 && (engine?.unparsed ?? 0) > 0) wrong.push('the unparsed lines')
  const set = dataOf(events, 'setup.finished')
  same(
    'the set-up',
    set === undefined ? null : [set.key, set.cached, set.ok, set.exitCode, set.problem],
    setup === null ? null : [setup.key, setup.cached, setup.ok, setup.exit?.exitCode ?? null, setup.problem],
  )
  if (set !== undefined) same('the log of the set-up', set.logDigest, manifest.get(FILES.setupLog) ?? null)
  const suites = suitesOf(facts)
  same(
    'the tests',
    allOf(events, 'test.finished'),
    suites.map(([suiteId, suite, log]) => testsOf(suiteId, suite, manifest.get(log) ?? '')),
  )
  same(
    'the start of the tests',
    allOf(events, 'test.started'),
    suites.map(([suiteId, { tree }]) => ({ suiteId, argvDigest: digestOfJson(tests?.argv), tree })),
  )
  same(
    'the reviewers that were asked',
    allOf(events, 'review.requested').map(({ reviewer, kind }) => [reviewer, kind]),
    facts.reviews.map(({ reviewer, kind }) => [reviewer, kind]),
  )
  for (const [type, verdict] of [
    ['review.accepted', 'accepted'],
    ['review.rejected', 'rejected'],
  ] as const) {
    same(
      `the reviews ${verdict}`,
      allOf(events, type).map(({ reviewer, kind, reasons }) => [reviewer, kind, reasons]),
      facts.reviews
        .filter((one) => one.verdict === verdict)
        .map(({ reviewer, kind, reasons }) => [reviewer, kind, reasons]),
    )
  }
  const finished = dataOf(events, 'run.finished')
  if (finished !== undefined) {
    same('the result tree', finished.resultTree, patch?.resultTree ?? null)
    same('the patch', finished.patchSha256, patch?.sha256 ?? EMPTY_SHA256)
    same('the changed paths', finished.changedFiles, patch?.changedFiles.map(({ path }) => path) ?? [])
    const exit = engine?.exit
    const backendExit =
      exit === undefined ? null : { code: exit.exitCode, signal: exit.signal, timedOut: exit.timedOut }
    same('the exit of the backend', finished.backendExit, backendExit)
  }
  return wrong.map((what) =>
    finding('facts-mismatch', FILES.events, `the log and the facts differ on ${what}`),
  )
}

function allOf<T extends EventType>(events: readonly Event[], type: T): EventData<T>[] {
  return events
    .filter(
      (event): event is Event & { readonly type: T; readonly data: EventData<T> } => event.type === type,
    )
    .map(({ data }) => data)
}

function dataOf<T extends EventType>(events: readonly Event[], type: T): EventData<T> | undefined {
  return allOf(events, type)[0]
}

function exitOf({
  exit,
  stdout,
  stderr,
}: NonNullable<Sealed['facts']['engine']>): EventData<'engine.exited'> {
  return {
    code: exit.exitCode,
    signal: exit.signal,
    timedOut: exit.timedOut,
    silent: exit.silent,
    limit: exit.limit,
    interrupted: exit.interrupted,
    durationMs: exit.durationMs,
    stdoutDigest: stdout.sha256,
    stderrDigest: stderr.sha256,
    leftProcesses: exit.leftProcesses.length,
  }
}

type Suite = readonly [suiteId: string, run: TestRunFacts, log: string]

/** Every run of tests that events tell of, in their order. */
function suitesOf({ tests }: Sealed['facts']): readonly Suite[] {
  if (tests === null) return []
  const result: Suite = ['result', tests, FILES.testLog]
  return tests.hidden === undefined ? [result] : [result, ['hidden', tests.hidden, FILES.hiddenLog]]
}

function testsOf(
  suiteId: string,
  { exit, report, reportFile }: TestRunFacts,
  logDigest: string,
): EventData<'test.finished'> {
  return {
    suiteId,
    exitCode: exit.exitCode,
    signal: exit.signal,
    timedOut: exit.timedOut,
    counts: report.counts,
    reportDigest: reportFile.sha256,
    logDigest,
    problems: report.problems,
  }
}
