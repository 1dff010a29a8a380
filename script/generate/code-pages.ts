import { BLOCKERS } from '../../src/contract/blockers.ts'
import { ERROR_CODES } from '../../src/contract/error-codes.ts'
import { EXIT_MEANINGS } from '../../src/contract/exit-codes.ts'
import { FINDINGS } from '../../src/contract/finding.ts'
import { BY_HAND_NOT, type GeneratedFile, markdownTable } from './generated-file.ts'

/** The pages of codes: what may come back, and what it means. */
export function codePages(): readonly GeneratedFile[] {
  const code = (name: string): string => `\`${name}\``
  const errors = Object.entries(ERROR_CODES).map(([name, { exit, meaning }]) => [
    code(name),
    String(exit),
    meaning,
  ])
  const blockers = Object.entries(BLOCKERS).map(([name, { exit, completeness, meaning }]) => {
    return [code(name), String(exit), completeness, meaning]
  })
  const findings = Object.entries(FINDINGS).map(([name, meaning]) => [code(name), meaning])
  return [
    page('docs/errors.md', 'Codes', [
      'All codes are frozen: added to, never renamed or reused.',
      '## Errors',
      'No answer could be had. Printed as `proctor: <what>`, with `--json` as `{"error": {"code", "message", "hint", "exitCode"}}`.',
      markdownTable(['code', 'exit', 'meaning'], errors),
      '## Blockers',
      'Why a run did not pass. They stand in `report.json`, and with several of them the exit codes are ranked: 70, then 129, 130, 143, then 5, 3, 4, 1.',
      markdownTable(['code', 'exit', 'completeness', 'meaning'], blockers),
      '## Findings',
      'What `proctor verify` has to say of a bundle.',
      markdownTable(['id', 'meaning'], findings),
    ]),
    page('docs/exit-codes.md', 'Exit codes', [
      'The same for every command, and frozen.',
      markdownTable(
        ['code', 'meaning'],
        EXIT_MEANINGS.map(([exit, meaning]) => [String(exit), meaning]),
      ),
    ]),
  ]
}

function page(path: string, title: string, parts: readonly string[]): GeneratedFile {
  return { path, content: `${[BY_HAND_NOT, `# ${title}`, ...parts].join('\n\n')}\n` }
}
