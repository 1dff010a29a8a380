import { ADVERBS as A } from './lexicon.ts'
import { finite, type Rule } from './rule.ts'

const RUNG =
  '(?:gated[- ]engine|artificial[- ]fixtures?|copied[- ]repo(?:sitory)?(?:[- ]fixtures?)?|disposable[- ]sandbox(?:[- ]repo(?:sitory)?)?|owned[- ]noncritical(?:[- ]repo(?:sitory)?)?|§)'
const DONE = '(?:passed|reached|completed|cleared|finished|mastered|survived)'
const BE_DONE = '(?:was|were|is|are|has been|have been)'
const GOOD =
  '(?:succeeded|passed|was successful|were successful|has succeeded|have succeeded|has passed|have passed|is green|was green|are green|went through|completed successfully)'

/** Rules for what is said to have happened: a stage passed, a run that succeeded, a fixture that holds. */
export const ACHIEVEMENT_RULES: readonly Rule[] = [
  finite(
    'engine-passed',
    `(?:©|€|ª)${A} (?:has |have )?(?:now |already |successfully )*${DONE} (?:the |its |all |every |each |their |of |\\w+ ){0,4}(?:stages?|gates?|${RUNG}|matrix|fixtures?|comparison|conformance|controls|evaluation|tests)\\b`,
    /passed|reached|completed|cleared|finished|mastered|survived/,
  ),
  finite(
    'stage-passed',
    `(?:\\b(?:stage|gate) [\\w-]+|(?:[\\w-]+ )(?:stage|gate)|${RUNG}(?: stage| gate)?)${A} ${BE_DONE}${A} (?:passed|reached|completed|cleared|done|complete|behind us)(?=$|[.,;:!)]| (?:by|on|with|in|since|for|at|and)\\b)`,
    /passed|reached|complete|cleared|done|behind us/,
  ),
  finite(
    'run-succeeded',
    `\\b(?:runs?|dry[- ]run)(?: (?:of|on|with|for|by|in) [^,;.]{1,40})?${A} ${GOOD}(?=$|[.,;:!)]| )`,
    /\bruns?\b|dry[- ]run/,
  ),
  finite('candidate-run', `¤${A} ${GOOD}(?=$|[.,;:!)]| )`, /¤/),
  finite(
    'fixture-holds',
    `\\b(?:fixtures?|matrix|controls?|conformance)(?: (?:of|on|with|for|by|in) [^,;.]{1,40})?${A} (?:holds?|held|passes|passed|has passed|have passed|is green|are green|has held)(?=$|[.,;:!)]| (?:for|on|with|in|since|as|again)\\b)`,
    /fixture|matrix|control|conformance/,
  ),
]
