// Promises: what a test runner's report says, counted by fixed rules, with everything that makes it unreliable.
// Must not: do I/O, throw, resolve entities, or trust a count that the report gives of itself. Called by: run/, verify/.
import type { TestCounts, TestReport } from '../contract/facts.ts'
import type { ReportFormat } from '../contract/task.ts'
import { readJunitCases } from './junit.ts'
import { readTapCases } from './tap.ts'
import {
  type CaseList,
  clip,
  DEFAULT_REPORT_LIMITS,
  type ReportLimits,
  type TestCase,
  type TestOutcome,
} from './test-case.ts'
import { toTestIds } from './test-id.ts'

const MAX_FAILURES = 50
const MAX_PROBLEMS = 20

export interface TestId {
  /** The same test has the same id in two reports of the same runner. */
  readonly id: string
  readonly outcome: TestOutcome
  /** Stands for tests of which some have no entry, since a file or a suite broke. */
  readonly broke: boolean
}

export interface TestReading {
  readonly report: TestReport
  /** Why tests of the tree may have no entry, each a sentence (first 20); empty when all have one. */
  readonly unlisted: readonly string[]
  /** In the order of the report, without entries that stand for files. */
  readonly ids: readonly TestId[]
}

/**
 * Reads a runner's report. `report.problems` is empty only when its counts can be relied on.
 * @param bytes the report as the runner wrote it: hostile input
 */
export function readTestReport(
  format: ReportFormat,
  bytes: Uint8Array,
  limits: ReportLimits = DEFAULT_REPORT_LIMITS,
): TestReading {
  const { cases, problems } = readCases(format, bytes, limits)
  const tests = cases.filter((test) => !test.phantom)
  const ids = toTestIds(tests)
  const listed = ids.map((id, index) => ({
    id,
    outcome: tests[index]?.outcome ?? 'errored',
    broke: tests[index]?.broke ?? true,
  }))
  const failures = ids
    .map((id, index) => ({ id, message: tests[index]?.message ?? '', outcome: tests[index]?.outcome }))
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'errored')
    .slice(0, MAX_FAILURES)
    .map(({ id, message }) => ({ id, message }))
  const shown = problems.slice(0, MAX_PROBLEMS).map((problem) => clip(problem, 500))
  if (problems.length > MAX_PROBLEMS) shown.push(`${problems.length - MAX_PROBLEMS} more problems`)
  const broken = listed
    .filter(({ broke }) => broke)
    .map(({ id }) => `"${clip(id, 300)}" broke before all of its tests had run`)
  const unlisted = [...shown, ...broken].slice(0, MAX_PROBLEMS)
  return { report: { format, counts: countTests(cases), failures, problems: shown }, ids: listed, unlisted }
}

function readCases(format: ReportFormat, bytes: Uint8Array, limits: ReportLimits): CaseList {
  if (bytes.byteLength === 0) return { cases: [], problems: ['the report is empty'] }
  if (bytes.byteLength > limits.bytes) {
    const problem = `the report is ${bytes.byteLength} bytes long, more than the ${limits.bytes} that are read`
    return { cases: [], problems: [problem] }
  }
  const text = new TextDecoder('utf-8').decode(bytes)
  const found = format === 'junit' ? readJunitCases(text, limits) : readTapCases(text, format, limits)
  if (isUtf8(bytes)) return found
  return { cases: found.cases, problems: ['the report is not valid UTF-8', ...found.problems] }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}

/** Counts tests; entries that stand for files are counted as `phantom` and nowhere else. */
function countTests(cases: readonly TestCase[]): TestCounts {
  const counts: TestCounts = {
    total: 0,
    executed: 0,
    passed: 0,
    failed: 0,
    errored: 0,
    skipped: 0,
    todo: 0,
    phantom: 0,
  }
  for (const test of cases) counts[test.phantom ? 'phantom' : test.outcome] += 1
  counts.executed = counts.passed + counts.failed + counts.errored
  counts.total = counts.executed + counts.skipped + counts.todo
  return counts
}
