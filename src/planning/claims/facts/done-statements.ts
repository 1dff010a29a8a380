// Promises: the statement that a ticked demand makes: "[x] Make Case the default" says that we made it so.
// Must not: judge what it says. Called by: claims/claims-of-facts.ts.

const PAST: Readonly<Record<string, string>> = {
  make: 'made',
  choose: 'chose',
  set: 'set',
  give: 'gave',
  take: 'took',
  let: 'let',
  put: 'put',
  get: 'got',
  drop: 'dropped',
}
const IMPERATIVE =
  /^(make|choose|set|give|take|let|put|get|hand|drop|turn|sign|switch|move|promote|approve|adopt|select|pick|declare|appoint|name|remove|waive|release|certify|accept|enable|install|migrate|replace|retire|route|grant|confirm|elevate|raise|roll out) (.+)$/i
/** "Case declared fit": the verb is there, "was" is not. */
const ELLIPTIC =
  /^((?:the )?[\w'’-]+(?: [\w'’-]+){0,3}?) (declared|accepted|approved|promoted|appointed|adopted|made|set|enabled|removed|granted|waived|switched|selected|chosen|deployed|moved|released|certified|confirmed|named|installed|rolled out|put|given) (.+)$/i
const FINITE = /\b(?:is|are|was|were|has|have|may|can|will|became)\b/i
/** "[x] Decide whether", "[x] Draft the text that": what is done is the asking. */
const ONLY_SPOKEN =
  /\b(?:whether|if|draft|plan|propos\w+|ask|text|wording|page|test|example|checklist|validator|trial|sandbox|shadow|replay|pilot|canary|no|not|never|refus\w*|revok\w*|from being|candidate)\b/i

export function toDone(text: string): string | undefined {
  const words = text.trim().replace(/[.\s]+$/, '')
  if (words.length > 160 || FINITE.test(words) || ONLY_SPOKEN.test(words)) return undefined
  const [, verb = '', rest = ''] = IMPERATIVE.exec(words) ?? []
  if (verb !== '') return `We ${pastOf(verb.toLowerCase())} ${rest}.`
  const [, subject = '', participle = '', more = ''] = ELLIPTIC.exec(words) ?? []
  return subject === '' ? undefined : `${subject} was ${participle} ${more}.`
}

function pastOf(verb: string): string {
  const known = PAST[verb]
  if (known !== undefined) return known
  const [first = '', ...rest] = verb.split(' ')
  const past = first.endsWith('e')
    ? `${first}d`
    : first.endsWith('y')
      ? `${first.slice(0, -1)}ied`
      : `${first}ed`
  return [past, ...rest].join(' ')
}

const MARK = /^\s*(?:\[x\]|[✅✔☑✓]|done\b\s*[:—–-]+|~~)\s*/i

/** A text behind a mark of what is done; undefined without one. */
export function behindDoneMark(text: string): string | undefined {
  return MARK.test(text) ? text.replace(MARK, '') : undefined
}
