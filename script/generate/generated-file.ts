/** A file of the repository that is written from the contract, never by hand. */
export interface GeneratedFile {
  /** Relative to the root. */
  readonly path: string
  readonly content: string
}

export const BY_HAND_NOT =
  '<!-- Written by `npm run docs:generate` from src/contract. Changes by hand are lost. -->'

/** A Markdown table; a bar in a cell is escaped. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)].join('\n')
}
