import { isWithinClass } from '../../contract/mutation-class.ts'
import { withoutAdapter } from '../check-admission.ts'
import { isLicenceAllowed, isUnlicensed } from '../licence.ts'
import { DAY, type EngineRule, HOLDS, no } from './rule.ts'

/** Where the engine comes from, and what it was admitted for. */
export const ADMISSION_RULES: readonly EngineRule[] = [
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
]
