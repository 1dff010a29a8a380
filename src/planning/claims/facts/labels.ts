// Promises: what the labels of rows, records and lists ask: who holds a power, whether people are asked, what stands.
// Must not: read values. Called by: facts/read-fact.ts, row-facts.ts, question-facts.ts.

/** What stands under such a label is shown, feared or aimed at. */
export const SPOKEN_OF =
  /\b(?:reject\w*|forbid\w*|forbidden|refus\w*|disallow\w*|wrong|bad|invalid|examples?|claims?|wordings?|phrases?|sentences?|texts?|myths?|risks?|goals?|aims?|planned|proposed|proposals?|targets?|not yet|future|next|expected|inputs?|candidates?|shadow|trial|fallback|requested|scenarios?|test|would|former|previous|until)\b/

const POWER =
  'approves?|promotes?|signs?|merges?|certif(?:y|ies)|authori[sz]es?|admits?|ratif(?:y|ies)|decides?|waives?|releases?|clears?|accepts?|judges?|passes judgement'
const DEED =
  'approved|promoted|signed(?: off)?|merged|certified|authori[sz]ed|admitted|ratified|decided|waived|granted|accepted'

/** Who says yes in the end. */
const HOLDS_POWER = [
  /\b(?:approver|promoter|signer|signatory|certifier|gatekeeper|gate ?keeper|authori[sz]er|decider|decision maker|approving (?:party|authority)|approval authority)s?\b/,
  new RegExp(`\\b(?:${DEED}|approval|sign ?off|promotion|decision|consent|signature) (?:by|from)$`),
  new RegExp(
    `\\b(?:who|which engine|what)(?: (?:now|may|can|finally|alone|then|has to|must))* (?:${POWER})\\b`,
  ),
  /^(?:promotion|approval|merge|gate|sign ?off|release|decision|final)(?: of [\w ]+)? (?:actor|owner|authority|holder|officer|decision|say|made by|given by|taken by|carried out by|power|rights?)$/,
  new RegExp(`^(?:${POWER})(?: off)? (?:its|their|the|own|all|every)\\b`),
  new RegExp(`^(?:${POWER})(?: off)?$`),
  /^holders? of (?:the )?(?:active )?core authority$/,
  /\b(?:final say|last word|(?:merge|approval|promotion|signing|release) (?:rights?|powers?)|right to (?:approve|promote|merge|sign|decide))\b/,
]
const OPENS = /\b(?:who (?:opens?|closes?|lifts?|passes)|opened by|lifted by|opener)\b/
const REVIEWS = /^(?:(?:final|sole|only|own) )?(?:reviewers?|reviewed by|reviews?|who reviews(?: it)?)$/
const ACT_OF_POWER =
  /^(?:final |own )?(?:approvals?|sign ?offs?|promotions?|signatures?|certifications?|ratification|merge decision|promotion decision|go live decision|promotion of (?:the )?[\w-]+)$/

/** @param thing what the row gives it for: only of gates and promotions is "who opens it" a power */
export function asksForApprover(label: string, thing: string): boolean {
  return (
    HOLDS_POWER.some((pattern) => pattern.test(label)) ||
    (OPENS.test(label) && /\b(?:gates?|promot\w*|stages?)\b/i.test(`${label} ${thing}`))
  )
}

export function asksForReviewer(label: string): boolean {
  return REVIEWS.test(label)
}

export function namesActOfPower(label: string): boolean {
  return ACT_OF_POWER.test(label)
}

const ON_ITSELF = [
  /\bself (?:approv|promot|merg|certif|authori[sz]|accept|admi|grant|sign)\w*/,
  /\bauto(?:matic(?:ally)?)? ?promot\w*/,
  /\b(?:approv|promot|merg|certif|sign|accept|admit)\w*(?: off)?(?: on)?(?: of)? (?:itself|(?:its|their) own|own|self)\b/,
]
const AUTOMATIC = /\bauto(?:matic(?:ally)?)? ?(?:approv|merg)\w*/

const OF_POWERS =
  /^(?:may |can |right to |power to |allowed to )*(?:(?:approves?|promotes?|certif(?:y|ies)|ratif(?:y|ies)|signs? off|overrules?)(?! (?:drafts?|docs|runs?|comments?))\b|(?:merges?|signs?)(?: (?:alone|itself|to main|patches|pull requests))?$|(?:waives?|bypass(?:es)?|skips?|overrides?|lifts?|opens?|closes?) (?:[\w ]+ )?(?:gates?|reviews?|reviewers?|approvals?|stages?|humans?|people|sign ?offs?|boards?|vetoe?s?|maintainers?)\b)/

/** "self approve", "auto promote": no engine may, whichever is meant. */
export function isSelfPower(label: string): boolean {
  return /self|own|auto/.test(label) && ON_ITSELF.some((pattern) => pattern.test(label))
}

/** "merge", "waive gates", "auto merge": too much for the engine that the record is about. */
export function isPower(label: string): boolean {
  return AUTOMATIC.test(label) || OF_POWERS.test(label)
}

const CONSENT =
  /\b(?:approv(?:al|als|e|er)|reviews?|sign ?offs?|signatures?|gates?|consent|confirmation|oversight|votes?|permission|humans? in the loop)\b/
const PEOPLE = /\b(?:human|person|people|manual|owner|maintainer|board|cto|reviewer)s?\b/
const NEEDED =
  /\b(?:(?:human|manual|person) gates?$|requires?|required|requirement|needs?|needed|mandatory|necessary|must)\b/

/** "human approval", "requires sign-off" */
export function asksForPeople(label: string): boolean {
  return (
    CONSENT.test(label) &&
    (PEOPLE.test(label) || NEEDED.test(label) || /^(?:final )?(?:approvals?|sign ?off|gates?)$/.test(label))
  )
}

/** A plain no denies the need, not the approval. */
export function asksForNeed(label: string): boolean {
  return CONSENT.test(label) && NEEDED.test(label)
}

/** "Do we still need a person to look at the merges of Case?" */
export function asksWhetherNeeded(label: string): boolean {
  return (
    /\b(?:needs?|requires?|required|needed|must|has to|have to)\b/.test(label) &&
    (PEOPLE.test(label) || CONSENT.test(label))
  )
}

const FLAG =
  /^(?:is |was |are |now |the |our |currently |already |formally |fully |officially )*(?:default|approved|chosen|selected|official|certified|adopted|promoted|in production|live|standard|primary|production(?: ready| approved| use)?|approved for production|cleared for production|(?:ready|selected|chosen|certified|released|admitted|adopted) (?:for|as|to|into) (?:production|the default|default|live use|service|daily use|general use)|in regular use|generally available)(?: (?:engine|backend|agent|choice))?\??$/
export function isStandingFlag(label: string): boolean {
  return FLAG.test(label)
}

const SINCE =
  /^(?:approved|chosen|selected|adopted|promoted(?: to default)?|signed off|certified|in production|live|default|official|in service|deployed)(?: by| on| since| at| from| as of| date)$/
export function isDeed(label: string): boolean {
  return SINCE.test(label)
}

const STATE =
  /^(?:current |present |official |formal |engine |backend )*(?:status|state|standing|role|life ?cycle(?: (?:stage|state|classification))?|stage|phase|env(?:ironment)?|outcome|verdict|decision|rank|channel|maturity|function|tier|position|availability|designation|use|usage)$/
export function isState(label: string): boolean {
  return STATE.test(label)
}

/** The state of a page is not that of the engine that it names. */
export function isStateOfAny(label: string): boolean {
  return /^(?:status|state|stage)$/.test(label)
}

const GRANT =
  /^(?:formal |final |production |board |human |owner )*(?:approval|admission|certification|clearance|adoption|promotion)(?: status| state)?$/
export function isGrant(label: string): boolean {
  return GRANT.test(label)
}

const CHOICE =
  /^(?:set |const |let |the |our |is |current |new |my )*(?:(?:default|primary|production|approved|chosen|selected|official|main|live|standard|active)(?: (?:engine|backend|agent|runner|choice|adapter|provider|coding agent)s?)?|(?:engine|backend|agent|runner)s? (?:default|of (?:record|choice)|in (?:production|service|use)|you can rely on in production)|routes?(?: \*| all| default)?|(?:engine|backend|agent) (?:if|when) (?:unset|empty|absent|missing)|(?:decision )?winner|which (?:engine|backend|agent|one)(?: (?:did|do|have|has) (?:we|they|the board) (?:pick(?:ed)?|choose|chosen|select(?:ed)?|adopt(?:ed)?))?\??)(?: under [\w ]+)?(?: in production| on all hosts)?$/
export function asksForChoice(label: string): boolean {
  return CHOICE.test(label)
}

const RIGHTS = /\b(?:rights?|powers?|authority|mandate|competence|autonomy)\b/
export function isOfRights(label: string): boolean {
  return RIGHTS.test(label)
}
