import { escapeHtml, htmlPage } from '../compare/html-page.ts'
import { intervalPlot } from '../compare/plots.ts'
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
  return htmlPage('Standing of the engines', {
    banner: status.test ? TEST_NOTE : null,
    body: [
      `<p class="soft">Computed at ${escapeHtml(status.at)} from the ledger. Default status is earned, not assumed.</p>`,
      ...status.engines.map(engineCard),
    ],
  })
}

function engineCard(engine: EngineStanding): string {
  const reached = STAGES.indexOf(engine.stage)
  const rungs = STAGES.map((stage, nth) => {
    const kind = nth < reached ? 'held' : nth === reached ? 'held here' : ''
    return `<li class="${kind}"${nth === reached ? ' aria-current="step"' : ''}>${escapeHtml(stage)}</li>`
  })
  const rates = engine.rates.map(({ repositoryClass, successes, trials, low, high }) => ({
    label: repositoryClass,
    note: `${successes} of ${trials}`,
    at: trials === 0 ? 0 : successes / trials,
    low,
    high,
  }))
  return [
    `<section class="card"><h2>${escapeHtml(engine.id)}</h2>`,
    `<p>Stands at <strong>${escapeHtml(engine.stage)}</strong>; ${engine.counted} runs count.</p>`,
    `<ol class="rungs">${rungs.join('')}</ol>`,
    list('What was lost', engine.lost, 'bad'),
    list(
      engine.next === null ? 'What is missing' : `What is missing for ${engine.next}`,
      engine.missing.map(({ stage, message }) => `${stage}: ${message}`),
      '',
    ),
    rates.length === 0
      ? ''
      : `<h3>Success by class of repository</h3>${intervalPlot(`Success rates of ${engine.id}`, rates, { from: 0, to: 1, limit: null })}`,
    list(
      'What does not count',
      Object.entries(engine.notCounted).map(([why, count]) => `${count} runs ${why}`),
      'soft',
    ),
    '</section>',
  ].join('\n')
}

function list(title: string, lines: readonly string[], kind: string): string {
  if (lines.length === 0) return ''
  return `<h3>${escapeHtml(title)}</h3><ul>${lines.map((line) => `<li class="${kind}">${escapeHtml(line)}</li>`).join('')}</ul>`
}

function detailsOf(engine: EngineStanding): string[] {
  return [
    ...engine.lost.map((line) => `lost: ${line}`),
    ...engine.missing.map(({ stage, message }) => `missing (${stage}): ${message}`),
    ...Object.entries(engine.notCounted).map(([why, count]) => `not counted: ${count} runs ${why}`),
  ]
}

function cell(line: string): string {
  return escapeHtml(line).replaceAll('|', '&#124;')
}
