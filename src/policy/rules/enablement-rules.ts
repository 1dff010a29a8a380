import type { CandidateFacts } from '../../contract/decision-facts.ts'
import type { RefusalReason } from '../../contract/facts.ts'
import { isWithinClass } from '../../contract/mutation-class.ts'
import { type EngineRule, HOLDS, type RuleContext, reason } from './rule.ts'

/** Whether people let a gated engine run, and whether they are people, each with one duty. */
export const ENABLEMENT_RULES: readonly EngineRule[] = [
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

function dutyReasons({ facts, engines }: RuleContext, candidate: CandidateFacts): readonly RefusalReason[] {
  const { engine, admission, enablement } = candidate
  const approver = enablement?.signature
  const admitter = admission.source?.signature
  const found: RefusalReason[] = []
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
