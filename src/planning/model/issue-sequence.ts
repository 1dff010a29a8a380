import type { List, Nodes, Root } from 'mdast'
import { lineOfNode, plainTextOf } from '../reading/plain-text.ts'
import { type IssueField, readField, type WrittenField } from './issue-fields.ts'

/** One issue of the issue artifact. */
export interface PlannedIssue {
  readonly id: string
  readonly title: string
  readonly line: number
  readonly fields: readonly WrittenField[]
  readonly criteria: readonly Criterion[]
}

export interface Criterion {
  readonly text: string
  readonly line: number
  /** Null when the item has no box to tick. */
  readonly ticked: boolean | null
}

/** A section with this many labelled fields is an issue, though its heading has no id. */
const FIELDS_OF_AN_ISSUE = 4

const ISSUE_HEADING = /^([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-\d+)\s*(?:[-–—:]\s*)?(.*)$/s

/** The issues of a document: every heading that begins with an id, with what stands up to the next heading of its level. */
export function toIssueSequence(root: Root): readonly PlannedIssue[] {
  const issues: PlannedIssue[] = []
  let open:
    | {
        id: string
        title: string
        line: number
        depth: number
        fields: WrittenField[]
        criteria: Criterion[]
      }
    | undefined
  let inCriteria = false
  const close = (): void => {
    if (open !== undefined && (open.id !== '' || open.fields.length >= FIELDS_OF_AN_ISSUE))
      issues.push({
        id: open.id,
        title: open.title,
        line: open.line,
        fields: open.fields,
        criteria: open.criteria,
      })
    open = undefined
  }
  for (const node of root.children) {
    if (node.type === 'heading') {
      const heading = plainTextOf(node.children).text.trim()
      const match = ISSUE_HEADING.exec(heading)
      if (match !== null) {
        close()
        open = {
          id: match[1] ?? '',
          title: (match[2] ?? '').trim(),
          line: lineOfNode(node),
          depth: node.depth,
          fields: [],
          criteria: [],
        }
        inCriteria = false
      } else if (open === undefined || open.id === '' || node.depth <= open.depth) {
        close()
        open = { id: '', title: heading, line: lineOfNode(node), depth: node.depth, fields: [], criteria: [] }
        inCriteria = false
      } else {
        const field = readField(`${heading.replace(/:?$/, '')}:`, lineOfNode(node))[0]
        if (field !== undefined) open.fields.push(field)
        inCriteria = field?.field === 'criteria'
      }
      continue
    }
    if (open === undefined) continue
    if (node.type === 'list' && (inCriteria || open.fields.at(-1)?.field === 'criteria')) {
      open.criteria.push(...criteriaOf(node))
      inCriteria = false
      continue
    }
    open.fields.push(...fieldsOf(node, open.fields.at(-1)))
  }
  close()
  return issues
}

/** Fields written as paragraphs, or as items of a list. A paragraph without a label goes on with an empty field above it. */
function fieldsOf(node: Nodes, last: WrittenField | undefined): readonly WrittenField[] {
  if (node.type === 'paragraph') {
    const text = plainTextOf(node.children)
    const fields = readField(text.text, lineOfNode(node))
    if (fields.length === 0 && last !== undefined && last.value === '') last.value = text.text.trim()
    return fields
  }
  if (node.type === 'list')
    return node.children.flatMap((item) => item.children.flatMap((child) => fieldsOf(child, undefined)))
  return []
}

function criteriaOf(list: List): readonly Criterion[] {
  return list.children.map((item) => {
    const first = item.children[0]
    const text = first?.type === 'paragraph' ? plainTextOf(first.children).text : ''
    return { text: text.replace(/\s+/g, ' ').trim(), line: lineOfNode(item), ticked: item.checked ?? null }
  })
}

/** The value of a field of an issue, or undefined when it is not written. */
export function fieldOf(issue: PlannedIssue, field: IssueField): WrittenField | undefined {
  return issue.fields.find((written) => written.field === field)
}
