import { parseYaml } from '../reading/parse-yaml.ts'
import type { PlainText } from '../reading/plain-text.ts'
import type { SettingsBlock } from '../reading/settings-block.ts'
import type { ProseBlock, TextBlock } from '../reading/text-blocks.ts'
import { type Claim, FINITE, leadInOf, oneLine } from './claim.ts'
import { claimsOfAnswers, claimsOfList } from './claims-of-answers.ts'
import { claimsOfData, isOfAims } from './claims-of-data.ts'
import { claimsOfDone, claimsOfLineFacts, claimsOfSettingLines } from './claims-of-facts.ts'
import type { ClaimKind, Classifier } from './classify-text.ts'
import type { About } from './facts/read-fact.ts'
import { aboutTable } from './facts/row-facts.ts'
import { nameTestOf } from './name-test.ts'
import { RULE_WORDS } from './quotes.ts'
import { rowClaims } from './row-claims.ts'
import type { Topic } from './topic.ts'

/** All claims of a document's blocks, in reading order. "It" is followed from block to block under one heading. */
export function findClaims(blocks: readonly TextBlock[], classifier: Classifier): readonly Claim[] {
  const claims: Claim[] = []
  let topic: Topic = 'unknown'
  let listAbout: About = 'nobody'
  let tableAbout: About = 'nobody'
  let isAccepted = false
  let before: ProseBlock | undefined
  for (const block of blocks) {
    if (block.kind !== 'item') listAbout = 'nobody'
    if (block.kind === 'row' || block.kind === 'settings') before = undefined
    if (block.kind === 'row') {
      tableAbout = aboutTable(block, tableAbout, nameTestOf(classifier))
      claims.push(...rowClaims(block, tableAbout, classifier))
      continue
    }
    if (block.kind === 'settings') {
      claims.push(...settingsClaims(block, classifier))
      continue
    }
    if (block.kind === 'heading') topic = 'unknown'
    isAccepted = block.kind !== 'heading' && (isAccepted || ACCEPTED.test(block.content.text))
    const leadIn = leadInOf(block)
    const isProse = !isData(block.content.text)
    const verdict = classifier.classify(block.content.text, { leadIn, topic, isProse })
    topic = verdict.topic
    const said = verdict.claims.filter(
      (claim) =>
        ((block.isOpen !== true && !OPEN_BOX.test(block.content.text)) || FINITE.test(claim.sentence)) &&
        !isLineOfAims(claim, block) &&
        !DENIED_SETTING.test(claim.sentence) &&
        !(OPENS_AIMS.test(block.kind === 'item' ? block.intro : '') && !FINITE.test(claim.sentence)),
    )
    claims.push(...said.map((claim) => toClaim(claim, block.content)))
    claims.push(...joinedClaims(block, classifier))
    if (said.length === 0) claims.push(...decidedClaims(block, isAccepted, classifier))
    if (leadIn === '') claims.push(...dataClaims(block, classifier))
    if (said.length === 0) claims.push(...linkClaims(block, classifier))
    const lines = claimsOfLineFacts(block, listAbout, classifier)
    if (block.kind === 'item') listAbout = lines.about
    if (said.length === 0) {
      claims.push(...lines.claims, ...claimsOfDone(block, classifier), ...claimsOfList(block, classifier))
      claims.push(...claimsOfAnswers(block, before, classifier))
    }
    before = block
  }
  return withoutRepeats(claims)
}

/** Settings below "Example:" or "The validator rejects:" are shown and not stated. */
function settingsClaims(block: SettingsBlock, classifier: Classifier): readonly Claim[] {
  if (!classifier.hasName(block.yaml) && !OF_THE_PAGE.test(block.yaml)) return []
  const leadIn = leadInOf(block)
  const isShown = leadIn.startsWith('heading:') || RULE_WORDS.test(leadIn.toLowerCase()) || SHOWN.test(leadIn)
  if (isShown) return []
  return [
    ...claimsOfData(parseYaml(block.yaml, block.line), classifier),
    ...claimsOfSettingLines(block, classifier),
  ]
}

/** Settings that name no engine may speak of the page, or of whichever engine there is. */
const OF_THE_PAGE =
  /core[ _-]?(?:protocol|authority)|authority\W{1,4}core|self[ _-]?(?:approv|promot|merg|certif)/i

const SHOWN = /\b(?:examples?|samples?|would|could|might|may|proposed|planned|draft|sketch|test)\b/i

/** A page of such a kind is not yet, or no longer, the word of the project. */
const OF_NO_FORCE =
  /\b(?:drafts?|propos\w+|suggest\w+|ideas?|wish\w*|requests?|withdrawn|outdated|obsolete|superseded|old|former|hypothe\w+|future|planned|plans? to|goals?|targets?|roadmap|todo|claims?|reverted|retracted|deleted|not|never|nobody|without|don['’]t)\b/i

/** "Details are in [Case: approved backend](case.md)": the words of a link are a statement of their own. */
function linkClaims(block: ProseBlock, classifier: Classifier): readonly Claim[] {
  return (block.links ?? []).flatMap(({ text, line }) => {
    const around = block.content.text.replace(text, ' ')
    if (OF_NO_FORCE.test(around)) return []
    const context = { leadIn: `${leadInOf(block)}${around}:`, topic: 'unknown' } as const
    const said = [text, ...asTitle(text, classifier)].map((form) => classifier.classify(form, context).claims)
    return (said.find((claims) => claims.length > 0) ?? []).map(({ kind, rule }) => ({
      kind,
      rule,
      sentence: oneLine(text),
      line,
    }))
  })
}

/** "Case production backend", "Case, an active engine": a title that calls it so. */
function asTitle(text: string, classifier: Classifier): readonly string[] {
  const [, name = '', rest = ''] = /^([\w-]+)(?:,| [–—-])? ([\w -]+)$/.exec(text.trim()) ?? []
  return classifier.isCandidateName(name) && !FINITE.test(rest) ? [`${name} is ${rest}`] : []
}

/** A box that no list makes one. */
const OPEN_BOX = /^\s*\[ \] /

/** What stands below it, up to the next heading, is decided. */
const ACCEPTED = /^\W*status\W+(?:accepted|approved|decided|final)\W*$/i
const DECISION = /^\W*(?:\d+[.)]? )?(?:the |our )?decisions?(?: outcome| taken)?\W*$/i

/** "We will use Case as our default" below the heading "Decision" is decided and no prospect. */
function decidedClaims(block: ProseBlock, isAccepted: boolean, classifier: Classifier): readonly Claim[] {
  const { text } = block.content
  const first = /^we (?:will|shall|choose|pick|select|adopt) [^.;\n]+/i.exec(text)?.[0]
  if (first === undefined || !(isAccepted || DECISION.test(block.heading)) || block.isOpen === true) return []
  return classifier
    .classify(`Decision: ${first.replace(/^we (?:choose|pick|select|adopt)\b/i, 'we chose')}.`, {
      leadIn: '',
      topic: 'unknown',
    })
    .claims.map(({ kind, rule }) => ({ kind, rule, sentence: oneLine(first), line: block.content.lineOf(0) }))
}

/** "case.may_certify_itself = no" */
const DENIED_SETTING =
  /^\W*[a-z][\w-]*[._-][\w.-]+\s*[:=]\s*["'`]?(?:no|false|off|never|denied|forbidden|disabled|none)\W*$/i

/** Items below "Goals for 2026:" or "Risks:" name what may come. */
const OPENS_AIMS =
  /^\W*(?:our |the |main |open )*(?:goals?|aims?|risks?|dangers?|hazards?|wishes)(?: (?:for|of|in) [\w ]{1,30})?\W*$/i

/** "waits_for: Case is approved" */
function isLineOfAims(claim: { readonly sentence: string }, { content }: ProseBlock): boolean {
  return content.text.split('\n').some((line) => {
    const [, key, value] = /^\s*(?:- )?([a-z][a-z\d]*(?:[_-][a-z\d]+)+)\s*:\s+(\S.*)$/i.exec(line) ?? []
    return key !== undefined && value !== undefined && isOfAims(key, value) && claim.sentence.includes(value)
  })
}

const DATA_LINE = /^\s*(?:- )?[\w.-]+\s*:(?:\s|$)/

/** Whether a text is nothing but such lines. */
export function isData(text: string): boolean {
  const lines = text.split('\n')
  return lines.length > 1 && lines.every((line) => DATA_LINE.test(line) || line.trim() === '')
}

/** Lines of "key: value" in running text are read as the data that they are. */
function dataClaims({ content }: ProseBlock, classifier: Classifier): readonly Claim[] {
  if (!isData(content.text)) return []
  const lines = content.text.split('\n')
  return claimsOfData(parseYaml(nested(lines).join('\n'), content.lineOf(0)), classifier)
}

/** Running text keeps no blanks at the start of a line: what follows a key without a value is taken to be below it. */
function nested(lines: readonly string[]): readonly string[] {
  let isBelow = false
  return lines.map((line) => {
    const text = line.trim()
    if (/^(?:- )?[\w.-]+\s*:$/.test(text)) isBelow = true
    else if (isBelow) return `    ${text}`
    return text
  })
}

function toClaim(
  claim: {
    readonly kind: ClaimKind
    readonly rule: string
    readonly sentence: string
    readonly offset: number
  },
  content: PlainText,
): Claim {
  return {
    kind: claim.kind,
    rule: claim.rule,
    sentence: oneLine(claim.sentence),
    line: content.lineOf(claim.offset),
  }
}

/** "Once a person has approved Case:" */
const IS_CONDITION = /^\W*(?:once|after|as soon as|if) /i

/** "Case is:" above a list makes a statement of each item. */
function joinedClaims(block: ProseBlock, classifier: Classifier): readonly Claim[] {
  if (block.kind !== 'item' || block.intro === '' || !classifier.mentionsCandidate(block.intro)) return []
  if (IS_CONDITION.test(block.intro)) return []
  const lead = block.intro.replace(/:\s*$/, ' ')
  const joined = classifier.classify(`${lead}${block.content.text}`, { leadIn: '', topic: 'unknown' })
  const alone = classifier.classify(lead, { leadIn: '', topic: 'unknown' })
  if (alone.claims.length > 0) return []
  return joined.claims
    .filter(
      (claim) => claim.offset < lead.length && !/\b(?:reject|refuse|forbid|such as|example)/i.test(lead),
    )
    .map((claim) => ({
      kind: claim.kind,
      rule: claim.rule,
      sentence: oneLine(claim.sentence),
      line: block.content.lineOf(0),
    }))
}

function withoutRepeats(claims: readonly Claim[]): readonly Claim[] {
  const seen = new Set<string>()
  return claims.filter((claim) => {
    const key = `${claim.kind}:${claim.line}:${claim.sentence}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
