import { ADMISSION_RULES } from './admission-rules.ts'
import { CONTROL_IS_PLAYED } from './controls.ts'
import { ENABLEMENT_RULES } from './enablement-rules.ts'
import { type EngineRule, HOLDS, no } from './rule.ts'
import { STANDING_RULE } from './standing-rule.ts'

/** What speaks against one engine. */
export const ENGINE_RULES: readonly EngineRule[] = [
  ...ADMISSION_RULES,
  ...ENABLEMENT_RULES,
  STANDING_RULE,
  {
    id: 'engine-of-class',
    requires: 'policy lets the engine do work of this risk class',
    check: ({ classPolicy: { engines }, riskClass }, { engine }) =>
      engines === undefined || engines.includes(engine)
        ? HOLDS
        : no('not_eligible', `policy does not name engine ${engine} for ${riskClass} risk`),
  },
  CONTROL_IS_PLAYED,
]
