// Promises: what a label and its value claim together, for whoever the row, the record or the list is about.
// Must not: know where the two were found. Called by: claims/claims-of-facts.ts, claims-of-answers.ts.
import { capital } from '../spelling.ts'
import {
  grantsPower,
  holdsBack,
  isDispensed,
  LONGEST_VALUE,
  nameIn,
  namesItself,
  saysNo,
  saysYes,
} from './answers-in-cells.ts'
import {
  asksForApprover,
  asksForChoice,
  asksForNeed,
  asksForPeople,
  asksForReviewer,
  asksWhetherNeeded,
  isDeed,
  isGrant,
  isOfRights,
  isPower,
  isSelfPower,
  isStandingFlag,
  isState,
  isStateOfAny,
  namesActOfPower,
  SPOKEN_OF,
} from './labels.ts'

/** Whom a record is about: the engine under evaluation, the page itself, somebody else, or nobody that it names. */
export type About = 'candidate' | 'page' | 'other' | 'nobody'

export interface Fact {
  readonly about: About
  /** In plain words: "requires human approval", "who opens it". */
  readonly label: string
  readonly value: string
  /** What the value is given for: "Promotion of Case". Empty where it is for nothing. */
  readonly thing: string
  /** The other values of its record, which may hold a standing back. */
  readonly beside: readonly string[]
}

export interface FactReading {
  readonly kind: 'standing' | 'authority' | 'document'
  readonly rule: string
}

/** `isName` tells whether a text is the candidate's name and nothing more. */
export function readFact(fact: Fact, isName: (text: string) => boolean): FactReading | undefined {
  if (fact.label === '' || fact.value === '' || fact.value.length > LONGEST_VALUE) return undefined
  if (SPOKEN_OF.test(fact.label)) return undefined
  if (holdsPower(fact, isName)) return { kind: 'authority', rule: 'holds-power' }
  if ((asksForChoice(fact.label) || offers(fact.label, isName)) && isName(nameIn(fact.value)))
    return { kind: 'standing', rule: 'is-the-choice' }
  if (SHARE.test(fact.label) && isName(nameIn(fact.value.replace(ALL_TO, '').replace(/,.*$/, ''))))
    return ALL_TO.test(fact.value) && !holdsBack(fact.value)
      ? { kind: 'standing', rule: 'is-the-choice' }
      : undefined
  if (fact.about === 'candidate') return readOfCandidate(fact)
  return fact.about === 'page' ? readOfPage(fact) : undefined
}

/** "Codex or Case" */
function offers(label: string, isName: (text: string) => boolean): boolean {
  const names = /^[\w-]+(?:(?:, | or )[\w-]+)+$/.test(label) ? label.split(/, (?:or )?| or /) : []
  return names.some((name) => isName(capital(name)))
}

function holdsPower({ about, label, value, thing }: Fact, isName: (text: string) => boolean): boolean {
  if (isSelfPower(label) && about !== 'other' && grantsPower(value)) return true
  const name = nameIn(value)
  const isItself = (about === 'candidate' && namesItself(value)) || /^the (?:engine|candidate)$/i.test(name)
  if (!isItself && !isName(name)) return false
  if (asksForApprover(label, thing)) return true
  const isOfOwn = about === 'candidate' || isItself || /\(?self\)?|itself/i.test(value)
  if (asksForReviewer(label)) return isOfOwn
  return namesActOfPower(label) && (isItself || name !== value.trim())
}

const OF_NOW =
  /^(?:now|today|at present|currently|current(?:ly)? (?:status|state|standing|role)|since [\w ]+|as of [\w ]+)$/
const STANDING =
  /^(?:now |already |fully |formally |officially |the |our |in |no longer candidate, now )*(?:approved|production(?: ready)?|default|live|chosen|selected|official|adopted|certified|primary|generally available|general availability|ga|in service|regular service|in force|in office|admitted|serving|cleared for production)(?: (?:backend|engine|agent|for production|use|service|choice|default))*(?=$|[^\w\s-]| (?:since|by|for|on|as|from|in|at|now|and|with|reached|of|everywhere|again|unanimously)\b)/i
/** These are states of a page and of a task as well. */
const OF_ENGINES =
  /^(?:now |already |the |our |in )*(?:production(?: ready)?|default|live|in production)(?: (?:backend|engine|agent|use|default))*$/i
const GRANTED =
  /^(?:granted|given|yes|final|complete|passed|obtained|received|in place|full|approved|unconditional)(?![\w-])/i
const UNLIMITED =
  /^(?:full|fully|core|unlimited|unrestricted|unconditional|final|complete|absolute|total|active core)(?![\w-])/i
const SHARE = /\b(?:shares?|traffic|weights?|routing|split|distribution|load)\b/
const ALL_TO = /^(?:100 ?%|all|everything) (?:to |on |for )?/i
const ALL = /^(?:100 ?%?|1(?:\.0+)?|all|everything|the whole)$/i
const OF_CORE = /^(?:an? |active )*core (?:authority|approver|protocol|power)$/i

function readOfCandidate({ label, value, beside }: Fact): FactReading | undefined {
  const power: FactReading = { kind: 'authority', rule: 'power-granted' }
  if (isPower(label) && grantsPower(value)) return power
  if (/\b(?:without|exempt from|free of)\b/.test(label) && asksForPeople(label) && saysYes(value))
    return power
  if (SHARE.test(label) && ALL.test(value) && !beside.some(isHeldBack))
    return { kind: 'standing', rule: 'is-the-choice' }
  if (asksWhetherNeeded(label) && saysNo(value) && !holdsBack(value.replace(/^not?\b/i, '')))
    return { kind: 'authority', rule: 'nobody-asked' }
  if (asksForPeople(label) && (isDispensed(value) || (asksForNeed(label) && saysNo(value))))
    return { kind: 'authority', rule: 'nobody-asked' }
  if (isOfRights(label) && UNLIMITED.test(value) && !holdsBack(value)) return power
  if (OF_CORE.test(value)) return power
  const stands: FactReading = { kind: 'standing', rule: 'label-and-value' }
  // What was, or is to be, stands beside it and takes nothing back.
  if (OF_NOW.test(label) && STANDING.test(value) && !holdsBack(value)) return stands
  if (beside.some(isHeldBack) || holdsBack(value)) return undefined
  if (isStandingFlag(label) && saysYes(value)) return stands
  if (isDeed(label) && !saysNo(value) && value !== '-') return stands
  if (isGrant(label) && GRANTED.test(value)) return stands
  if (isStateOfAny(label) && !beside.some(namesKind)) return OF_ENGINES.test(value) ? stands : undefined
  return isState(label) && STANDING.test(value) ? stands : undefined
}

/** "kind: backend" */
function namesKind(value: string): boolean {
  return /^(?:engine|backend|agent|runner)$/i.test(value)
}

/** "pending", "gated": nothing stands as yet. */
function isHeldBack(value: string): boolean {
  return /^(?:pending|proposed|planned|drafts?|candidates?(?: default)?|not|trial|shadow|sandbox|open|rejected|refused|gated|under|experimental|in evaluation|evaluation|deferred|withdrawn|to ?do|requested|failed|never|superseded|tbd|revoked|rolled back)(?![\w-])/i.test(
    value,
  )
}

const IN_FORCE = /^(?:yes|true|active|in force|binding|effective|granted|full|held|on)(?![\w-])/i
const CORE_ALONE =
  /^(?:is |has |an? |this |active )*core (?:protocol|authority|law|standing)(?: (?:status|state|active|granted|held))?$/
const CLASS =
  /^(?:(?:document|doc|page|paper|protocol) )?(?:kind|class(?:ification)?|type|rank|level|standing|authority|protocol|role|force|effect|precedence|binding force)(?: (?:status|state|level))?$|^protocol (?:status|state)$/
const ACTIVE_CORE =
  /^(?:an? |binding as |binding, )*(?:active core(?: (?:protocols?|authority|law))?|core (?:protocol|authority|law)?[\s,(;–—-]+(?:active|in force|binding)\)?|core authority)(?![\w-])/i
/** What a page has or is by such a label, it has or is already. */
const OF_RANK = /^(?:(?:core )?authority|rank|force|effect|binding force|precedence)(?: level)?$/
const ABOVE_CORE = /^(?:overrides|outranks|supersedes|prevails over|above|replaces) (?:the )?core\b/i
const CORE_CLASS = /^(?:an? )?core(?: protocol| law)?$/i

function readOfPage({ label, value, beside }: Fact): FactReading | undefined {
  if (beside.some(isHeldBack) || /\b(?:not(?! a draft)|never|no|until|once|if|pending|none)\b/i.test(value))
    return undefined
  const claims: FactReading = { kind: 'document', rule: 'page-in-force' }
  if (CORE_ALONE.test(label)) return IN_FORCE.test(value) ? claims : undefined
  if (!CLASS.test(label)) return undefined
  if (ACTIVE_CORE.test(value) || (OF_RANK.test(label) && (CORE_CLASS.test(value) || ABOVE_CORE.test(value))))
    return claims
  return CORE_CLASS.test(value) && beside.some((other) => IN_FORCE.test(other)) ? claims : undefined
}
