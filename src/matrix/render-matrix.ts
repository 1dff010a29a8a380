import { type MatrixResult, type RowResult, summarise } from './result.ts'

/** The result as a page for people. */
export function renderMatrixMarkdown({ rows, durationMs }: MatrixResult): string {
  const lines = [
    '# Failure matrix',
    '',
    `${summarise(rows)}. ${Math.round(durationMs / 1_000)} s.`,
    '',
    '| fixture | engine | verdict | blocker | event | status | completeness | exit | A | why not |',
    '|---|---|---|---|---|---|---|---|---|---|',
    ...rows.map(toRow),
    '',
  ]
  return lines.join('\n')
}

function toRow({ id, engine, verdict, expected, why }: RowResult): string {
  const { blocker, event, status, completeness, exit, artifacts } = expected
  const cells = [
    id,
    engine,
    verdict,
    blocker ?? 'none',
    event.type,
    status,
    completeness,
    String(exit),
    String(artifacts),
    why.join('; '),
  ]
  return `| ${cells.map(toCell).join(' | ')} |`
}

function toCell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/[\r\n]+/g, ' ')
}
