import type { DecisionRecord } from '../contract/decision.ts'
import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { RefusalReason } from '../contract/facts.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { decideEligibility, type RuleAnswer } from '../policy/decide-eligibility.ts'
import type { Admission } from './admit.ts'
import { type MadeBy, made } from './brand.ts'
import type { Candidate } from './candidate.ts'
import type { Past } from './look-back.ts'
import type { OpenedRun } from './opened-run.ts'

export type Decision = MadeBy<
  'decide',
  {
    readonly record: DecisionRecord
    /** What it rests on, as published: `record.factsDigest` is the digest of their canonical JSON. */
    readonly facts: DecisionFacts
    readonly rules: readonly RuleAnswer[]
    /** The engine that runs, or the first that was asked for when none may. */
    readonly candidate: Candidate
    /** Empty when the engine may run. */
    readonly refusals: readonly RefusalReason[]
  }
>

/** Which engine may do this, and how far may it go? A pure question; the answer is signed with the challenge's nonce. */
export function decide(run: OpenedRun, admission: Admission, past: Past): Decision {
  const { record, facts, rules } = decideEligibility(
    toFacts(run, admission, past),
    run.workspace.config.policy,
  )
  const candidate =
    admission.candidates.find(({ config: engine }) => engine.id === record.selected) ??
    admission.candidates[0]
  if (candidate === undefined) throw new ProctorError('bug', 'a run without a candidate engine')
  run.progress('decide', record.selected === null ? 'refused' : `${record.selected}, ${record.mutationMode}`)
  const refusals = record.selected === null ? distinct(record) : []
  return made('decide')({ record, facts, rules, candidate, refusals })
}

function toFacts(run: OpenedRun, admission: Admission, past: Past): DecisionFacts {
  const { protection, config } = run.workspace
  const { id, riskClass, test, scope } = run.task
  return {
    schemaVersion: SCHEMA_IDS.decisionFacts,
    now: run.startedAt.toISOString(),
    expiresAt: new Date(run.startedAt.getTime() + config.policy.challengeMinutes * 60_000).toISOString(),
    requester: run.requester,
    task: {
      id,
      riskClass,
      hasTest: test !== undefined,
      paths: scope.allow,
      maxFiles: scope.maxFiles,
      maxLines: scope.maxLines,
    },
    repository: { id: run.repositoryConfig.id, class: run.repositoryConfig.class },
    source: { clean: run.sourceBefore.clean, dirtyPaths: [...run.sourceBefore.dirtyPaths] },
    sandbox: {
      backend: run.sandbox.backend,
      available: run.sandboxState.available,
      problems: [...run.sandboxState.problems],
    },
    protection: protection.protected
      ? { commit: protection.commit, changed: [...protection.changed] }
      : { commit: null, changed: [] },
    candidates: admission.candidates.map((candidate, rank) => ({
      engine: candidate.config.id,
      rank,
      adapter: candidate.config.adapter,
      adapterKnown: candidate.adapter !== null,
      gated: candidate.config.gated,
      admission: candidate.record,
      enablement: candidate.enablement,
      standing: past.standings.get(candidate.config.id) ?? null,
    })),
    recommendations: [...past.recommendations],
    policyDigest: run.inputs.policyDigest,
    ...(run.control === null ? {} : { control: run.control }),
    controls: run.controls,
  }
}

/** What was decided when the run began. */
export function resumeDecided(
  candidate: Candidate,
  record: DecisionRecord,
  facts: DecisionFacts,
  refusals: readonly RefusalReason[],
): Decision {
  return made('decide')({ record, facts, rules: [], candidate, refusals })
}

function distinct(record: DecisionRecord): RefusalReason[] {
  const reasons = new Map<string, RefusalReason>()
  for (const { reasons: against } of record.denied) {
    for (const reason of against) reasons.set(`${reason.code} ${reason.message}`, reason)
  }
  return [...reasons.values()]
}
