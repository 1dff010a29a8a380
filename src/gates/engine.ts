import type { EngineFacts, Facts, ProviderFacts, SetupFacts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { wasEnded } from './process-end.ts'

/** Did the engine run to its own end, with what it needs? */
export function evaluateEngine(facts: Facts): GateResult {
  const reasons = [...setupReasons(facts.setup), ...providerReasons(facts.provider)]
  const { engine } = facts
  if (engine === null) {
    return reasons.length > 0
      ? toVerdict(facts, 'engine', reasons)
      : toNotRun(facts, 'engine', whyNothingRan(facts, 'no engine was started'))
  }
  reasons.push(...exitReasons(engine, facts), ...terminalReasons(engine))
  const notes = engineNotes(engine, facts.provider)
  if (reasons.length === 0 && engine.exit.interrupted) {
    return toNotRun(facts, 'engine', 'the engine was interrupted before it had ended', notes)
  }
  return toVerdict(facts, 'engine', reasons, notes)
}

function setupReasons(setup: SetupFacts | null): GateReason[] {
  if (setup === null || setup.ok) return []
  const problem = setup.problem ?? 'the set-up command did not succeed'
  return [toReason('setup_failed', `set-up of the repository's dependencies: ${problem}`)]
}

function providerReasons(provider: ProviderFacts | null): GateReason[] {
  if (provider === null) return []
  const reasons: GateReason[] = []
  const failures = provider.failures.filter(({ count }) => count > 0)
  const { preflight } = provider
  if (preflight !== undefined && preflight.failure !== null) {
    const why = preflight.detail ?? preflight.failure
    const message = `provider ${provider.provider} was not there before the engine was started: ${why}`
    reasons.push(toReason('provider_unavailable', message))
  } else if (provider.unavailable) {
    const kinds = failures.map(({ kind, count }) => `${count} x ${kind}`).join(', ') || 'no failure recorded'
    const asked = `${provider.answered} of ${countOf(provider.requests, 'request')} answered`
    reasons.push(
      toReason('provider_unavailable', `provider ${provider.provider} at the gateway: ${asked} (${kinds})`),
    )
  }
  for (const { kind, count } of failures) {
    if (kind !== 'budget') continue
    const message = `the gateway held back ${countOf(count, 'request')} because the budget was used up`
    reasons.push(toReason('budget_exceeded', message))
  }
  return reasons
}

function exitReasons({ exit, id, stdout, stderr }: EngineFacts, facts: Facts): GateReason[] {
  const reasons: GateReason[] = []
  const after = `after ${exit.durationMs} ms`
  const limits = facts.sandbox?.limits
  if (exit.timedOut) {
    const limit = limits === undefined ? '' : ` (limit ${limits.wallMs} ms)`
    reasons.push(toReason('timeout', `engine ${id} was ended by the time limit ${after}${limit}`))
  }
  if (exit.silent) {
    const silence = limits?.silenceMs ?? null
    const limit = silence === null ? '' : ` (limit ${silence} ms without output)`
    reasons.push(toReason('engine_silent', `engine ${id} was ended for its silence ${after}${limit}`))
  }
  if (exit.limit !== null) {
    const output = `it had written ${stdout.bytes} bytes to stdout and ${stderr.bytes} to stderr`
    reasons.push(
      toReason('resource_limit', `engine ${id} was ended by the limit on ${exit.limit}; ${output}`),
    )
  }
  if (wasEnded(exit)) return reasons
  if (exit.signal !== null) {
    reasons.push(toReason('engine_crashed', `engine ${id} ended by ${exit.signal} ${after}`))
  } else if (exit.exitCode !== 0) {
    const code = exit.exitCode === null ? 'without exit code' : `with exit code ${exit.exitCode}`
    reasons.push(toReason('engine_crashed', `engine ${id} ended ${code} ${after}`))
  }
  return reasons
}

function terminalReasons({ id, terminal, terminalMessage, exit }: EngineFacts): GateReason[] {
  const said = terminalMessage === null ? '' : `: ${terminalMessage}`
  if (terminal === 'failed') return [toReason('engine_failed', `engine ${id} said that it had failed${said}`)]
  if (terminal === 'interrupted' && !wasEnded(exit)) {
    return [toReason('engine_failed', `engine ${id} said that it was interrupted, though nobody did${said}`)]
  }
  return []
}

function engineNotes({ unparsed }: EngineFacts, provider: ProviderFacts | null): string[] {
  const notes: string[] = []
  if (unparsed > 0)
    notes.push(`${countOf(unparsed, 'line')} of the engine's output were not understood and kept`)
  if (provider !== null && provider.denied > 0) {
    notes.push(`the gateway refused ${countOf(provider.denied, 'request')} to routes that are not allowed`)
  }
  return notes
}
