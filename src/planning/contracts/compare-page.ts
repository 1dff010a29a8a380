import type { PlanningFinding } from '../../contract/planning.ts'
import type { PlanningDocument } from '../model/planning-document.ts'
import { treeOf } from '../model/planning-document.ts'
import { lineOfNode, plainTextOf } from '../reading/plain-text.ts'
import type { ContractPage, ContractTable } from './contract-page.ts'

interface WrittenTable {
  readonly heading: string
  readonly line: number
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[]
}

/** Where a contract document differs from the program: rows that lack, are too many, or say something else. */
export function comparePage(document: PlanningDocument, page: ContractPage): readonly PlanningFinding[] {
  const tree = treeOf(document)
  if ('problem' in tree) return []
  const written = writtenTables(tree.root)
  return page.tables.flatMap((table) =>
    compareTable(
      document.path,
      table,
      written.find((other) => sameWords(other.heading, table.heading)),
    ),
  )
}

function compareTable(
  file: string,
  table: ContractTable,
  written: WrittenTable | undefined,
): readonly PlanningFinding[] {
  const fix = 'run proctor docs sync, or change the program'
  if (written === undefined) return [{ file, line: 1, message: `no table under "${table.heading}"`, fix }]
  const findings: PlanningFinding[] = []
  const rows = new Map(written.rows.map((row) => [normal(row.cells[0] ?? ''), row]))
  const seen = new Set<string>()
  for (const row of written.rows) {
    const key = normal(row.cells[0] ?? '')
    if (seen.has(key))
      findings.push({
        file,
        line: row.line,
        message: `${table.heading}: "${row.cells[0] ?? ''}" is there twice`,
        fix,
      })
    seen.add(key)
  }
  for (const expected of table.rows) {
    const key = normal(expected[0] ?? '')
    const row = rows.get(key)
    rows.delete(key)
    if (row === undefined) {
      findings.push({
        file,
        line: written.line,
        message: `${table.heading}: "${expected[0] ?? ''}" is missing`,
        fix,
      })
      continue
    }
    expected.forEach((cell, at) => {
      if (at === 0 || sameWords(row.cells[at] ?? '', cell)) return
      findings.push({
        file,
        line: row.line,
        message: `${table.heading}, "${expected[0] ?? ''}": ${table.columns[at] ?? 'a cell'} says "${row.cells[at] ?? ''}", the program "${cell}"`,
        fix,
      })
    })
  }
  for (const row of rows.values())
    findings.push({
      file,
      line: row.line,
      message: `${table.heading}: "${row.cells[0] ?? ''}" is not in the program`,
      fix,
    })
  return findings
}

function writtenTables(
  root: Parameters<typeof lineOfNode>[0] & { readonly children: readonly import('mdast').RootContent[] },
): readonly WrittenTable[] {
  const tables: WrittenTable[] = []
  let heading = ''
  for (const node of root.children) {
    if (node.type === 'heading') heading = plainTextOf(node.children).text
    if (node.type !== 'table') continue
    const rows = node.children.slice(1).map((row) => ({
      cells: row.children.map((cell) => plainTextOf(cell.children).text.trim()),
      line: lineOfNode(row),
    }))
    tables.push({ heading, line: lineOfNode(node), rows })
  }
  return tables
}

/** Whether two headings or cells say the same, whatever their case, spaces and emphasis. */
export function sameWords(a: string, b: string): boolean {
  return a === b || normal(a) === normal(b)
}

function normal(text: string): string {
  return text.replace(/[`*_]/g, '').replace(/\s+/g, ' ').trim().toLowerCase()
}
