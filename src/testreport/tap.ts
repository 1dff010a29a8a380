import { Parser, type Result } from 'tap-parser'
import { toTapLines } from './tap-lines.ts'
import { type CaseList, clip, isScriptName, type ReportLimits, type TestCase } from './test-case.ts'

/** `node`: the TAP of `node --test`, whose test points repeat ids and whose comments are program output. */
export type TapDialect = 'tap' | 'node'

interface Level {
  readonly parser: Parser
  readonly path: readonly string[]
  /** The last comment, which flat TAP uses as a heading. */
  heading: string | null
  /** Index of the first test below the point that is about to close them; null when the next point is a leaf. */
  subtestsFrom: number | null
}

interface Collector {
  readonly dialect: TapDialect
  readonly limits: ReportLimits
  readonly cases: TestCase[]
  readonly problems: Set<string>
  stopped: boolean
}

/** What tape says of a test that did not come to its end; its assertions have no entries. */
const CUT_OFF = /^test exited without ending(?:: |$)|^plan != count$| timed out after \d+ms$/

const TAP_LIKE = /^[ \t]*(?:(?:not )?ok\b|\d+\.\.\d+|bail out!)/im

/** Reads TAP 12 to 14, subtests included. Never throws, whatever the text holds. */
export function readTapCases(text: string, dialect: TapDialect, limits: ReportLimits): CaseList {
  const { lines, problems } = toTapLines(text)
  const collector: Collector = { dialect, limits, cases: [], problems: new Set(problems), stopped: false }
  const parser = new Parser()
  watch({ parser, path: [], heading: null, subtestsFrom: null }, collector)
  for (const line of lines) {
    if (collector.stopped) break
    parser.write(`${line}\n`)
  }
  if (!collector.stopped) parser.end()
  return { cases: collector.cases, problems: [...collector.problems] }
}

function watch(level: Level, collector: Collector): void {
  const { parser } = level
  const stop = (problem: string): void => {
    collector.problems.add(problem)
    collector.stopped = true
  }
  parser.on('comment', (line: string) => {
    const comment = line.trim().replace(/^#\s*/, '')
    if (!comment.startsWith('Subtest')) level.heading = comment
  })
  parser.on('child', (child: Parser) => {
    level.subtestsFrom = collector.cases.length
    if (child.level > collector.limits.depth) stop(`tests are nested deeper than ${collector.limits.depth}`)
    const path = [...level.path, clip(child.name, 500)]
    watch({ parser: child, path, heading: null, subtestsFrom: null }, collector)
  })
  parser.on('assert', (point: Result) => {
    if (collector.stopped) return
    if (collector.cases.length >= collector.limits.tests) {
      stop(`the report holds more than ${collector.limits.tests} tests`)
      return
    }
    collectPoint(point, level, collector)
  })
  parser.on('bailout', (reason: string) => {
    collector.problems.add(`the runner bailed out: ${clip(String(reason ?? ''), 200)}`)
  })
  parser.on('extra', (extra: string) => {
    if (TAP_LIKE.test(extra)) collector.problems.add(`TAP stands where none may: ${clip(extra.trim(), 100)}`)
  })
  parser.on('complete', () => {
    if (!collector.stopped) checkPlan(level, collector)
  })
}

function collectPoint(point: Result, level: Level, collector: Collector): void {
  const from = point.closingTestPoint ? level.subtestsFrom : null
  level.subtestsFrom = null
  const outcome = outcomeOf(point)
  const found = toCase(point, level, collector)
  if (from !== null) {
    closeSubtests(found, from, collector)
    return
  }
  // A file that could not be run is no test, but its failure must not be dropped with it.
  if (found.phantom && outcome === 'failed') {
    collector.cases.push({ ...found, outcome: 'errored', phantom: false, broke: true })
  } else collector.cases.push(found)
}

/** A parent is no test and counts only for a failure of its own: a broken hook, an error after its last subtest. */
function closeSubtests(parent: TestCase, from: number, { cases }: Collector): void {
  const explained = cases.slice(from).some(({ outcome }) => outcome === 'failed' || outcome === 'errored')
  if (parent.outcome === 'failed' && !explained)
    cases.push({ ...parent, outcome: 'errored', phantom: false, broke: true })
}

function outcomeOf(point: Result): 'passed' | 'failed' | 'skipped' | 'todo' {
  if (point.skip !== false) return 'skipped'
  if (point.todo !== false) return 'todo'
  return point.ok ? 'passed' : 'failed'
}

function toCase(point: Result, level: Level, collector: Collector): TestCase {
  const { type, error, failureType, operator } = diagnosticsOf(point)
  const madeByNode = collector.dialect === 'node' || type === 'test'
  const heading = collector.dialect === 'tap' && level.heading !== null ? [clip(level.heading, 500)] : []
  return {
    path: [...level.path, ...heading],
    name: clip(point.name, 1_000),
    outcome: outcomeOf(point),
    message: point.ok ? '' : clip(error ?? operator ?? failureType ?? 'not ok', 2_000),
    phantom: madeByNode && level.path.length === 0 && isScriptName(point.name),
    broke: !point.ok && (type === 'suite' || CUT_OFF.test(point.name)),
  }
}

function diagnosticsOf(point: Result): Partial<Record<string, string>> {
  const found: Partial<Record<string, string>> = {}
  const diagnostics: unknown = point.diag
  if (typeof diagnostics !== 'object' || diagnostics === null) return found
  for (const [key, value] of Object.entries(diagnostics)) {
    if (typeof value === 'string') found[key] = value
  }
  return found
}

function checkPlan({ parser, path }: Level, { dialect, problems }: Collector): void {
  if (parser.bailedOut !== false) return
  const where = path.length === 0 ? '' : ` of ${clip(path.join(' > '), 200)}`
  if (parser.planStart === -1 || parser.syntheticPlan) {
    problems.add(`the plan${where} is missing: the report is empty or cut off`)
    return
  }
  const planned = Math.max(0, parser.planEnd - parser.planStart + 1)
  if (parser.count !== planned)
    problems.add(`the plan${where} says ${planned} tests, ${parser.count} are there`)
  for (const failure of parser.failures) {
    const problem = failure.tapError
    // node numbers the points of one level per file, so that its ids repeat and mean nothing.
    const aboutIds = problem !== null && /\bid\b/.test(problem)
    if (problem === null || problem === 'incorrect number of tests' || (dialect === 'node' && aboutIds))
      continue
    problems.add(clip(`${problem}${where}`, 300))
  }
}
