import type { BlockerCode } from '../contract/blockers.ts'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import type { RefusalReason } from '../contract/facts.ts'
import { isWithinClass } from '../contract/mutation-class.ts'
import type { ClassPolicy, DecisionPolicy } from '../contract/policy.ts'
import { classOpenAt } from '../contract/stages.ts'
import type { RiskClass } from '../contract/task.ts'
import { withoutAdapter } from './check-admission.ts'
import { isLicenceAllowed, isUnlicensed } from './licence.ts'

/** What every rule may look at. */
export interface RuleContext {
  readonly facts: DecisionFacts
  readonly policy: DecisionPolicy
  readonly riskClass: RiskClass
  readonly classPolicy: ClassPolicy
}

/** One condition that must hold. No reason back means that it does; an exception means that it does not. */
export interface TaskRule {
  readonly id: string
  /** What must hold, as a sentence. */
  readonly requires: string
  check(context: RuleContext): readonly RefusalReason[]
}
export interface EngineRule {
  readonly id: string
  readonly requires: string
  check(context: RuleContext, candidate: CandidateFacts): readonly RefusalReason[]
}

const HOLDS: readonly RefusalReason[] = []
const DAY = 24 * 60 * 60 * 1_000

/** What speaks against every engine alike. */
export const TASK_RULES: readonly TaskRule[] = [
  {
    id: 'test-named',
    requires: 'the task names a test command',
    check: ({ facts: { task } }) =>
      task.hasTest
        ? HOLDS
        : no(
            'test_command_missing',
            `task ${task.id} names no test command, so its result could not be judged`,
            `add test: {command, report} to tasks/${task.id}/task.yaml`,
          ),
  },
  {
    id: 'source-clean',
    requires: 'the repository has no uncommitted changes',
    check: ({ facts: { source, repository } }) =>
      source.clean
        ? HOLDS
        : no(
            'dirty_start',
            `repository ${repository.id} has uncommitted changes: ${source.dirtyPaths.slice(0, 3).join(', ')}`,
            'commit or remove them, then run again',
          ),
  },
  {
    id: 'sandbox-available',
    requires: 'the sandbox that was asked for works here',
    check: ({ facts: { sandbox } }) =>
      sandbox.available
        ? HOLDS
        : no(
            'sandbox_unavailable',
            `sandbox ${sandbox.backend} is not available: ${sandbox.problems.join('; ')}`,
            'run proctor doctor; --sandbox none runs without isolation and counts for less',
          ),
  },
  {
    id: 'isolated',
    requires: 'only artificial repositories are worked on without isolation',
    check: ({ facts: { sandbox, repository } }) =>
      sandbox.backend !== 'none' || isWithinClass(repository.class, 'artificial')
        ? HOLDS
        : no('not_eligible', `repository ${repository.id} is ${repository.class}: not without a sandbox`),
  },
  {
    id: 'governed-by-commit',
    requires: 'beyond artificial repositories, the governing files are those of a commit',
    check({ facts: { protection, repository } }) {
      if (isWithinClass(repository.class, 'artificial')) return HOLDS
      if (protection.commit === null)
        return no(
          'not_eligible',
          `repository ${repository.id} is ${repository.class}: the workspace has no commit`,
        )
      return protection.changed.map((path) =>
        reason('not_eligible', `${path} is not what the workspace's commit holds`, 'commit or restore it'),
      )
    },
  },
  {
    id: 'class-of-repository',
    requires: 'the risk class may be worked on in a repository of this class',
    check: ({ facts: { repository }, classPolicy, riskClass }) =>
      isWithinClass(repository.class, classPolicy.upTo)
        ? HOLDS
        : no(
            'not_eligible',
            `policy allows ${riskClass} risk up to ${classPolicy.upTo}, ${repository.id} is ${repository.class}`,
          ),
  },
  {
    id: 'engines-distinct',
    requires: 'every engine is a candidate once',
    check: ({ facts: { candidates } }) =>
      new Set(candidates.map(({ engine }) => engine)).size === candidates.length
        ? HOLDS
        : no('not_eligible', 'an engine is named as a candidate more than once'),
  },
  {
    id: 'decided-in-time',
    requires: 'the decision is made before it expires',
    check: ({ facts: { now, expiresAt } }) =>
      now < expiresAt ? HOLDS : no('not_eligible', 'the decision would have expired when it is made'),
  },
]

/** What speaks against one engine. */
export const ENGINE_RULES: readonly EngineRule[] = [
  {
    id: 'adapter-known',
    requires: 'proctor has an adapter for the engine',
    check: (_, { engine, adapter, adapterKnown }) =>
      adapterKnown ? HOLDS : [withoutAdapter(engine, adapter)],
  },
  {
    id: 'admitted',
    requires: 'the source of the engine is on record and unchanged',
    check(_, { engine, admission }) {
      if (admission.reasons.length > 0) return admission.reasons
      return admission.admitted ? HOLDS : no('source_not_admitted', `engine ${engine} is not admitted`)
    },
  },
  {
    id: 'record-for-gated',
    requires: 'a gated engine rests on a signed record',
    check: (_, { engine, gated, admission }) =>
      !gated || admission.basis === 'record'
        ? HOLDS
        : no(
            'source_not_admitted',
            `engine ${engine} is gated, and sources/ holds no signed record of it`,
            `proctor source admit ${engine}`,
          ),
  },
  {
    id: 'record-signed',
    requires: 'the record is signed by an admitter and is the one of the commit',
    check(_, { engine, admission: { basis, source } }) {
      if (basis !== 'record') return HOLDS
      if (source === undefined) return no('source_not_admitted', `engine ${engine}: its record was not found`)
      return [
        ...(source.signature.ok
          ? HOLDS
          : no('source_not_admitted', `sources/${engine}.yaml: ${source.signature.message}`)),
        ...(source.uncommitted === null ? HOLDS : no('source_not_admitted', source.uncommitted)),
      ]
    },
  },
  {
    id: 'record-in-time',
    requires: 'now lies between the admission and its expiry, and the source was looked at not too long ago',
    check({ facts: { now }, policy }, { engine, admission: { source } }) {
      if (source === undefined) return HOLDS
      const renew = `proctor source update ${engine}`
      if (source.admittedAt > now)
        return no('source_not_admitted', `engine ${engine} is admitted from ${source.admittedAt} on`)
      if (source.expiresAt <= now)
        return no('admission_expired', `the admission of ${engine} expired at ${source.expiresAt}`, renew)
      const { maxAgeDays } = policy.admission
      return Date.parse(now) - Date.parse(source.retrievedAt) < maxAgeDays * DAY
        ? HOLDS
        : no(
            'admission_expired',
            `the source of ${engine} was retrieved more than ${maxAgeDays} days ago`,
            renew,
          )
    },
  },
  {
    id: 'licence-allowed',
    requires: 'policy allows the licence, or a signed enablement accepts that there is none',
    check({ policy: { admission: policy } }, { engine, admission: { source }, enablement }) {
      if (source === undefined) return HOLDS
      const { licence } = source
      if (!isUnlicensed(licence)) {
        return isLicenceAllowed(licence, policy.licences)
          ? HOLDS
          : no('licence_denied', `engine ${engine}: policy does not allow the licence ${licence}`)
      }
      if (policy.unlicensed === 'deny')
        return no('licence_denied', `engine ${engine}: its licence is ${licence}, which policy denies`)
      return enablement?.document?.acceptsLicence === licence && enablement.signature.ok
        ? HOLDS
        : no(
            'licence_denied',
            `engine ${engine}: its licence is ${licence}, and no enablement accepts that`,
            `proctor engine enable ${engine} --accept-licence ${licence}`,
          )
    },
  },
  {
    id: 'admitted-for-class',
    requires: 'the engine is admitted for repositories of this class',
    check: ({ facts: { repository } }, { engine, admission: { admitted, allowedMode } }) =>
      !admitted || isWithinClass(repository.class, allowedMode)
        ? HOLDS
        : no(
            'not_eligible',
            `engine ${engine} is admitted for ${allowedMode} repositories, ${repository.id} is ${repository.class}`,
          ),
  },
  {
    id: 'enabled',
    requires: 'a gated engine has an enablement in force, for this source, repository and class',
    check: enablementReasons,
  },
  {
    id: 'duties-separated',
    requires: 'who enables did not admit, did not ask for it, and is no engine',
    check: dutyReasons,
  },
  {
    id: 'standing',
    requires: 'the standing of the engine reaches this class of repository, and still counts',
    check: standingReasons,
  },
  {
    id: 'engine-of-class',
    requires: 'policy lets the engine do work of this risk class',
    check: ({ classPolicy: { engines }, riskClass }, { engine }) =>
      engines === undefined || engines.includes(engine)
        ? HOLDS
        : no('not_eligible', `policy does not name engine ${engine} for ${riskClass} risk`),
  },
]

function enablementReasons(
  { facts: { now, repository } }: RuleContext,
  { engine, gated, admission, enablement }: CandidateFacts,
): readonly RefusalReason[] {
  if (!gated) return HOLDS
  const deny = (message: string): RefusalReason =>
    reason('engine_not_enabled', message, `proctor engine enable ${engine}`)
  if (enablement === null) return [deny(`engine ${engine} is gated and no enablement is in force`)]
  const file = `enablements/${engine}.yaml`
  const { signature, uncommitted, document } = enablement
  const found: RefusalReason[] = []
  if (uncommitted !== null) found.push(deny(uncommitted))
  if (!signature.ok) found.push(deny(`${file}: ${signature.message}`))
  if (document === null) return found.length > 0 ? found : [deny(`${file} could not be read`)]
  if (document.engine !== engine) found.push(deny(`${file} enables ${document.engine}`))
  if (document.sourceId !== admission.source?.sourceId)
    found.push(deny(`${file} is about another source than the one on record`))
  if (now < document.notBefore) found.push(deny(`${file} is in force from ${document.notBefore} on`))
  if (now >= document.expiresAt) found.push(deny(`${file} expired at ${document.expiresAt}`))
  if (!document.repositories.includes(repository.id))
    found.push(deny(`${file} does not name repository ${repository.id}`))
  if (!isWithinClass(repository.class, document.upTo))
    found.push(deny(`${file} goes up to ${document.upTo}, ${repository.id} is ${repository.class}`))
  return found
}

function dutyReasons({ facts }: RuleContext, candidate: CandidateFacts): readonly RefusalReason[] {
  const { engine, admission, enablement } = candidate
  const approver = enablement?.signature
  const admitter = admission.source?.signature
  const found: RefusalReason[] = []
  const engines = new Set(facts.candidates.map((other) => other.engine))
  for (const signer of [admitter, approver]) {
    if (signer?.ok === true && engines.has(signer.principal))
      found.push(reason('not_eligible', `${signer.principal} is an engine and signs nothing`))
  }
  if (!candidate.gated || approver?.ok !== true) return found
  if (
    admitter?.ok === true &&
    (admitter.principal === approver.principal || admitter.fingerprint === approver.fingerprint)
  )
    found.push(reason('engine_not_enabled', `${approver.principal} both admitted and enabled ${engine}`))
  if (enablement?.document?.requestedBy === approver.principal)
    found.push(reason('engine_not_enabled', `${approver.principal} both asked for ${engine} and enabled it`))
  if (approver.principal === facts.requester && !isWithinClass(facts.repository.class, 'artificial'))
    found.push(reason('engine_not_enabled', `${approver.principal} enabled ${engine} and asks for this run`))
  return found
}

function standingReasons(
  { facts: { now, repository }, policy }: RuleContext,
  { engine, admission, standing }: CandidateFacts,
): readonly RefusalReason[] {
  if (isWithinClass(repository.class, 'artificial')) return HOLDS
  const deny = (message: string): RefusalReason => reason('not_eligible', message)
  if (standing === null)
    return [deny(`engine ${engine} has no standing, ${repository.id} is ${repository.class}`)]
  const found = standing.stale.map((why) => deny(`the standing of ${engine} is stale: ${why}`))
  if (standing.sourceId !== (admission.source?.sourceId ?? null))
    found.push(deny(`the standing of ${engine} is stale: it was earned with another source`))
  const { maxAgeDays } = policy.evidence
  if (Date.parse(now) - Date.parse(standing.evidenceAt) >= maxAgeDays * DAY)
    found.push(deny(`the standing of ${engine} is stale: its evidence is older than ${maxAgeDays} days`))
  if (standing.evidenceAt > now) found.push(deny(`the standing of ${engine} rests on evidence of the future`))
  const reach = classOpenAt(standing.stage)
  if (!isWithinClass(repository.class, reach))
    found.push(
      deny(
        [
          `engine ${engine} stands at ${standing.stage}, ${repository.id} is ${repository.class}`,
          ...(standing.lost ?? []),
        ].join('; '),
      ),
    )
  return found
}

function no(code: BlockerCode, message: string, hint?: string): RefusalReason[] {
  return [reason(code, message, hint)]
}

function reason(code: BlockerCode, message: string, hint?: string): RefusalReason {
  return hint === undefined ? { code, message } : { code, message, hint }
}
