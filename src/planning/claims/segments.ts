/** A stretch of a sentence that stands for itself: what governs one does not reach into the next. */
export interface Segment {
  readonly text: string
  /** How the segment was joined to the one before. */
  readonly joined: 'start' | 'break' | 'but' | 'and' | 'comma' | 'colon'
}

const VERB =
  '(?:is|are|was|were|has|have|had|may|can|could|will|would|should|must|shall|does|do|did|became|becomes|remains|stays|runs|serves|needs|handles|counts|gets|got|went|takes|took|acts|now|already|therefore|not|then|also|still|alone|replaces|replaced|decides|approves|holds)\\b'
const SUBJECT = '(?:[©ªº€¤¦]|we|they|the team|cto|people|[a-z]+ (?=(?:chose|approved|selected|picked)))'

const BOUNDARY = new RegExp(
  [
    '(?<break>\\s*;\\s*|\\s+(?:–|—|--|-)\\s+|—)',
    '(?<colon>:\\s+)',
    `(?<but>(?:,?\\s+|(?<=,)\\s+)(?:but|(?<=,\\s)yet|however|whereas|although|though|even though|because|since(?= (?:[©ª€º]|the |we |they |this ))|so that(?= [©ª])|now that|given that|, so)\\s+(?=\\S+ ?\\S+ )|,\\s+(?:so|hence|therefore|thus|while|as|where)\\s+(?=${SUBJECT}|the ))`,
    `(?<and>,?\\s+and\\s+(?:that\\s+)?(?=${SUBJECT} ${VERB}))`,
    `(?<comma>,\\s+(?=(?:then\\s+)?${SUBJECT} ${VERB}))`,
  ].join('|'),
  'gu',
)

/** Splits normalised text where a new statement begins. Linear in the length of the sentence. */
export function toSegments(sentence: string): readonly Segment[] {
  const segments: Segment[] = []
  let joined: Segment['joined'] = 'start'
  let from = 0
  for (const match of sentence.matchAll(BOUNDARY)) {
    const text = sentence.slice(from, match.index)
    if (text.trim() !== '') segments.push({ text: text.trim(), joined })
    joined = kindOf(match.groups ?? {})
    from = match.index + match[0].length
  }
  const rest = sentence.slice(from).trim()
  if (rest !== '') segments.push({ text: rest, joined })
  return segments
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): Segment['joined'] {
  if (groups.break !== undefined) return 'break'
  if (groups.colon !== undefined) return 'colon'
  if (groups.but !== undefined) return 'but'
  return groups.and === undefined ? 'comma' : 'and'
}
