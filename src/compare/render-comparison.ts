import type { ComparisonOutcome, PairedResult } from './compare-engines.ts'
import type { EngineSummary } from './summarise-engine.ts'

/** What every view is made of; no view says more. */
export interface ComparisonView {
  readonly test: boolean
  readonly margin: number
  readonly goal: string
  readonly outcome: ComparisonOutcome
  readonly reservations: readonly string[]
}

const TEST_NOTE = 'This is a test workspace: nothing shown here counts elsewhere.'
const ENGINE_HEAD = [
  'engine',
  'success',
  '95% interval',
  'outages',
  'flaky tasks',
  'scope violations',
  'denials',
  'tokens',
  'cost',
  'mean time',
  'blockers',
]
const PAIR_HEAD = [
  'against',
  'verdict',
  'difference',
  'interval',
  'method',
  'pairs',
  'lost',
  'McNemar p',
  'more pairs needed',
  'why',
]

export function renderComparisonMarkdown(view: ComparisonView): string {
  const { outcome } = view
  return [
    '# Comparison',
    '',
    ...(view.test ? [`**${TEST_NOTE}**`, ''] : []),
    `Goal: ${view.goal}, margin ${percent(view.margin)}, fixed beforehand. Verdict: **${outcome.verdict}**.`,
    '',
    ...view.reservations.map((line) => `- It does not count towards a promotion: ${line}`),
    '',
    ...markdownTable(ENGINE_HEAD, outcome.engines.map(engineCells)),
    '',
    ...markdownTable(PAIR_HEAD, outcome.results.map(pairCells)),
    '',
  ].join('\n')
}

/** One page with its plots as SVG, and nothing from elsewhere. */
export function renderComparisonPage(view: ComparisonView): string {
  const { outcome } = view
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Comparison</title>',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<style>body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.2rem .5rem;text-align:left}.test{background:#fde68a;padding:.5rem 1rem}</style></head><body>',
    '<h1>Comparison</h1>',
    view.test ? `<p class="test">${TEST_NOTE}</p>` : '',
    `<p>Goal: ${text(view.goal)}, margin ${percent(view.margin)}, fixed beforehand. Verdict: <strong>${outcome.verdict}</strong>.</p>`,
    ...view.reservations.map((line) => `<p>It does not count towards a promotion: ${text(line)}</p>`),
    '<h2>Success rates</h2>',
    plot(
      outcome.engines.map(({ engine, rate, interval }) => ({ label: engine, at: rate ?? 0, ...interval })),
      { from: 0, to: 1, mark: null },
    ),
    htmlTable(ENGINE_HEAD, outcome.engines.map(engineCells)),
    '<h2>Paired differences</h2>',
    plot(
      outcome.results.map(({ baseline, difference, interval }) => ({
        label: `- ${baseline}`,
        at: difference,
        ...interval,
      })),
      { from: -1, to: 1, mark: -view.margin },
    ),
    htmlTable(PAIR_HEAD, outcome.results.map(pairCells)),
    '<h2>Cost against success</h2>',
    costPlot(outcome.engines),
    '</body></html>\n',
  ].join('\n')
}

interface Bar {
  readonly label: string
  readonly at: number
  readonly low: number
  readonly high: number
}

const WIDTH = 640
const LEFT = 140

/** Intervals as lines with a point, one below the other, over a common axis. */
function plot(bars: readonly Bar[], axis: { from: number; to: number; mark: number | null }): string {
  const x = (value: number): string =>
    (LEFT + ((value - axis.from) / (axis.to - axis.from)) * (WIDTH - LEFT - 20)).toFixed(1)
  const height = bars.length * 28 + 30
  const rows = bars.map(({ label, at, low, high }, nth) => {
    const y = nth * 28 + 18
    return `<text x="4" y="${y + 5}">${text(label)}</text><line x1="${x(low)}" x2="${x(high)}" y1="${y}" y2="${y}" stroke="#14532d" stroke-width="3"/><circle cx="${x(at)}" cy="${y}" r="5" fill="#14532d"/>`
  })
  const ticks = [axis.from, (axis.from + axis.to) / 2, axis.to].map(
    (value) =>
      `<text x="${x(value)}" y="${height - 4}" text-anchor="middle" font-size="12">${percent(value)}</text>`,
  )
  const marks = [0, ...(axis.mark === null ? [] : [axis.mark])]
    .filter((value) => value > axis.from)
    .map(
      (value) =>
        `<line x1="${x(value)}" x2="${x(value)}" y1="0" y2="${height - 20}" stroke="#b91c1c" stroke-dasharray="4 3"/>`,
    )
  return svg(height, [...marks, ...rows, ...ticks])
}

/** Tokens, or time where no tokens were counted, against the success rate. */
function costPlot(engines: readonly EngineSummary[]): string {
  const byTokens = engines.every(({ tokens }) => tokens !== null)
  const costs = engines.map(({ tokens, seconds }) => (byTokens ? tokens : seconds) ?? 0)
  const most = Math.max(1e-9, ...costs)
  const height = 220
  const points = engines.map(({ engine, rate }, nth) => {
    const x = LEFT + ((costs[nth] ?? 0) / most) * (WIDTH - LEFT - 90)
    const y = 190 - (rate ?? 0) * 170
    return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="5" fill="#14532d"/><text x="${(x + 8).toFixed(1)}" y="${(y + 5).toFixed(1)}">${text(engine)}</text>`
  })
  const unit = byTokens ? 'tokens' : 'seconds a run (no tokens were counted)'
  return svg(height, [
    `<line x1="${LEFT}" x2="${LEFT}" y1="10" y2="195" stroke="#888"/><line x1="${LEFT}" x2="${WIDTH}" y1="195" y2="195" stroke="#888"/>`,
    `<text x="4" y="20">100%</text><text x="4" y="195">0%</text><text x="${LEFT}" y="215" font-size="12">0 to ${most.toFixed(1)} ${unit}</text>`,
    ...points,
  ])
}

function svg(height: number, parts: readonly string[]): string {
  return `<svg role="img" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" font-family="system-ui" font-size="14">${parts.join('')}</svg>`
}

function engineCells(engine: EngineSummary): string[] {
  return [
    engine.engine,
    `${engine.successes} of ${engine.trials}`,
    `${percent(engine.interval.low)} to ${percent(engine.interval.high)}`,
    String(engine.infrastructure),
    engine.flakyTasks.join(', ') || 'none',
    String(engine.scopeViolations),
    engine.permissionDenials === null ? 'not measured' : String(engine.permissionDenials),
    engine.tokens === null ? 'not measured' : String(engine.tokens),
    engine.cost === null ? 'not measured' : String(engine.cost),
    engine.seconds === null ? '-' : `${engine.seconds.toFixed(1)} s`,
    Object.entries(engine.blockers)
      .map(([code, count]) => `${code} ${count}`)
      .join(', ') || 'none',
  ]
}

function pairCells(pair: PairedResult): string[] {
  return [
    pair.baseline,
    pair.verdict,
    percent(pair.difference),
    `${percent(pair.interval.low)} to ${percent(pair.interval.high)}`,
    pair.method,
    String(pair.pairs),
    String(pair.lost),
    pair.pValue.toFixed(4),
    pair.morePairs === null ? '-' : String(pair.morePairs),
    pair.reasons.join('; '),
  ]
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => text(cell).replaceAll('|', '&#124;')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}

function htmlTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const row = (cells: readonly string[], tag: string): string =>
    `<tr>${cells.map((cell) => `<${tag}>${text(cell)}</${tag}>`).join('')}</tr>`
  return `<table>${row(head, 'th')}${rows.map((cells) => row(cells, 'td')).join('')}</table>`
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`
}

function text(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
