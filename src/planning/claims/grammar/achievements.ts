// Promises: whether a clause says that something has passed: a stage, a run, a fixture, the controls.
// Must not: judge whether it did. Called by: claims/classify-text.ts.
import type { Clause } from './assertion.ts'
import { isOpen, type Words } from './scope.ts'
import { CONDITION } from './words.ts'

const RUNG =
  '(?:gated[- ]engine|artificial[- ]fixtures?|copied[- ]repo(?:sitory)?(?:[- ]fixtures?)?|disposable[- ]sandbox(?:[- ]repo(?:sitory)?)?|owned[- ]noncritical(?:[- ]repo(?:sitory)?)?|§)'
const DONE = '(?:passed|reached|completed|cleared|finished|mastered|survived)'
const BE = '(?:was|were|is|are|has_been)'
const GOOD =
  '(?:succeeded|passed|was successful|were successful|(?:has|have|had) (?:succeeded|passed)|(?:is|was|are|has_been) green|took_effect|completed successfully)'
const END = '(?=$| (?:by|on|with|in|since|for|at|and|again|as|,))'
const ADVERBS = '(?: (?:now|already|surely|successfully|\\w+ly))*'

const PATTERNS: readonly (readonly [string, RegExp])[] = [
  [
    'engine-passed',
    new RegExp(
      `(?:©|€|ª)(?: has| have)?${ADVERBS} ${DONE} (?:the |its |all |every |each |their |\\w+ ){0,4}(?:stages?|gates?|${RUNG}|matrix|fixtures?|comparison|conformance|controls|evaluation|tests)(?= |$)`,
      'u',
    ),
  ],
  [
    'stage-passed',
    new RegExp(
      `(?:(?:stage|gate) [\\w-]+|[\\w-]+ (?:stage|gate)|${RUNG}(?: stage| gate)?)${ADVERBS} ${BE}${ADVERBS} (?:passed|reached|completed|cleared|done|complete)${END}`,
      'u',
    ),
  ],
  [
    'run-succeeded',
    new RegExp(
      `(?<![\\w-])(?:runs?|dry[- ]run)(?: (?:of|on|with|for|by|in)(?: [^ ,]+){1,6}?)?${ADVERBS} ${GOOD}(?= |$)`,
      'u',
    ),
  ],
  ['candidate-run', new RegExp(`¤${ADVERBS} ${GOOD}(?= |$)`, 'u')],
  [
    'fixture-holds',
    new RegExp(
      `(?<![\\w-])(?:fixtures?|matrix|controls?|conformance)(?: (?:of|on|with|for|by|in)(?: [^ ,]+){1,6}?)?${ADVERBS} (?:holds?|held|passes|passed|(?:has|have) (?:passed|held)|is green|are green)${END}`,
      'u',
    ),
  ],
]

const HINT =
  /passed|reached|complet|cleared|finished|mastered|survived|succe|green|hold|held|done|took_effect|passes/

export function readAchievement(clauses: readonly Clause[]): string | undefined {
  if (clauses.some((clause) => CONDITION.has(clause.opener))) return undefined
  for (const clause of clauses) {
    const text = clause.words.join(' ')
    if (!clause.asserted || !HINT.test(text)) continue
    for (const [rule, pattern] of PATTERNS) {
      const match = pattern.exec(text)
      if (match !== null && !isOpen(clause.words, 0, endOf(clause.words, match.index + match[0].length)))
        return rule
    }
  }
  return undefined
}

/** The index of the word in which a match ends. */
function endOf(words: Words, offset: number): number {
  return words.join(' ').slice(0, offset).trimEnd().split(' ').length - 1
}
