import { BLOCKERS, type BlockerCode } from '../contract/blockers.ts'
import { COMPLETENESS, type Completeness, type Status } from '../contract/completeness.ts'
import { combineExitCodes, EXIT, type ExitCode } from '../contract/exit-codes.ts'
import type { Facts } from '../contract/facts.ts'
import { GATE_IDS, type GateId, type GateResult } from '../contract/gate.ts'
import { isRequired, nameOfInterruption, wasNotThere } from './gate-result.ts'

interface Blocker {
  readonly code: BlockerCode
  readonly message: string
}

/** What a run comes to, before people and verification have their say. */
export interface RunVerdict {
  readonly status: Status
  readonly completeness: Completeness
  readonly blockers: readonly Blocker[]
  readonly exitCode: ExitCode
}

const SIGNAL_EXIT = { SIGHUP: EXIT.sighup, SIGINT: EXIT.sigint, SIGTERM: EXIT.sigterm } as const

/**
 * Folds gate results into one verdict. It is a pass only when every required gate passed; a required gate
 * that is missing from `gates` counts as not run, unless the run was stopped before there was anything to ask: a
 * refusal, an interruption, a failed set-up or a provider that was not there says it all. The order of `gates` does not matter.
 */
export function judge(facts: Facts, gates: readonly GateResult[]): RunVerdict {
  const { interrupted } = facts
  const others = blockersBeforePeople(facts, gates)
  // People are asked last, about what nothing else speaks against; else there is nothing to say of them.
  const people =
    others.length === 0 || facts.approval !== undefined ? gateBlockers(facts, 'approval', gates) : []
  const blockers = uniqueBlockers([...others, ...people])
  const completeness = blockers
    .map(({ code }): Completeness => BLOCKERS[code].completeness)
    .reduce((worst, next) => (rank(next) > rank(worst) ? next : worst), 'complete')
  const exits = blockers.map(({ code }): ExitCode => {
    return code === 'interrupted' && interrupted?.signal != null
      ? SIGNAL_EXIT[interrupted.signal]
      : BLOCKERS[code].exit
  })
  const status = blockers.length === 0 && completeness === 'complete' ? 'pass' : 'fail'
  return { status, completeness, blockers, exitCode: combineExitCodes(exits) }
}

/** Whether nothing but people's part stands between these facts and a pass. */
export function passesBeforePeople(facts: Facts, gates: readonly GateResult[]): boolean {
  return blockersBeforePeople(facts, gates).length === 0
}

function blockersBeforePeople(facts: Facts, gates: readonly GateResult[]): Blocker[] {
  const { interrupted, refusals } = facts
  return [
    ...refusals.map(({ code, message }) => ({ code, message })),
    ...(interrupted === null ? [] : [interruption(interrupted.signal)]),
    ...GATE_IDS.filter((gate) => gate !== 'approval').flatMap((gate) => gateBlockers(facts, gate, gates)),
  ]
}

function interruption(signal: string | null): Blocker {
  return { code: 'interrupted', message: `the run was interrupted by ${nameOfInterruption(signal)}` }
}

function gateBlockers(facts: Facts, gate: GateId, gates: readonly GateResult[]): Blocker[] {
  const results = gates.filter((result) => result.gate === gate)
  const required = isRequired(facts, gate) || results.some((result) => result.required)
  if (!required) return []
  const stopped =
    facts.refusals.length > 0 ||
    facts.interrupted !== null ||
    facts.setup?.ok === false ||
    wasNotThere(facts.provider)
  const failed = results
    .filter(({ verdict }) => verdict === 'fail')
    .flatMap(({ reasons }): Blocker[] => reasons.map(({ code, message }) => ({ code, message })))
  const passed = results.length > 0 && results.every(({ verdict }) => verdict === 'pass')
  if (passed || failed.length > 0 || stopped) return failed
  const whys = results.flatMap(({ reasons }) => reasons.map(({ message }) => message))
  const why = whys.length > 0 ? whys.join('; ') : 'there is no result, or one without a reason'
  return [{ code: 'gate_not_run', message: `gate ${gate}: ${why}` }]
}

/** The first of each; the order of refusals, interruption and gates is kept. */
function uniqueBlockers(blockers: readonly Blocker[]): Blocker[] {
  return [...new Map(blockers.map((blocker) => [`${blocker.code} ${blocker.message}`, blocker])).values()]
}

function rank(completeness: Completeness): number {
  return COMPLETENESS.indexOf(completeness)
}
