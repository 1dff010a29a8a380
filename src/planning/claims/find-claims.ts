import { parseYaml } from '../reading/parse-yaml.ts'
import type { PlainText } from '../reading/plain-text.ts'
import type { ProseBlock, TextBlock } from '../reading/text-blocks.ts'
import { type Claim, leadInOf, oneLine } from './claim.ts'
import { claimsOfData } from './claims-of-data.ts'
import type { ClaimKind, Classifier } from './classify-text.ts'
import { rowClaims } from './row-claims.ts'
import type { Topic } from './topic.ts'

/** All claims of a document's blocks, in reading order. "It" is followed from block to block under one heading. */
export function findClaims(blocks: readonly TextBlock[], classifier: Classifier): readonly Claim[] {
  const claims: Claim[] = []
  let topic: Topic = 'unknown'
  for (const block of blocks) {
    if (block.kind === 'row') {
      claims.push(...rowClaims(block, classifier))
      continue
    }
    if (block.kind === 'heading') topic = 'unknown'
    const leadIn = leadInOf(block)
    const verdict = classifier.classify(block.content.text, { leadIn, topic })
    topic = verdict.topic
    const said = verdict.claims.filter((claim) => block.isOpen !== true || FINITE.test(claim.sentence))
    claims.push(...said.map((claim) => toClaim(claim, block.content)))
    claims.push(...joinedClaims(block, classifier))
    if (leadIn === '') claims.push(...dataClaims(block, classifier))
  }
  return withoutRepeats(claims)
}

const DATA_LINE = /^\s*(?:- )?[\w.-]+\s*:(?:\s|$)/

/** Lines of "key: value" in running text are read as the data that they are. */
function dataClaims({ content }: ProseBlock, classifier: Classifier): readonly Claim[] {
  const lines = content.text.split('\n')
  if (lines.length < 2 || !lines.every((line) => DATA_LINE.test(line) || line.trim() === '')) return []
  return claimsOfData(parseYaml(lines.map((line) => line.trim()).join('\n'), content.lineOf(0)), classifier)
}

/** "[ ] Case approved by a person" is a demand; "[ ] Case is approved" says so. */
const FINITE = /\b(?:is|are|was|were|has|have|became|becomes|remains|may|can|runs?|uses?)\b/i

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

/** "Case is:" above a list makes a statement of each item. */
function joinedClaims(block: ProseBlock, classifier: Classifier): readonly Claim[] {
  if (block.kind !== 'item' || block.intro === '' || !classifier.mentionsCandidate(block.intro)) return []
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
