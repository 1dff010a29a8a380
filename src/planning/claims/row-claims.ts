import type { RowBlock } from '../reading/text-blocks.ts'
import { type Claim, FINITE, leadInOf, oneLine } from './claim.ts'
import { claimsOfRowFacts } from './claims-of-facts.ts'
import type { Classifier, TextClaim } from './classify-text.ts'
import type { About } from './facts/read-fact.ts'
import { rungIn } from './grammar/rungs.ts'
import { capital } from './spelling.ts'

const HEADER_OF_EXAMPLES =
  /\b(?:reject\w*|forbid\w*|forbidden|refus\w*|not allowed|disallowed|wrong|bad|never|invalid|counter-?example|question|claims?|examples?|words?|wording|phrases?|sentences?|statements?|texts?|if|when|condition|goal|risk|myth|required|not yet|postponed|deferred|planned|proposed|intended|foreseen|requirements?|needs?|target|to (?:earn|reach|become))\b/i
const VERDICT_ON_WORDS =
  /^\W*(?:reject(?:ed)?|refused?|flag|deny|forbidden|not allowed|disallowed|a? ?finding|finding|wrong|bad|claim|fails?|no|never|false|invalid|error)\W*$/i
const STATUS_HEADER =
  /^\W*(?:is |the )*(?:default|chosen|selected|approved|ready|production|production[- ]ready|active|official|in production|live|default (?:backend|engine)\??)(?: (?:backend|engine|now|today|yet|for production))?\W*$/i
const DEED_HEADER =
  /^\W*(?:approved|chosen|selected|adopted|promoted to default|signed off|in production|live|default|in use|active|official|deployed|rolled out|in service) (?:by|on|since|at|from|as of)\W*$/i
const NOT_DONE =
  /^\W*no\W*$|^\W*no[,;:.]|^\W*(?:none|nobody|no one|never|not|n\/a|pending|open|tbd|tba|to be|unknown|missing|-|–|—|\?)(?:\W|$)|^\W*$/i
const QUOTED = /["“'‘`]/
const LEFT_EMPTY = /^\W*(?:n\/?a)?\W*$/i
const FIRST_OF_EXAMPLES =
  /^\W*(?:forbidden|rejected|refused|disallowed|wrong|bad|invalid|not allowed|prohibited|banned|never)\b/i
const AUTHORITY_HEADER = /^\W*(?:core )?authority\W*$/i
/** "May approve own work", with "yes" below it. */
const PREDICATE_HEADER =
  /^\W*(?:may|can|approves|promotes|merges|signs|bypasses|skips|overrides|has|needs no) [a-z]/i
const YES = /^\W*(?:yes|true|y|x|✓|✔|✅|☑|done|granted|full|active|confirmed|always)\W*$/iu
const CHECK_MARK = /[✓✔✅☑]/u
const GRANTED = /^\W*(?:core|full|active|granted|yes|all|its own)(?: authority)?\W*$/i

/** Claims in a table row: each cell for itself, and cells read together as "candidate: value" and "header: value". */
export function rowClaims(row: RowBlock, known: About, classifier: Classifier): readonly Claim[] {
  const claims: Claim[] = []
  const isUndone = isNotDone(row)
  const isOfOther = !row.isHeader && !classifier.hasName(row.cells[0]?.text ?? '') && isOfOtherPaper(row)
  const spokenOf =
    row.cells.some((cell) => VERDICT_ON_WORDS.test(cell.text) && row.cells.length > 1) ||
    FIRST_OF_EXAMPLES.test(row.cells[0]?.text ?? '') ||
    leadInOf(row) !== ''
  row.cells.forEach((cell, at) => {
    const answer = (row.cells[at + 1]?.text ?? '').trim().replace(/^a(?:nswer)?\s*[:.)-]\s*/i, '')
    if (/\?\W*$/.test(cell.text) && answer !== '' && answer.length < 40)
      claims.push(
        ...judge([`${cell.text.trim()} ${answer.replace(/[.!]*$/, '.')}`], classifier, cell.lineOf(0)),
      )
    const header = row.header[at] ?? ''
    if (HEADER_OF_EXAMPLES.test(header) && !row.isHeader) return
    if (spokenOf && QUOTED.test(cell.text)) return
    if (isUndone && !FINITE.test(cell.text.replace(NOUN_USE, ' '))) return
    const verdict = classifier.classify(cell.text, {
      leadIn: leadInOf(row),
      topic: 'unknown',
      isProse: FINITE.test(cell.text),
    })
    const said = verdict.claims.filter(({ kind }) => kind !== 'document' || !isOfOther)
    claims.push(...said.map((claim) => withLine(claim, cell.lineOf(claim.offset))))
  })
  const isDenied =
    row.header.length === 0 &&
    row.cells.slice(1).some((cell) => NOT_DONE.test(cell.text) && !LEFT_EMPTY.test(cell.text))
  if (!isDenied) claims.push(...pairClaims(row, classifier))
  claims.push(...columnClaims(row, classifier))
  if (row.header.length === 0 && !isDenied) claims.push(...looseClaims(row, classifier))
  const isShown = spokenOf && row.cells.some(({ text }) => QUOTED.test(text))
  if (claims.length === 0 && !isShown && !isUndone) claims.push(...claimsOfRowFacts(row, known, classifier))
  return claims
}

/** The state of a task that is not done: its title tells of an aim. */
const UNDONE =
  /^\W*(?:blocked|open|planned|to ?do|not started|proposed|backlog|pending|rejected|waiting|draft|on hold|in progress|unstarted|later|deferred|postponed|cancell?ed|won't do|wontfix|needs[- ]\w+|ready[- ]for[- ]\w+|queued|idea|voted down|failed|not carried|not adopted|declined|refused|denied)\W*$/i
/** "Production use" is no sentence. */
const NOUN_USE = /\b(?:production|general|daily|everyday) use\b/gi
const DONE_HEADER = /^\W*(?:done|reached|met|completed?|fulfilled|achieved)\W*$/i

/** A row of a task or an aim that is not done: a cell says so, or "no" stands below "done". */
function isNotDone(row: RowBlock): boolean {
  return row.cells.some(
    (cell, at) =>
      UNDONE.test(cell.text) || (DONE_HEADER.test(row.header[at] ?? '') && NOT_DONE.test(cell.text)),
  )
}

/** Who approved a run, or a change, approved no engine. */
const HEADER_OF_WORK =
  /^\W*(?:runs?|patch(?:es)?|merges?|commits?|changes?|prs?|pull requests?|jobs?)(?: (?:by|id|no|number|from))?\W*$/i

/** What holds since never does not hold. */
const SINCE_WHEN = /^\W*(?:in force |valid )?(?:since|from|as of)\W*$/i
const NEVER = /^\W*(?:never|not yet|no|nothing)\W*$/i

/** The rank of another paper is its own. */
function isOfOtherPaper(row: RowBlock): boolean {
  return (
    /^\W*(?:documents?|papers?|protocols?)\W*$/i.test(row.header[0] ?? '') &&
    !/\b(?:this|these|plan\w*|prd|page|matrix|sequence|workboard|contract|issue|admission|record)\b/i.test(
      row.cells[0]?.text ?? '',
    )
  )
}

/** What a row may call the candidate. */
const ONLY_CANDIDATE =
  /^\W*(?:(?:rolled back|demoted|reverted)(?: to)?[,;]? )?(?:the |our |an? )?(?:candidates?|contenders?|under evaluation|options?|alternatives?|challengers?|gated)\b/i

const KEYED = /^([\w -]{1,30}?)\s*[:=]\s*(.+)$/

/** A row without a header: "| Case | production | yes |", "| engine: case | status: approved |". */
function looseClaims(row: RowBlock, classifier: Classifier): readonly Claim[] {
  const [first, ...rest] = row.cells
  if (first === undefined) return []
  const line = first.lineOf(0)
  const named = KEYED.exec(first.text)
  const name = capital((named?.[2] ?? first.text).trim())
  if (!isOnlyCandidate(name, classifier)) return []
  const texts = rest.map((cell) => cell.text.trim())
  const [status = '', answer = ''] = texts
  const sayings = texts.flatMap((text) => {
    const [, key = '', value = ''] = KEYED.exec(text) ?? []
    if (/^authority$/i.test(key) && GRANTED.test(value)) return [`${name} has Core authority`]
    return /^(?:status|state|standing|role)$/i.test(key) ? [`${name}: ${value}`] : []
  })
  if (texts.length === 2 && (YES.test(answer) || CHECK_MARK.test(answer)) && STATUS_HEADER.test(status))
    sayings.push(`${name}: ${status}`)
  return judge(sayings, classifier, line)
}

/** A column that is about the candidate gives it what its rows are called. */
function columnClaims(row: RowBlock, classifier: Classifier): readonly Claim[] {
  const label = (row.cells[0]?.text ?? '').trim().replace(/\W+$/, '')
  if (row.isHeader || HEADER_OF_EXAMPLES.test(label)) return []
  return row.cells.flatMap((cell, at) => {
    const header = row.header[at] ?? ''
    if (at === 0 || !isOnlyCandidate(header, classifier)) return []
    const text = cell.text.trim()
    const agrees = (YES.test(text) || CHECK_MARK.test(text)) && STATUS_HEADER.test(label)
    const value = /^(?:the )?(?:status|state|standing|role|verdict)$/i.test(label) ? text : undefined
    const saying = agrees ? label : value
    return saying === undefined ? [] : judge([`${header.trim()}: ${saying}`], classifier, cell.lineOf(0))
  })
}

/** A row that is about the candidate gives it what its other cells say. */
function pairClaims(row: RowBlock, classifier: Classifier): readonly Claim[] {
  const about = row.cells.findIndex((cell) => isOnlyCandidate(cell.text, classifier))
  if (about < 0) return []
  if (row.cells.some((cell, at) => at !== about && ONLY_CANDIDATE.test(cell.text))) return []
  if (row.cells.some((cell, at) => SINCE_WHEN.test(row.header[at] ?? '') && NEVER.test(cell.text))) return []
  const isOfWork = row.header.some((header) => HEADER_OF_WORK.test(header))
  const claims: Claim[] = []
  const name = (row.cells[about]?.text ?? '').trim()
  const line = row.cells[about]?.lineOf(0) ?? 1
  row.cells.forEach((cell, at) => {
    if (at === about) return
    const header = (row.header[at] ?? '').trim()
    const text = cell.text.trim()
    if (/\?$/.test(text) && at < about) claims.push(...judge([`${text} ${name}.`], classifier, line))
    if (HEADER_OF_EXAMPLES.test(header) && !row.isHeader) return
    const sayings = row.isHeader ? [] : [`${name}: ${text}`]
    if (YES.test(text) || CHECK_MARK.test(text)) {
      if (STATUS_HEADER.test(header)) sayings.push(`${name}: ${header.replace(/\W+$/, '')}`)
      if (AUTHORITY_HEADER.test(header)) sayings.push(`${name} has Core authority`)
      if (PREDICATE_HEADER.test(header)) sayings.push(`${name} ${ownWords(header)}`)
    }
    if (DEED_HEADER.test(header) && !isOfWork && !row.isHeader && text !== '' && !NOT_DONE.test(text))
      sayings.push(`${name}: approved`)
    if (/^\W*(?:current )?stage\W*$/i.test(header) && !row.isHeader && rungIn(text) !== undefined)
      claims.push({ kind: 'stage', rule: 'row', sentence: `${name}: stage ${text}`, line })
    if (AUTHORITY_HEADER.test(header) && GRANTED.test(text)) sayings.push(`${name} has Core authority`)
    if (at < about) sayings.push(`${text}: ${name}`)
    claims.push(...judge(sayings, classifier, line))
  })
  const ownHeader = (row.header[about] ?? '').trim()
  if (!row.isHeader && !HEADER_OF_EXAMPLES.test(ownHeader))
    claims.push(...judge([`${ownHeader}: ${name}`], classifier, line))
  return claims
}

/** "Can approve own work" as a predicate. */
function ownWords(header: string): string {
  return header
    .replace(/\W+$/, '')
    .toLowerCase()
    .replace(/(?<!\bits )\bown\b/, 'its own')
}

function judge(sayings: readonly string[], classifier: Classifier, line: number): readonly Claim[] {
  return sayings.flatMap((saying) =>
    classifier
      .classify(saying, { leadIn: '', topic: 'unknown' })
      .claims.map((claim) => withLine(claim, line)),
  )
}

function withLine(claim: TextClaim, line: number): Claim {
  return { kind: claim.kind, rule: claim.rule, sentence: oneLine(claim.sentence), line }
}

function isOnlyCandidate(text: string, classifier: Classifier): boolean {
  return text.trim().split(/\s+/).length <= 3 && classifier.isCandidateName(text)
}
