// Promises: whether a clause ties the candidate to a standing in a form that no other rule knows, with nothing that undoes it.
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts, after all other rules.

import { phrasesOf } from './phrases.ts'
import { hasStudy, isDeniedAfter, isDroppedAfter, isLimited, isOpen, type Words } from './scope.ts'
import { isVerb, isVerbish } from './verbs.ts'
import * as W from './words.ts'

/** Between an engine and a standing these say that the two are not, or not yet, or no longer, one. */
const APART =
  /^(?:beside|besides|next_to|alongside|alternative|alternatives|rival|rivals|compet\w+|challeng\w+|slower|faster|better|worse|cheaper|closer|close|near|nearer|towards?|heading|headed|running|front-runner|unfit|inherits?|once|formerly|previously|postponed|withheld|waits?|waiting|outstanding|due|open|like|than|as|away|kept|keeps|prepared|slated|scheduled|up|becoming|about|against|without|from|until|till|before|backup|fallback|spare|second|runner-up|shadow|behind|measured|held|set|matched|parity|par|calls?|called|described|sold|prints?|says?|dubbed|label\w*|mimics?|imitates?|resembles?|emulates?|reads?|replays?|inside|if|when|how|why|except|path|way|road|step|steps|race|bid|hope|chance|odds|shot|aim|goal|earns|earn)$/

const LINKS =
  /^(?:has|have|had|holds?|held|sits?|sat|stands?|stood|enjoys?|enjoyed|won|got|gained|obtained|wears?|occupies|occupied|fills|filled|carries|bears|heads?|leads?|remains|stays|became|becomes|made|makes|went|goes|ranks?|ranked|rose|moved|entered|joined|landed|secured|took|takes|acts_as|counts|serves|features|figures|stars|slid|slotted|fits|reigns|retains?|retained|maintains|keeps|kept|earned|reached|attained|claimed|assumed|assumes|scored|netted|bagged|clinched|captured|grabbed|found|settled|progressed|advanced|graduated|ascended|climbed)$/

/** The candidate as the subject of its clause; -1 where it is none. */
function subjectOf(words: Words): number {
  const at = words.indexOf('©')
  if (at < 0 || words[at + 1] === '_s') return -1
  const before = words.slice(0, at)
  if (before.some((word) => isVerb(word) || isVerbish(word) || '€¤¦§'.includes(word))) return -1
  if (W.PREPOSITION.has(before.at(-1) ?? '') || /ing$/.test(before.at(-1) ?? '')) return -1
  return before.every((word) => W.isAdverb(word) || ['and', ',', 'month', 'our', 'the'].includes(word))
    ? at
    : -1
}

/** "© made it into the default configuration": a verb that joins, and further on a standing. */
function readJoined(words: Words): string | undefined {
  const at = subjectOf(words)
  if (at < 0) return undefined
  const from = words.findIndex((word, index) => index > at && !W.isAdverb(word))
  if (from < 0 || !LINKS.test(words[from] ?? '')) return undefined
  const phrase = phrasesOf(words).find(({ start, kind }) => start > from && kind !== 'weak')
  if (phrase === undefined) return undefined
  if (words.slice(from + 1, phrase.start).some((word) => APART.test(word) || isVerb(word))) return undefined
  if (words.slice(from + 1, phrase.start).length > 5) return undefined
  return isSound(words, phrase.end) ? 'joined' : undefined
}

const QUALITY =
  '(?:readiness|maturity|fitness|suitability|production-readiness|default status|production status|default role|production role|status as [^,;]+|position as [^,;]+|role as [^,;]+|place as [^,;]+|standing as [^,;]+|approval|promotion|selection|adoption|appointment)'
const SURE =
  '(?:established|proven|proved|confirmed|demonstrated|shown|settled|secure|secured|certain|assured|given|unquestioned|undisputed|unchallenged|undoubted|evident|obvious|plain|real|final|official|permanent|complete|well-earned|deserved|uncontested|safe|sealed|acknowledged|recognised|recognized|documented|clear|beyond question|surely|a fact|old news|common knowledge|no accident|known)'
/** "The readiness of © is established", "©'s default status is beyond doubt". */
const HAS_QUALITY = new RegExp(
  `(?:© _s (?:\\S+ ){0,1}?${QUALITY}|${QUALITY} of ©)(?: (?:for|as|in) [^,;:]{1,40}?)?(?: is| was| has_been| stands| remains| :| ,)(?: (?:\\S+ly|now|surely|already|long|well|therefore|thus))* ${SURE}(?= |$)`,
)

/** Said of what is already its own: "© _s default status brings". */
const OWNS =
  /© _s (?:\S+ )?(?:default|production|approved|official) (?:status|role|position|place|slot|rank|duties)\b/

function readQuality(words: Words): string | undefined {
  const text = words.join(' ')
  if (HAS_QUALITY.test(text) && isSound(words, words.length - 1)) return 'quality'
  return OWNS.test(text) &&
    isSound(words, words.length - 1) &&
    !words.some((word) =>
      /^(?:depends?|rests?|hinges?|hangs|earned|begins|starts|comes|requires?)$/.test(word),
    )
    ? 'quality'
    : undefined
}

/** "Default status was conferred on ©", "the default slot is with ©". */
const HANDED =
  /\b(?:default|production|approved|official|standard|primary|main|top) (?:\S+ )?(?:status|role|position|place|slot|spot|seat|rank|title|job|crown|backend|engine)?(?: of [^,;©]{1,30})?(?: (?:\S+ly|now|surely))* (?:is|was|has|has_been|were|went|goes|passed|fell|falls|belongs|rests|lies|moved)(?: (?:\S+ly|now|surely|was|has_been))*(?: (?:conferred|bestowed|awarded|given|granted|handed|passed|assigned|entrusted|transferred|gone|moved|taken|filled|held|occupied|claimed|secured|won|over))* (?:on|upon|to|with|by|in the hands of) ©(?! _s)/

function readHanded(words: Words): string | undefined {
  return HANDED.test(words.join(' ')) && isSound(words, words.length - 1) ? 'handed' : undefined
}

/** "The backend that we selected , © , is documented here", "the engine behind all merges ( © )". */
const NAMED_BY_THE_WAY =
  /(?:\b(?:the|our) (?:\S+ )?(?:backend|engine|agent|runner|tool)|the_engine) (?:that |which )?(?:(?:the|our|we|cto|jp|everyone|management|leadership|they|\S+s) (?:\S+ ){0,2}?)?(?:selected|chose|chosen|picked|approved|adopted|uses?|using|runs?|trusts?|relies on|settled_on|went_with|behind|powering|running|driving|used|in_production|in_use|deployed)(?: (?:by|for|in|at|since|of|from)? ?[^,;]{1,40})? , ©(?: ,|$)/

function readByTheWay(words: Words): string | undefined {
  const text = words.join(' ')
  const found = NAMED_BY_THE_WAY.exec(text)
  if (found === null) return undefined
  const end = text.slice(0, found.index + found[0].length).split(' ').length - 1
  return isOpen(words, 0, end) || words.slice(0, end).some((word) => W.LADDER.has(word))
    ? undefined
    : 'by-the-way'
}

/** Nothing in the clause leaves open, denies, limits or takes back what was found. */
function isSound(words: Words, end: number): boolean {
  return (
    !isOpen(words, 0, words.length - 1) &&
    !hasStudy(words, 0, words.length - 1) &&
    !words.some((word) => W.LADDER.has(word) || word === 'no_longer') &&
    !isLimited(words, end) &&
    !isDeniedAfter(words, end) &&
    !isDroppedAfter(words, end)
  )
}

/** "© is the only backend left". */
const LEFT_ALONE =
  /© (?:(?:\S+ly|now|surely) )*(?:is|was|remains|has_been|became) (?:(?:\S+ly|now|surely) )*(?:the|our) (?:only|last|sole|single|one) (?:\S+ )?(?:backend|engine|agent|runner|tool|the_engine|one) (?:left|standing|remaining|in_use|that|which|we|for|of|on|they|cto|allowed|approved)\b/

function readAlone(words: Words): string | undefined {
  return LEFT_ALONE.test(words.join(' ')) && isSound(words, words.length - 1) ? 'only-one' : undefined
}

export function readTie(words: Words): string | undefined {
  return (
    readAlone(words) ?? readJoined(words) ?? readQuality(words) ?? readHanded(words) ?? readByTheWay(words)
  )
}
