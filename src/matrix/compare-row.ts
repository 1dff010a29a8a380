import type { BlockerCode } from '../contract/blockers.ts'
import { BLOCKERS } from '../contract/blockers.ts'
import { combineExitCodes, type ExitCode } from '../contract/exit-codes.ts'
import type { Expectation, ExpectedEvent, Json } from './row.ts'

/** What happened, read from the bundle, its verification and the exit code. */
export interface Observation {
  readonly blockers: readonly BlockerCode[]
  readonly status: string
  readonly completeness: string
  readonly exit: number
  /** Names of the seven artifacts that exist; empty when nothing was sealed. */
  readonly artifacts: readonly string[]
  readonly events: readonly { readonly type: string; readonly data: unknown }[]
  /** Whether an outsider finds the bundle authentic; null when there is none. */
  readonly authentic: boolean | null
  readonly runId: string | null
}

/** Every difference between what a row says and what happened, in words; empty when they agree. */
export function compareRow(expected: Expectation, actual: Observation): string[] {
  const differences: string[] = []
  const same = (what: string, is: unknown, should: unknown): void => {
    if (is !== should) differences.push(`${what} is ${String(is)} and should be ${String(should)}`)
  }
  const { blocker } = expected
  if (blocker === null) same('the number of blockers', actual.blockers.length, 0)
  else if (!actual.blockers.includes(blocker)) {
    differences.push(`blocker ${blocker} is missing from [${actual.blockers.join(', ')}]`)
  } else if (!decidesExit(blocker, actual.blockers, expected.exit)) {
    differences.push(
      `another blocker of [${actual.blockers.join(', ')}] decides the exit instead of ${blocker}`,
    )
  }
  same('the status', actual.status, expected.status)
  same('the completeness', actual.completeness, expected.completeness)
  same('the exit code', actual.exit, expected.exit)
  same('the number of artifacts', actual.artifacts.length, expected.artifacts)
  same('authentic', actual.authentic, expected.artifacts === 0 ? null : true)
  if (!actual.events.some((event) => isExpected(event, expected.event))) {
    const wanted = JSON.stringify(expected.event.data ?? {})
    differences.push(`there is no event ${expected.event.type} with ${wanted}`)
  }
  return differences
}

/** Interruptions take the exit of their signal, which the row names. */
function decidesExit(blocker: BlockerCode, all: readonly BlockerCode[], exit: ExitCode): boolean {
  if (blocker === 'interrupted') return true
  return (
    combineExitCodes(all.map((code): ExitCode => BLOCKERS[code].exit)) === exit &&
    BLOCKERS[blocker].exit === exit
  )
}

function isExpected(event: Observation['events'][number], expected: ExpectedEvent): boolean {
  return event.type === expected.type && holds(event.data, expected.data ?? {})
}

/** `>0` stands for any number above zero; an array holds another when each of its items is held by some item. */
function holds(actual: unknown, expected: Json): boolean {
  if (expected === '>0') return typeof actual === 'number' && actual > 0
  if (Array.isArray(expected)) {
    return Array.isArray(actual) && expected.every((item: Json) => actual.some((one) => holds(one, item)))
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null) return false
    return Object.entries(expected).every(([key, value]) => holds(Reflect.get(actual, key), value))
  }
  return actual === expected
}
