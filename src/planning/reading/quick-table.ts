// Promises: the rows of a plain table as the parser would give them; undefined for whatever it is not sure of.
// Must not: look at what stands around the table. Called by: reading/quick-blocks.ts.
import type { PlainText } from './plain-text.ts'
import { quickInline } from './quick-inline.ts'
import type { RowBlock } from './text-blocks.ts'

const DASHES = /^\|(?: *:?-+:? *\|)+$/

/** @param rows the lines of the table, the first of which is line `line` */
export function quickTable(
  rows: readonly string[],
  line: number,
  heading: string,
  intro: string,
): readonly RowBlock[] | undefined {
  const [first = '', dashes = '', ...rest] = rows
  if (!DASHES.test(dashes.trimEnd())) return undefined
  const headerCells = cellsOf(first, line)
  if (headerCells === undefined || headerCells.length !== dashes.trimEnd().split('|').length - 2)
    return undefined
  const header = headerCells.map((cell) => cell.text)
  const blocks: RowBlock[] = [{ kind: 'row', header, cells: headerCells, heading, intro, isHeader: true }]
  for (const [at, row] of rest.entries()) {
    const cells = cellsOf(row, line + 2 + at)
    if (cells === undefined || cells.length !== header.length) return undefined
    blocks.push({ kind: 'row', header, cells, heading, intro, isHeader: false })
  }
  return blocks
}

function cellsOf(row: string, line: number): readonly PlainText[] | undefined {
  const bare = row.trimEnd()
  if (bare.length < 2 || !bare.startsWith('|') || !bare.endsWith('|') || bare.includes('\\')) return undefined
  const cells: PlainText[] = []
  for (const cell of bare.slice(1, -1).split('|')) {
    const text = cell.trim()
    const content = text === '' ? NOTHING : quickInline(text, line, false)
    if (content === undefined) return undefined
    cells.push(content)
  }
  return cells
}

const NOTHING: PlainText = { text: '', lineOf: () => 1 }
