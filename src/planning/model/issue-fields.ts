/** What every issue of the sequence must say. */
export const ISSUE_FIELDS = [
  'type',
  'blockedBy',
  'stories',
  'what',
  'criteria',
  'allowed',
  'validator',
  'evidence',
] as const
export type IssueField = (typeof ISSUE_FIELDS)[number]

/** How the fields are labelled in documents. */
export const FIELD_LABELS: Readonly<Record<IssueField, string>> = {
  type: 'Type',
  blockedBy: 'Blocked by',
  stories: 'User stories covered',
  what: 'What to build',
  criteria: 'Acceptance criteria',
  allowed: 'Allowed files',
  validator: 'Validator',
  evidence: 'Done evidence',
}

export interface WrittenField {
  readonly field: IssueField
  value: string
  readonly line: number
}

const BY_LABEL = new Map(Object.entries(FIELD_LABELS).map(([field, label]) => [label.toLowerCase(), field]))
BY_LABEL.set('user stories', 'stories')

const LABEL =
  /^[\s*_]*(type|blocked by|user stories covered|user stories|what to build|acceptance criteria|allowed files|validator|done evidence)[\s*_]*:[*_]*/i

/** Reads `Label: value` lines. A line without a label belongs to the value above it. */
export function readField(text: string, firstLine: number): WrittenField[] {
  const fields: WrittenField[] = []
  text.split('\n').forEach((row, at) => {
    const match = LABEL.exec(row)
    const field = match === null ? undefined : BY_LABEL.get((match[1] ?? '').toLowerCase())
    const last = fields.at(-1)
    if (match !== null && field !== undefined && isField(field)) {
      fields.push({ field, value: row.slice(match[0].length).trim(), line: firstLine + at })
    } else if (last !== undefined) last.value = `${last.value} ${row.trim()}`.trim()
  })
  return fields
}

function isField(name: string): name is IssueField {
  return (ISSUE_FIELDS as readonly string[]).includes(name)
}

const NONE = /^(?:none|nothing|no one|nobody|n\/a|-|–|—|no issue)\.?$/i

/** The ids of a "Blocked by" value; empty when it says none. */
export function blockersIn(value: string): readonly string[] {
  if (NONE.test(value.trim())) return []
  return [...value.matchAll(/[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*-\d+/g)].map((match) => match[0])
}

/** The story numbers of a "User stories covered" value, ranges written out; undefined when it is not a list of numbers. */
export function storiesIn(value: string): readonly number[] | undefined {
  if (NONE.test(value.trim())) return []
  const stories: number[] = []
  for (const part of value.replace(/\.$/, '').split(/[,;]|\band\b/)) {
    const match = /^\s*(?:US[- ]?|#)?(\d{1,4})(?:\s*[-–]\s*(?:US[- ]?)?(\d{1,4}))?\s*$/i.exec(part)
    if (match === null) return undefined
    const from = Number(match[1])
    const to = Number(match[2] ?? match[1])
    if (to < from || to - from > 500) return undefined
    for (let story = from; story <= to; story += 1) stories.push(story)
  }
  return stories
}
