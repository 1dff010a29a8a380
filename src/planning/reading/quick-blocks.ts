import { codeText, type PlainText } from './plain-text.ts'
import type { TextBlock } from './text-blocks.ts'

/** Marks that give a line a meaning beyond its letters. Such text goes to the parser. An underscore inside a word has none. */
const MARKED = /[*[\]<>~\\&|!=\t]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\bwww\.|:\/\//u
const PARAGRAPH_LINE = /^\p{L}/u
const ITEM_LINE = /^[-*+] (?:\[[ xX]\] )?(?=\p{L})/u
const OPEN_BOX = /^[-*+] \[ \] /
const HEADING_LINE = /^#{1,6} (?=\p{L})/u

/**
 * The blocks of a section that is nothing but headings, paragraphs and flat lists of plain words, as the parser would
 * give them; undefined for any other section. Most prose is of this kind, and the parser is slow.
 */
export function quickBlocksOf(section: string): readonly TextBlock[] | undefined {
  const blocks: TextBlock[] = []
  let heading = ''
  let intro = ''
  let rows: string[] = []
  let start = 1
  const lines = section.split('\n')
  for (let at = 0; at <= lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.trim() !== '') {
      if (rows.length === 0) start = at + 1
      rows.push(line)
      continue
    }
    const [first] = rows
    if (first === undefined) continue
    const isHeading = HEADING_LINE.test(first)
    const isList = ITEM_LINE.test(first)
    if (
      isHeading
        ? rows.length > 1 || /#\s*$/.test(first)
        : !rows.every((row) => (isList ? ITEM_LINE : PARAGRAPH_LINE).test(row))
    )
      return undefined
    for (const [row, text] of (isList ? rows : [rows.join('\n')]).entries()) {
      const words = plainWords(
        isHeading ? text.replace(HEADING_LINE, '') : isList ? text.replace(ITEM_LINE, '') : text,
      )
      if (words === undefined) return undefined
      const content = toPlainText(words, start + row)
      if (isHeading) blocks.push({ kind: 'heading', content, heading: '', intro: '' })
      else if (isList)
        blocks.push({
          kind: 'item',
          content,
          heading,
          intro,
          ...(OPEN_BOX.test(text) ? { isOpen: true } : {}),
        })
      else blocks.push({ kind: 'paragraph', content, heading, intro: '' })
      if (isHeading) heading = words
      if (!isList) intro = !isHeading && /:\s*$/.test(words) ? words : ''
    }
    if (isList && !followedByList(lines, at)) intro = ''
    rows = []
  }
  return blocks
}

/** Items that a blank line parts belong to one list. */
function followedByList(lines: readonly string[], from: number): boolean {
  const next = lines.slice(from).find((line) => line.trim() !== '')
  return next !== undefined && ITEM_LINE.test(next)
}

function plainWords(text: string): string | undefined {
  const words = text.replace(/[ \t]+(?=\n|$)/g, '')
  if (!words.includes('`')) return MARKED.test(words) ? undefined : words
  const ticks = words.split('`')
  if (ticks.length % 2 === 0 || words.includes('``') || words.includes('\n')) return undefined
  if (ticks.some((part, at) => at % 2 === 0 && MARKED.test(part))) return undefined
  if (ticks.some((part, at) => at % 2 === 1 && part !== part.trim())) return undefined
  return ticks.map((part, at) => (at % 2 === 1 ? codeText(part) : part)).join('')
}

function toPlainText(text: string, line: number): PlainText {
  return {
    text,
    lineOf: (offset) => line + text.slice(0, offset).split('\n').length - 1,
  }
}
