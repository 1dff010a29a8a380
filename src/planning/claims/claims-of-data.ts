import type { YamlData } from '../reading/parse-yaml.ts'
import { type Claim, oneLine } from './claim.ts'
import { claimsOfDataFacts } from './claims-of-facts.ts'
import type { Classifier } from './classify-text.ts'
import { keyOf } from './facts/data-facts.ts'
import { capitalOfWord } from './spelling.ts'

/** What stands under such a key is spoken of. */
const OF_EXAMPLES =
  /forbid|forbidden|reject|disallow|banned|prohibit|refus|counter_?-?example|non_?-?goal|out_?-?of_?-?scope|questions?$|not_?-?allowed|invalid|wrong|myth|denied|deny|words_to_avoid|never/i

/** What is under such a key is to be, or has to be so before something else: a name alone is a setting all the same. */
const OF_AIMS =
  /(?:^|[_-])(?:goals?|aims?|objectives?|visions?|targets?|risks?|milestones?|ambitions?|mission|plans?|planned|hypothes[ei]s|assumptions?|questions?|proposals?|acceptance|criteri(?:a|on)|dod|definition[_-]of[_-]done|conditions?|preconditions?|prerequisites?|requires?|requirements?|needs?|todo|wish|wishes|next|later|until|when|if|unless|waits?[_-]for|waiting[_-]for|depends?(?:[_-]on)?|dependenc(?:y|ies)|blocked[_-]by|blocks|blocker|after|before|gate|exit)$/i

/** Whether a value says what is aimed at, or waited for, under its key. */
export function isOfAims(key: string, value: string): boolean {
  return OF_AIMS.test(key) && !ACHIEVED.test(key) && /\s/.test(value.trim())
}

/** The title of a page in such a state, where it is a demand, says what it asks for. */
const OF_NO_FORCE = /^(?:proposed|proposal|draft|rejected|withdrawn|declined|deferred|postponed)$/i
const PROPOSES =
  /^(?:use|make|choose|adopt|approve|promote|select|switch|move|run|declare|pick|standardi[sz]e)\b(?!.*\b(?:is|are|was|were|has|have|became)\b)/i

/** Whatever engine is meant, none may. */
const SELF_GRANT =
  /^(?:may |can )?self (?:approv|promot|merg|certif|authori[sz])\w*(?: (?:is )?(?:allowed|permitted|enabled|granted|ok|on))?$/

const ACHIEVED = /^(?:achieved|met|reached|fulfilled|completed?|past|accomplished)[_-]/i

/** The claims in the strings of a YAML document: each value for itself and together with its key. */
export function claimsOfData(data: YamlData, classifier: Classifier): readonly Claim[] {
  const claims: Claim[] = []
  const all = stringsOf(data.value).filter(
    ({ path, value }) =>
      !path.some((step) => OF_EXAMPLES.test(String(step))) && !isOfAims(keyOf(path), value),
  )
  const strings = all.filter(({ isWord }) => isWord)
  const isProposed = strings.some(({ path, value }) => path.join() === 'status' && OF_NO_FORCE.test(value))
  for (const { path, value } of strings) {
    const key = keyOf(path)
    if (isProposed && key === 'title' && PROPOSES.test(value)) continue
    const above = /^(?:engine|backend|name|id|agent)$/i.test(key)
      ? keyOf(path.slice(0, path.lastIndexOf(key)))
      : ''
    const words = `${wordsOf(above).replace(/^defaults$/, 'default')} ${wordsOf(key)}`
      .trim()
      .split(' ')
      .map((word) => (classifier.isCandidateName(capitalOfWord(word)) ? capitalOfWord(word) : word))
      .join(' ')
    const shown = classifier.isCandidateName(capitalOfWord(value)) ? capitalOfWord(value) : value
    const found = [
      ...classifier.classify(shown, { leadIn: '', topic: 'unknown' }).claims,
      ...(words === '' || GRADES.has(key) || value.length > 80
        ? []
        : classifier.classify(`${words}: ${shown}`, { leadIn: '', topic: 'unknown' }).claims),
    ]
    const isSelfGrant = SELF_GRANT.test(wordsOf(key))
    if (value === 'true' && isSelfGrant)
      found.push(
        ...classifier.classify('The engine approves its own promotion.', { leadIn: '', topic: 'unknown' })
          .claims,
      )
    const kinds = new Set<string>()
    for (const claim of found) {
      if (kinds.has(claim.kind)) continue
      kinds.add(claim.kind)
      claims.push({
        kind: claim.kind,
        rule: claim.rule,
        sentence: isSelfGrant ? `${key}: ${value}` : oneLine(claim.sentence),
        line: data.lineOf(path),
      })
    }
  }
  for (const { path, key, saying } of recordsAbout(strings, classifier)) {
    const [found] = classifier.classify(saying, { leadIn: '', topic: 'unknown' }).claims
    if (found === undefined || claims.some((claim) => claim.line === data.lineOf(path))) continue
    claims.push({
      kind: found.kind,
      rule: found.rule,
      sentence: oneLine(`${key}: ${saying}`),
      line: data.lineOf(path),
    })
  }
  const seen = new Set(claims.map(({ line }) => line))
  claims.push(...claimsOfDataFacts(all, data, classifier).filter(({ line }) => !seen.has(line)))
  return claims
}

const NAMES_ENGINE = /^(?:.*[_-])?(?:engine|backend|agent|runner|candidate)$/i
const NAMES_STANDING =
  /(?:status|role|standing|verdict|decision|stand|stage|phase|environment|env|channel|maturity|availability|readiness|lifecycle)$/i

/** Of a page, these are no states. */
const GIVEN =
  /^(?:fully |formally )?(?:approved|production|production[- _]ready|default|live|chosen|selected|official|promoted|adopted|certified|in[- _]production|primary|standard)(?: .*)?$/i

/** Of an engine these are states; of a task or a page that names its engine, they are not the engine's. */
const PLAIN_STATE = /^(?:ready|active|in use|current|operational|on)$/i

/** "rights: may approve its own promotion" */
const PREDICATE =
  /^(?:may|can|is|has|was|holds|runs|serves|approves|promotes|bypasses|became|won|replaced) \S/

const OF_RECORD =
  /^(?:engine|backend|agent|runner|candidate|name|version|status|state|role|since|note|notes|rights|kind)$/i

/** Nothing but the engine is described: no task, page or run of it. */
function isBareRecord(strings: readonly StringAt[], path: StringAt['path']): boolean {
  const above = path.slice(0, -1).join('\n')
  return strings
    .filter((other) => other.path.slice(0, path.length - 1).join('\n') === above)
    .every((other) => OF_RECORD.test(keyOf(other.path)))
}

interface Saying {
  readonly path: StringAt['path']
  readonly key: string
  readonly saying: string
}

/** "engine: case" beside "engine_status: approved" says that case is approved. */
function recordsAbout(strings: readonly StringAt[], classifier: Classifier): readonly Saying[] {
  const about = strings.filter(
    ({ path, value }) =>
      (NAMES_ENGINE.test(keyOf(path)) ||
        TITLE.test(keyOf(path)) ||
        (/^(?:name|id)$/i.test(keyOf(path)) && path.some((step) => LISTS_ENGINES.test(String(step))))) &&
      classifier.isCandidateName(capitalOfWord(value)),
  )
  return [
    ...belowItsName(strings, classifier),
    ...about.flatMap((name) =>
      strings.flatMap(({ path, value }) => {
        const key = keyOf(path)
        const isBeside =
          path.length === name.path.length &&
          path.slice(0, -1).join('\n') === name.path.slice(0, -1).join('\n')
        if (!isBeside || value.length > 80 || isOfAims(key, value)) return []
        const engine = capitalOfWord(name.value)
        if (PREDICATE.test(value)) return [{ path, key, saying: `${engine} ${value}` }]
        if (value === 'true') return [{ path, key, saying: `${engine}: ${flagOf(key)}` }]
        const isState =
          tellsStanding(key, value) ||
          (/^(?:status|state)$/.test(key) && PLAIN_STATE.test(value) && isBareRecord(strings, name.path))
        return isState ? [{ path, key, saying: `${engine}: ${spelled(value)}` }] : []
      }),
    ),
  ]
}

/** A page that is called by the engine's name, and by nothing more, speaks of it. */
const TITLE = /^(?:title|subject|item|component)$/i

const LISTS_ENGINES = /^(?:engines?|backends?|agents?|runners?|adapters?)$/i

/** "engines: case: default: true", and the same below "[engines.case]". */
function belowItsName(strings: readonly StringAt[], classifier: Classifier): readonly Saying[] {
  return strings.flatMap(({ path, value }) => {
    const key = keyOf(path)
    const name = capitalOfWord(String(path.at(-2) ?? '').replace(/^.*\./, ''))
    if (path.at(-1) !== key || !classifier.isCandidateName(name)) return []
    if (value === 'true') return [{ path, key, saying: `${name}: ${flagOf(key)}` }]
    if (CONSENT.test(wordsOf(key)) && NOT_WANTED.test(value))
      return [{ path, key, saying: `${name} needs no approval` }]
    return tellsStanding(key, value) && value.length <= 80 ? [{ path, key, saying: `${name}: ${value}` }] : []
  })
}

/** "default-backend" says "default backend". */
function spelled(value: string): string {
  return /^(?:default|production|primary|main|approved|active)[-_](?:backend|engine|agent|runner)$/i.test(
    value,
  )
    ? value.replace(/[-_]/, ' ')
    : value
}

/** "human_approval: not_required" */
const CONSENT = /^(?:human |manual |owner )?(?:approval|review|sign ?off|signature|consent)$/
const NOT_WANTED = /^(?:not[ _-](?:required|needed)|optional|skip|skipped|never|waived)$/i

/** Whether a value under such a key is a standing of what it stands with. */
function tellsStanding(key: string, value: string): boolean {
  return key === 'status' ? GIVEN.test(value) : NAMES_STANDING.test(key) && !GRADES.has(key)
}

/** "is_default", set to true, says "default". */
function flagOf(key: string): string {
  return wordsOf(key).replace(/^is /, '')
}

/** Keys that have a check of their own. */
const GRADES = new Set([
  'tier',
  'status',
  'lifecycle_classification',
  'core_promotion_status',
  'state',
  'kind',
])

interface StringAt {
  readonly path: readonly (string | number)[]
  readonly value: string
  /** A text, or "true"; a number or "false" says nothing by itself. */
  readonly isWord: boolean
}

/** Of words, and of numbers and refusals: neither may crowd out the other. */
const MOST_STRINGS = 20_000

function stringsOf(value: unknown): readonly StringAt[] {
  const found: StringAt[] = []
  const open: { path: readonly (string | number)[]; value: unknown }[] = [{ path: [], value }]
  let words = 0
  const add = (path: StringAt['path'], value: string, isWord: boolean): void => {
    if (isWord) words += 1
    if (isWord || found.length - words < MOST_STRINGS) found.push({ path, value, isWord })
  }
  while (open.length > 0 && words < MOST_STRINGS) {
    const next = open.pop()
    if (next === undefined) break
    const { path, value } = next
    if (typeof value === 'boolean' || typeof value === 'number') add(path, String(value), value === true)
    else if (typeof value === 'string') add(path, value, true)
    else if (Array.isArray(next.value))
      for (const [at, item] of next.value.entries()) open.push({ path: [...next.path, at], value: item })
    else if (typeof next.value === 'object' && next.value !== null) {
      for (const [key, item] of Object.entries(next.value))
        open.push({ path: [...next.path, key], value: item })
    }
  }
  return found.reverse()
}

function wordsOf(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .trim()
}
