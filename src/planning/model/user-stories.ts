import type { Nodes, Root } from 'mdast'
import { plainTextOf } from '../reading/plain-text.ts'

const STORY_LABEL = /^(?:user\s+story|story|US)[\s-]*(\d{1,4})\b/i
const STORIES_HEADING = /user\s+stor/i

/** The numbers of the user stories of a PRD: a numbered list under a heading that says so, or "US-3" and "Story 3" labels. */
export function toUserStories(root: Root): ReadonlySet<number> {
  const stories = new Set<number>()
  let depth: number | undefined
  for (const node of root.children) {
    if (node.type === 'heading') {
      const text = plainTextOf(node.children).text.trim()
      if (STORIES_HEADING.test(text)) depth = node.depth
      else if (depth !== undefined && node.depth <= depth) depth = undefined
      addLabel(text, stories)
      const numbered = depth === undefined ? null : /^(\d{1,4})[.):\s]/.exec(text)
      if (numbered !== null) stories.add(Number(numbered[1]))
      continue
    }
    if (node.type === 'list' && node.ordered === true && depth !== undefined) {
      for (const at of node.children.keys()) stories.add((node.start ?? 1) + at)
    }
    addLabelsBelow(node, stories)
  }
  return stories
}

function addLabelsBelow(node: Nodes, stories: Set<number>): void {
  if (node.type === 'paragraph') addLabel(plainTextOf(node.children).text.trim(), stories)
  else if (node.type === 'list' || node.type === 'listItem' || node.type === 'blockquote') {
    for (const child of node.children) addLabelsBelow(child, stories)
  } else if (node.type === 'table') {
    for (const row of node.children) {
      const first = row.children[0]
      const text = first === undefined ? '' : plainTextOf(first.children).text.trim()
      addLabel(text, stories)
    }
  }
}

function addLabel(text: string, stories: Set<number>): void {
  const match = STORY_LABEL.exec(text)
  if (match !== null) stories.add(Number(match[1]))
}
