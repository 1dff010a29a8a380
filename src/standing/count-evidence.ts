import { isScopeViolation } from '../compare/summarise-engine.ts'
import type { EvidenceContext, RunEvidence } from '../contract/ladder.ts'
import type { AbandonedRun, EngineNow, StandingInput } from './standing-input.ts'

/** The runs of one engine that say something about it now, and why the others do not. */
export interface CountedEvidence {
  readonly runs: readonly RunEvidence[]
  readonly abandoned: readonly AbandonedRun[]
  /** Runs that left their scope, of this source, whatever else was changed since: that can't be shed with a task or a policy. */
  readonly violations: readonly RunEvidence[]
  readonly notCounted: Readonly<Record<string, number>>
}

const DAY = 86_400_000

/** Evidence counts while it is fresh and nothing that it rests on has changed since. */
export function countEvidence(input: StandingInput, engine: EngineNow): CountedEvidence {
  const notCounted: Record<string, number> = {}
  const runs: RunEvidence[] = []
  const older = input.older.get(engine.id) ?? 0
  if (older > 0) notCounted[tooOld(input)] = older
  for (const run of input.runs) {
    if (run.engine !== engine.id) continue
    const reasons = whyNotCounted(input, engine, run)
    if (reasons.length === 0) runs.push(run)
    for (const reason of reasons) notCounted[reason] = (notCounted[reason] ?? 0) + 1
  }
  const abandoned = input.abandoned.filter((one) => one.engine === engine.id && isFresh(input, one.at))
  const violations = input.runs.filter(
    (run) =>
      run.engine === engine.id &&
      run.context.source === engine.context.source &&
      isFresh(input, run.at) &&
      run.blockers.some(isScopeViolation) &&
      !isPlayed(input, run),
  )
  return { runs, abandoned, violations, notCounted }
}

/** The fake engine did what a scenario of another task told it, such as the deceit of a task's controls: not its own doing. */
function isPlayed(input: StandingInput, { caps, task }: RunEvidence): boolean {
  return caps.includes('engine-is-fake') && input.tasks.get(task.id) !== task.digest
}

function tooOld({ config }: StandingInput): string {
  return `older than ${config.maxAgeDays} days`
}

export function isFresh(input: StandingInput, at: string): boolean {
  const age = input.now.getTime() - Date.parse(at)
  return age >= 0 && age <= input.config.maxAgeDays * DAY
}

/** What of its context differs from now, in words. */
export function changesSince(then: EvidenceContext, now: EvidenceContext): string[] {
  const changes: string[] = []
  if (then.policyDigest !== now.policyDigest) changes.push('made under another policy')
  if (then.source !== now.source) changes.push('made with another source of the engine')
  if (then.model !== now.model) changes.push('made with another model')
  if (then.harness !== now.harness) changes.push('made by another version of the harness')
  return changes
}

function whyNotCounted(input: StandingInput, engine: EngineNow, run: RunEvidence): string[] {
  const policyDigest = engine.policyIn.get(run.repository)
  const reasons =
    policyDigest === undefined
      ? ['of a repository that is no longer there']
      : changesSince(run.context, { ...engine.context, policyDigest })
  if (!isFresh(input, run.at)) reasons.push(tooOld(input))
  const task = input.tasks.get(run.task.id)
  if (task === undefined) reasons.push('of a task that is no longer there')
  else if (task !== run.task.digest) reasons.push('of a task that was changed since')
  if (run.caps.includes('test-workspace') && !input.test) reasons.push('from when the workspace was a test')
  if (run.caps.includes('sandbox-none') && run.repositoryClass !== 'artificial')
    reasons.push('without a sandbox, which counts for artificial repositories alone')
  const isStandIn = run.caps.includes('model-not-live') || run.caps.includes('engine-is-fake')
  if (isStandIn && !input.test && run.repositoryClass !== 'artificial')
    reasons.push('without a live model, which counts for artificial repositories alone')
  return reasons
}
