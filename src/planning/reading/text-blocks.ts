import type { Nodes, PhrasingContent, Root, Table } from 'mdast'
import { lineOfNode, type PlainText, plainTextOf, withoutTags } from './plain-text.ts'
import { type SettingsBlock, settingsOf } from './settings-block.ts'

/** A piece of a document that is read on its own, with what stands above it. */
export type TextBlock = ProseBlock | RowBlock | SettingsBlock

export interface ProseBlock {
  readonly kind: 'heading' | 'paragraph' | 'item' | 'html'
  readonly content: PlainText
  /** The nearest heading. */
  readonly heading: string
  /** A paragraph right above that ends in ":" and introduces this one, or empty. */
  readonly intro: string
  /** An item with an open box: something that is to be so. */
  readonly isOpen?: boolean
  /** An item with a ticked box: something that was to be so, and is. */
  readonly isDone?: boolean
  /** Links of several words with more text around them. */
  readonly links?: readonly LinkText[]
}

export interface LinkText {
  readonly text: string
  readonly line: number
}

/** The links that say something by themselves: several words, and not the whole text. */
export function tellingLinks(links: readonly LinkText[], whole: string): readonly LinkText[] {
  return links.filter(({ text }) => /\S\s+\S/.test(text) && text.trim() !== whole.trim())
}

export interface RowBlock {
  readonly kind: 'row'
  readonly header: readonly string[]
  readonly cells: readonly PlainText[]
  readonly heading: string
  readonly intro: string
  readonly isHeader: boolean
}

/** All text of a Markdown tree in reading order. `firstLine` is the line of the file on which the tree's text starts. */
export function textBlocksOf(root: Root, firstLine = 1, startHeading = ''): readonly TextBlock[] {
  const blocks: TextBlock[] = []
  const state = { heading: startHeading, shift: firstLine - 1 }
  walk(root.children, '', false, blocks, state)
  return blocks
}

interface State {
  heading: string
  readonly shift: number
}

function walk(
  nodes: readonly Nodes[],
  introOfParent: string,
  inItem: 'open' | 'done' | boolean,
  blocks: TextBlock[],
  state: State,
): void {
  let intro = introOfParent
  for (const node of nodes) {
    switch (node.type) {
      case 'heading': {
        const content = plain(node, state)
        blocks.push({ kind: 'heading', content, heading: '', intro: '' })
        state.heading = content.text
        intro = ''
        break
      }
      case 'paragraph': {
        const content = plain(node, state)
        if (pushLooseRows(content, introOfParent, blocks, state)) break
        blocks.push({
          kind: inItem === false ? 'paragraph' : 'item',
          content,
          heading: state.heading,
          intro: inItem === false ? '' : introOfParent,
          ...(inItem === 'open' ? { isOpen: true } : {}),
          ...(inItem === 'done' ? { isDone: true } : {}),
          ...linksIn(node.children, content.text, state),
        })
        pushTitles(node.children, blocks, state)
        intro = /:\s*$/.test(content.text) ? content.text : inItem === false ? '' : introOfParent
        break
      }
      case 'table':
        pushRows(node, intro, blocks, state)
        intro = ''
        break
      case 'html': {
        const line = lineOfNode(node) + state.shift
        const text = withoutTags(node.value)
        const content: PlainText = {
          text,
          lineOf: (offset) => line + text.slice(0, offset).split('\n').length - 1,
        }
        if (text.trim() !== '') blocks.push({ kind: 'html', content, heading: state.heading, intro: '' })
        break
      }
      case 'code': {
        const yaml = settingsOf(node.lang ?? '', node.value)
        const line = lineOfNode(node) + state.shift + 1
        if (yaml !== undefined) blocks.push({ kind: 'settings', yaml, line, heading: state.heading, intro })
        break
      }
      case 'list':
        for (const item of node.children) walk(item.children, intro, boxOf(item.checked), blocks, state)
        intro = introOfParent
        break
      case 'blockquote':
        // What a line with a colon introduces is an item of it.
        walk(node.children, intro, inItem === false && intro !== '' ? true : inItem, blocks, state)
        break
      case 'footnoteDefinition':
        walk(node.children, intro, inItem, blocks, state)
        break
      default:
        break
    }
  }
}

function boxOf(checked: boolean | null | undefined): 'open' | 'done' | true {
  if (typeof checked !== 'boolean') return true
  return checked ? 'done' : 'open'
}

function plain(node: Nodes & { readonly children: readonly PhrasingContent[] }, state: State): PlainText {
  return plainTextOf(node.children, state.shift + 1, lineOfNode(node) + state.shift)
}

function linksIn(nodes: readonly PhrasingContent[], whole: string, state: State): Pick<ProseBlock, 'links'> {
  const links = tellingLinks(allLinks(nodes, state), whole)
  return links.length > 0 ? { links } : {}
}

function allLinks(nodes: readonly PhrasingContent[], state: State): readonly LinkText[] {
  return nodes.flatMap((node) => {
    if (node.type === 'link' || node.type === 'linkReference')
      return node.position === undefined
        ? []
        : [{ text: plain(node, state).text, line: lineOfNode(node) + state.shift }]
    return 'children' in node ? allLinks(node.children, state) : []
  })
}

const LOOSE_ROW = /^\s*\|(.*\S.*)\|\s*$/

/** Lines between bars that no line of dashes makes a table of: readers see rows all the same. */
function pushLooseRows(content: PlainText, intro: string, blocks: TextBlock[], state: State): boolean {
  const lines = content.text.split('\n')
  if (!lines.every((line) => LOOSE_ROW.test(line))) return false
  let offset = 0
  for (const line of lines) {
    const at = content.lineOf(offset)
    const cells = (LOOSE_ROW.exec(line)?.[1] ?? '')
      .split('|')
      .map((text) => ({ text: text.trim(), lineOf: () => at }))
    blocks.push({ kind: 'row', header: [], cells, heading: state.heading, intro, isHeader: false })
    offset += line.length + 1
  }
  return true
}

/** Titles of links and images are read by people too. */
function pushTitles(nodes: readonly PhrasingContent[], blocks: TextBlock[], state: State): void {
  for (const node of nodes) {
    if ((node.type === 'link' || node.type === 'image') && node.title !== null && node.title !== undefined) {
      const line = lineOfNode(node) + state.shift
      blocks.push({
        kind: 'paragraph',
        content: { text: node.title, lineOf: () => line },
        heading: state.heading,
        intro: '',
      })
    }
    if ('children' in node) pushTitles(node.children, blocks, state)
  }
}

function pushRows(table: Table, intro: string, blocks: TextBlock[], state: State): void {
  const [first, ...rest] = table.children
  if (first === undefined) return
  const headerCells = first.children.map((cell) => plain(cell, state))
  const header = headerCells.map((cell) => cell.text)
  blocks.push({ kind: 'row', header, cells: headerCells, heading: state.heading, intro, isHeader: true })
  for (const row of rest) {
    const cells = row.children.map((cell) => plain(cell, state))
    blocks.push({ kind: 'row', header, cells, heading: state.heading, intro, isHeader: false })
  }
}
