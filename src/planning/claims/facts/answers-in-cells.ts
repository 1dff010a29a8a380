// Promises: what a short value says: yes, no, or neither; whether it holds back; whom it names.
// Must not: know labels. Called by: the other files of facts/, claims-of-facts.ts, claims-of-answers.ts.

/** What is longer is running text: no value, no label and no name. */
export const LONGEST_VALUE = 300
/** A name with all that may be said of its being alone. */
const LONGEST_NAMING = 80

const YES =
  /^(?:yes|true|y|on|1|x|[✓✔✅☑]|granted|allowed|permitted|enabled|active|sufficient|always|done|confirmed|given|full|fully|ok|met|unconditional(?:ly)?)(?![\w-])/iu
const NO =
  /^(?:no|not|false|off|0|none|never|nobody|denied|forbidden|disabled|null|[✗✘❌☐])(?![\w-])|^[^\p{L}\p{N}✓✔✅☑]*$/iu

/** Words by which a yes is none yet, or no longer one. */
const HOLDS_BACK =
  /\b(?:once|if|unless|until|pending|planned|proposed|not|never|tbd|expected|targets?|goals?|should|would|could|maybe|perhaps|drafts?|candidates?|requested|soon|later|only|trials?|shadow|sandbox|replay|tests?|examples?|future|next|before|after|when|awaiting|waiting|open|withdrawn|revoked|former|superseded|asked|under (?:evaluation|review))\b|\?/i
/** A power that comes with a check is a power all the same. */
const HOLDS_POWER_BACK =
  /\b(?:not|never|once|if|unless|until|pending|planned|proposed|only|sandbox|drafts?|withdrawn|revoked|would|could|should|future)\b|\?/i

export function saysYes(value: string): boolean {
  return YES.test(value) && !HOLDS_BACK.test(value)
}

export function grantsPower(value: string): boolean {
  return YES.test(value) && !HOLDS_POWER_BACK.test(value)
}

export function saysNo(value: string): boolean {
  return NO.test(value) && !YES.test(value)
}

export function holdsBack(value: string): boolean {
  return HOLDS_BACK.test(value.replace(NO_LONGER, ''))
}

const NO_LONGER = /\b(?:no longer|not only|no more) (?:an? |the )?[\w-]+\b/gi

/** "not required", "waived": what was asked for is asked no more. */
export function isDispensed(value: string): boolean {
  return DISPENSED.test(value)
}

const DISPENSED =
  /^(?:not (?:required|needed|necessary|asked|wanted)|none (?:needed|required|necessary)|no(?:t any)? (?:longer|more)\b.*|unnecessary|waived?|optional|skip(?:ped)?|disabled|dispensed with|bypassed|abolished|dropped|removed|lifted|gone|superfluous|off|no need)(?![\w-])(?!.* (?:yet|for (?:tests|dry|replay)))/i

const DONE_BY = /^(?:(?:carried out|given|made|done|taken|decided|granted|signed|issued) )?by /i
/** One thing said behind a name; there may be several. */
const ALONE =
  /[\s,;(]+(?:and )?(?:self|itself|alone|only|too|final(?:ly)?|since [^,;()]+|on its own|by itself|nobody else|no one else|unconditional(?:ly)?|of course|with no [\w ]+|without [\w ]+|[\w ]+ (?:informed|told|notified)(?: afterwards| later)?)\)?$/i

/** Who is named, where a value names one: "Case (self)", "by Case alone". */
export function nameIn(value: string): string {
  if (value.length > LONGEST_NAMING) return value
  let rest = value.replace(/[.!;]+$/, '').replace(DONE_BY, '')
  for (let before = ''; before !== rest; ) {
    before = rest
    rest = rest.replace(ALONE, '')
  }
  return rest.trim()
}

/** "itself", "self": whoever the row is about. */
export function namesItself(value: string): boolean {
  return /^(?:by )?(?:it)?self(?:[ ,]+(?:alone|only))?[.!]*$/i.test(value)
}

/** A value or a label in plain words: "requiresHumanApproval" and "requires_human_approval" alike; "" for what is too long. */
export function plainWords(text: string): string {
  if (text.length > LONGEST_VALUE) return ''
  return text
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[_`*"']+/g, ' ')
    .replace(/(?<=\w)[./-](?=\w)/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^\W+|[\s:.]+$/g, '')
    .toLowerCase()
}

/** A value as it is read: without quotation marks, bars of code and blanks around it. What is too long stays as it is. */
export function plainValue(text: string): string {
  if (text.length > LONGEST_VALUE) return text
  return text
    .trim()
    .replace(/^["'`*_]+|["'`*_;,]+$/g, '')
    .replace(/(?<=[a-z])[_-](?=[a-z])/gi, ' ')
    .trim()
}
