import type { EngineStanding, StageStatusResult } from '../contract/ladder.ts'
import { STAGES } from '../contract/stages.ts'

const TEST_NOTE = 'This is a test workspace: nothing earned here counts elsewhere.'

/** Lines for a terminal, without colour. */
export function renderStatusText(status: StageStatusResult): string[] {
  const width = Math.max(0, ...status.engines.map(({ id }) => id.length))
  const lines = status.test ? [TEST_NOTE] : []
  for (const engine of status.engines) {
    lines.push(`${engine.id.padEnd(width)}  ${engine.stage}  (${engine.counted} runs count)`)
    for (const line of detailsOf(engine)) lines.push(`${' '.repeat(width)}  ${line}`)
  }
  return lines
}

export function renderStatusMarkdown(status: StageStatusResult): string {
  const rows = status.engines.map(
    (engine) =>
      `| ${engine.id} | ${engine.stage} | ${engine.counted} | ${detailsOf(engine).map(cell).join('<br>')} |`,
  )
  return [
    '# Standing of the engines',
    '',
    ...(status.test ? [`**${TEST_NOTE}**`, ''] : []),
    `Computed at ${status.at} from the ledger; default status is earned, not assumed.`,
    '',
    '| engine | stage | runs that count | what is missing, and what was lost |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

/** One page without anything from elsewhere. */
export function renderStatusPage(status: StageStatusResult): string {
  const blocks = status.engines.map((engine) => {
    const reached = STAGES.indexOf(engine.stage)
    const rungs = STAGES.map(
      (stage, nth) => `<li${nth <= reached ? ' class="held"' : ''}>${text(stage)}</li>`,
    ).join('')
    const details = detailsOf(engine)
      .map((line) => `<li>${text(line)}</li>`)
      .join('')
    return `<section><h2>${text(engine.id)}</h2><ol class="rungs">${rungs}</ol><p>${engine.counted} runs count.</p><ul>${details}</ul></section>`
  })
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Standing of the engines</title>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}',
    '.rungs{display:flex;flex-wrap:wrap;gap:.3rem;list-style:none;padding:0}.rungs li{padding:.2rem .6rem;border:1px solid #999;border-radius:.3rem}',
    '.rungs .held{background:#14532d;color:#fff}.test{background:#fde68a;padding:.5rem 1rem}</style></head><body>',
    '<h1>Standing of the engines</h1>',
    status.test ? `<p class="test">${TEST_NOTE}</p>` : '',
    `<p>Computed at ${text(status.at)} from the ledger. Default status is earned, not assumed.</p>`,
    ...blocks,
    '</body></html>\n',
  ].join('\n')
}

function detailsOf(engine: EngineStanding): string[] {
  return [
    ...engine.lost.map((line) => `lost: ${line}`),
    ...engine.missing.map(({ stage, message }) => `missing (${stage}): ${message}`),
    ...Object.entries(engine.notCounted).map(([why, count]) => `not counted: ${count} runs ${why}`),
  ]
}

function cell(line: string): string {
  return text(line).replaceAll('|', '&#124;')
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
