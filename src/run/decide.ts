import type { DecisionRecord } from '../contract/decision.ts'
import type { RefusalReason } from '../contract/facts.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import type { Admission, Candidate } from './admit.ts'
import { type MadeBy, made } from './brand.ts'
import type { OpenedRun } from './open-run.ts'

export type Decision = MadeBy<
  'decide',
  {
    readonly record: DecisionRecord
    /** The engine that runs, or the first that was asked for when none may. */
    readonly candidate: Candidate
    /** Empty when the engine may run. */
    readonly refusals: readonly RefusalReason[]
  }
>

/** Which engine may do this, and how far may it go? A pure question; the answer is signed with the challenge's nonce. */
export function decide(run: OpenedRun, admission: Admission): Decision {
  const { config } = run.workspace
  const record = decideEligibility({
    task: { id: run.task.id, riskClass: run.task.riskClass, hasTest: run.task.test !== undefined },
    repository: { id: run.repositoryConfig.id, class: run.repositoryConfig.class },
    source: { clean: run.sourceBefore.clean, dirtyPaths: run.sourceBefore.dirtyPaths },
    sandbox: {
      backend: run.sandbox.backend,
      available: run.sandboxState.available,
      problems: run.sandboxState.problems,
    },
    candidates: admission.candidates.map(({ config: engine, record: known }) => ({
      engine: engine.id,
      gated: engine.gated,
      admission: known,
    })),
    requiredGates: config.policy.requiredGates,
    policyDigest: run.inputs.policyDigest,
    expiresAt: new Date(run.startedAt.getTime() + config.policy.challengeMinutes * 60_000).toISOString(),
  })
  const candidate =
    admission.candidates.find(({ config: engine }) => engine.id === record.selected) ??
    admission.candidates[0]
  if (candidate === undefined) throw new ProctorError('bug', 'a run without a candidate engine')
  run.progress('decide', record.selected === null ? 'refused' : `${record.selected}, ${record.mutationMode}`)
  return made('decide')({ record, candidate, refusals: record.selected === null ? distinct(record) : [] })
}

/** What was decided when the run began. */
export function resumeDecided(
  candidate: Candidate,
  record: DecisionRecord,
  refusals: readonly RefusalReason[],
): Decision {
  return made('decide')({ record, candidate, refusals })
}

function distinct(record: DecisionRecord): RefusalReason[] {
  const reasons = new Map<string, RefusalReason>()
  for (const { reasons: against } of record.denied) {
    for (const reason of against) reasons.set(`${reason.code} ${reason.message}`, reason)
  }
  return [...reasons.values()]
}
