import type { ContractPage } from './contract-page.ts'

/** What the front matter of a contract page says beside its kind. */
export interface PageHeader {
  readonly owner: string
  /** Path of the PRD, from the workspace. */
  readonly source: string
  readonly created: string
  readonly reviewed: string
  readonly candidate: string
}

/** A contract document as Markdown; reading it back gives the same data. */
export function renderPage(page: ContractPage, header: PageHeader): string {
  const front = [
    '---',
    `name: ${page.kind}`,
    `contract: ${page.kind}`,
    'tier: local',
    'status: draft',
    `owner: ${header.owner}`,
    `source: ${header.source}`,
    `created: ${header.created}`,
    `last_reviewed: ${header.reviewed}`,
    'lifecycle_classification: planning',
    'core_promotion_status: not-promoted',
    '---',
  ]
  const body = [
    `# ${page.title}`,
    `Local planning only. Not a Core Protocol. Not active Core authority. The engine under evaluation, ${header.candidate}, is a candidate.`,
    page.introduction,
    ...page.tables.flatMap((table) => [`## ${table.heading}`, renderTable(table.columns, table.rows)]),
  ]
  return `${front.join('\n')}\n\n${body.join('\n\n')}\n`
}

/** A GFM table. */
export function renderTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n')
}
