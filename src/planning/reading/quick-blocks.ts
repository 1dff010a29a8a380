// Promises: the blocks of a section of plain Markdown as the parser and text-blocks.ts would give them, at a small part
// of the cost; undefined for any section that it is not sure of. Must not: read front matter. Called by: claims/scan-claims.ts.

import { quickInline, quickLinks } from './quick-inline.ts'
import { quickTable } from './quick-table.ts'
import { settingsOf } from './settings-block.ts'
import type { ProseBlock, TextBlock } from './text-blocks.ts'

/** A line that begins like this opens or ends something else than a paragraph, or may do so. */
const NO_PROSE = /^(?:[#>|<=+~\s]|[-*] |-[-\s]*$|\*[\s*]*$|_|\d{1,9}[.)](?:\s|$)|```|:?-+:?\s*\|)/
const HEADING = /^#{1,6} +(?=[^\s#])/
const ITEM = /^([-*+]|\d{1,9}[.)])( {1,4})(?=\S)(?:\[([ xX])\] (?=\S))?/
const FENCE = /^(`{3,}|~{3,})([^`]*)$/
/** Definitions, and characters that are a blank to some and none to others. */
const UNSAFE = /\]:|[\0\v\f\r\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF]/

interface Reader {
  readonly lines: readonly string[]
  /** The line that is read next. */
  at: number
  heading: string
  intro: string
  readonly blocks: TextBlock[]
}

/** The blocks of headings, paragraphs, flat lists, tables and fenced code. Most planning documents have nothing else. */
export function quickBlocksOf(section: string): readonly TextBlock[] | undefined {
  if (UNSAFE.test(section)) return undefined
  const reader: Reader = { lines: section.split('\n'), at: 0, heading: '', intro: '', blocks: [] }
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? ''
    if (isBlank(line)) reader.at += 1
    else if (!readBlock(reader, line)) return undefined
  }
  return reader.blocks
}

function readBlock(reader: Reader, line: string): boolean {
  if (line.startsWith('#')) return readHeading(reader, line)
  if (line.startsWith('|')) return readTable(reader)
  if (FENCE.test(line)) return readFence(reader, line)
  if (ITEM.test(line)) return readList(reader)
  return NO_PROSE.test(line) ? false : readParagraph(reader, line)
}

function readHeading(reader: Reader, line: string): boolean {
  const mark = HEADING.exec(line)?.[0]
  const text = line.slice(mark?.length ?? 0)
  if (mark === undefined || /[#\s]$/.test(text)) return false
  const content = quickInline(text, reader.at + 1, false)
  if (content === undefined) return false
  reader.blocks.push({ kind: 'heading', content, heading: '', intro: '' })
  reader.heading = content.text
  reader.intro = ''
  reader.at += 1
  return true
}

function readTable(reader: Reader): boolean {
  let end = reader.at
  while (end < reader.lines.length && !isBlank(reader.lines[end] ?? '')) end += 1
  const rows = quickTable(reader.lines.slice(reader.at, end), reader.at + 1, reader.heading, reader.intro)
  if (rows === undefined) return false
  reader.blocks.push(...rows)
  reader.intro = ''
  reader.at = end
  return true
}

/** Of code in a fence only settings are read. */
function readFence(reader: Reader, line: string): boolean {
  const [, mark = '', info = ''] = FENCE.exec(line) ?? []
  if (info.includes('~')) return false
  const from = reader.at + 1
  let at = from
  let to = reader.lines.length
  while (at < reader.lines.length) {
    const row = (reader.lines[at] ?? '').trim()
    at += 1
    if (!row.startsWith(mark)) continue
    if (row !== (mark[0] ?? '').repeat(row.length)) continue
    // A closing fence is indented by three columns at most; further in it is code.
    if (/^(?: {4}|\t| {1,3}\t)/.test(reader.lines[at - 1] ?? '')) continue
    to = at - 1
    break
  }
  reader.at = at
  const language = info.trim().split(/\s/)[0] ?? ''
  // What is left of unusual names and of a fence without end is the parser's.
  if (/[\\&]/.test(language)) return false
  const yaml = settingsOf(language, reader.lines.slice(from, to).join('\n'))
  if (yaml === undefined) return true
  if (to === reader.lines.length) return false
  const { heading, intro } = reader
  reader.blocks.push({ kind: 'settings', yaml, line: from + 1, heading, intro })
  return true
}

function readParagraph(reader: Reader, first: string): boolean {
  const start = reader.at
  const rows = [first]
  reader.at += 1
  if (!takeRows(reader, rows, 0)) return false
  const words = readWords(rows, start)
  if (words === undefined) return false
  reader.blocks.push({ kind: 'paragraph', ...words, heading: reader.heading, intro: '' })
  const { text } = words.content
  reader.intro = /:\s*$/.test(text) ? text : ''
  return true
}

function readList(reader: Reader): boolean {
  const kind = markOf(ITEM.exec(reader.lines[reader.at] ?? '')?.[1])
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? ''
    const item = ITEM.exec(line)
    if (item === null || markOf(item[1]) !== kind) break
    const rest = line.slice(item[0].length)
    const start = reader.at
    if (NO_PROSE.test(rest) || FENCE.test(rest) || /^\[[ xX]\]/.test(rest)) return false
    const rows = [rest]
    reader.at += 1
    if (!takeRows(reader, rows, (item[1] ?? '').length + (item[2] ?? '').length)) return false
    const words = readWords(rows, start)
    if (words === undefined) return false
    const { heading, intro } = reader
    reader.blocks.push({
      kind: 'item',
      ...words,
      heading,
      intro,
      ...(item[3] === ' ' ? { isOpen: true } : {}),
      ...(item[3] === undefined || item[3] === ' ' ? {} : { isDone: true }),
    })
    if (!isBlank(reader.lines[reader.at] ?? 'x')) continue
    const next = reader.lines.findIndex((row, at) => at >= reader.at && !isBlank(row))
    // What is indented behind a blank line belongs to the item.
    if (next >= 0 && /^\s/.test(reader.lines[next] ?? '')) return false
    reader.at = next < 0 ? reader.lines.length : next
  }
  reader.intro = ''
  // Another mark opens another list.
  return !ITEM.test(reader.lines[reader.at] ?? '')
}

/** Lists of `-`, `*` and `+`, and of `1.` and `1)`, are different ones. */
function markOf(mark: string | undefined): string {
  return mark?.at(-1) ?? ''
}

/**
 * Takes the lines on which a paragraph goes on, up to what ends it. False when a line may be something else.
 * @param indent columns of an item's text; 0 for a paragraph
 */
function takeRows(reader: Reader, rows: string[], indent: number): boolean {
  while (reader.at < reader.lines.length) {
    const line = reader.lines[reader.at] ?? ''
    if (isBlank(line) || HEADING.test(line) || FENCE.test(line)) return true
    const mark = ITEM.exec(line)?.[1]
    if (mark !== undefined) return indent > 0 || !/^\d/.test(mark) || /^1[.)]$/.test(mark)
    const columns = line.length - line.trimStart().length
    if (columns > 0 && columns !== indent) return false
    const text = line.slice(columns)
    if (NO_PROSE.test(text) || FENCE.test(text)) return false
    rows.push(text)
    reader.at += 1
  }
  return true
}

/**
 * The words of lines that belong together, and their telling links; undefined where they are not plain.
 * @param start index of the first of them
 */
function readWords(
  rows: readonly string[],
  start: number,
): Pick<ProseBlock, 'content' | 'links'> | undefined {
  const isRagged = rows.some((row) => row !== row.trimEnd())
  const text = (isRagged ? rows.map((row) => row.trimEnd()) : rows).join('\n')
  const content = quickInline(text, start + 1, isRagged)
  const links = content && quickLinks(text, content.text, start + 1)
  if (content === undefined || links === undefined) return undefined
  return { content, ...(links.length > 0 ? { links } : {}) }
}

function isBlank(line: string): boolean {
  return line.trim() === ''
}
