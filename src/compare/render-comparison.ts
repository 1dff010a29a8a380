import type { ComparisonOutcome, PairedResult } from './compare-engines.ts'
import { escapeHtml, htmlPage, htmlTable, percent } from './html-page.ts'
import { costPlot, intervalPlot } from './plots.ts'
import type { EngineSummary } from './summarise-engine.ts'

/** What every view is made of; no view says more. */
export interface ComparisonView {
  readonly test: boolean
  readonly margin: number
  readonly goal: string
  readonly outcome: ComparisonOutcome
  readonly reservations: readonly string[]
  /** Baselines that were not compared with, and who signed for it. */
  readonly leftOut: readonly { readonly engine: string; readonly reason: string; readonly by: string }[]
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
    ...view.leftOut.map((one) => `- ${leftOutText(one)}`),
    '',
    ...markdownTable(ENGINE_HEAD, outcome.engines.map(engineCells)),
    '',
    ...markdownTable(PAIR_HEAD, outcome.results.map(pairCells)),
    '',
  ].join('\n')
}

function leftOutText({ engine, reason, by }: ComparisonView['leftOut'][number]): string {
  return `${engine} was left out as not applicable (${reason}), signed by ${by}`
}

/** One page with its plots as SVG, and nothing from elsewhere. */
export function renderComparisonPage(view: ComparisonView): string {
  const { outcome } = view
  const tone = outcome.verdict === 'met' ? 'good' : outcome.verdict === 'not-met' ? 'bad' : 'soft'
  const hasTokens = outcome.engines.every(({ tokens }) => tokens !== null)
  return htmlPage('Comparison', {
    banner: view.test ? TEST_NOTE : null,
    body: [
      `<p><span class="verdict ${tone}">${outcome.verdict}</span></p>`,
      `<p>Goal: ${escapeHtml(view.goal)}, margin ${percent(view.margin)}. Both were in the ledger before the first run.</p>`,
      view.reservations.length === 0
        ? ''
        : `<h3>Why it does not count towards a promotion</h3><ul>${view.reservations.map((line) => `<li class="bad">${escapeHtml(line)}</li>`).join('')}</ul>`,
      view.leftOut.length === 0
        ? ''
        : `<h3>Who was left out</h3><ul>${view.leftOut.map((one) => `<li>${escapeHtml(leftOutText(one))}</li>`).join('')}</ul>`,
      '<section class="card"><h2>Success rates</h2><p class="soft">Wilson intervals, 95%.</p>',
      intervalPlot(
        'Success rate of every engine',
        outcome.engines.map(({ engine, rate, interval, successes, trials }) => ({
          label: engine,
          note: `${successes} of ${trials}`,
          at: rate,
          ...interval,
        })),
        { from: 0, to: 1, limit: null },
      ),
      htmlTable(ENGINE_HEAD, outcome.engines.map(engineCells)),
      '</section><section class="card"><h2>Paired differences</h2>',
      '<p class="soft">Candidate minus the other engine, on the same tasks. Left of the dashed limit it would be worse than the margin allows.</p>',
      intervalPlot(
        'Paired difference to every other engine',
        outcome.results.map(({ baseline, difference, interval, verdict, pairs }) => ({
          label: `against ${baseline}`,
          note: verdict,
          at: pairs === 0 ? null : difference,
          ...interval,
        })),
        { from: -1, to: 1, limit: -view.margin },
      ),
      htmlTable(PAIR_HEAD, outcome.results.map(pairCells)),
      '</section><section class="card"><h2>Cost against success</h2>',
      costPlot(
        'Cost against success',
        outcome.engines.map(({ engine, tokens, seconds, rate }) => ({
          label: engine,
          cost: hasTokens ? tokens : seconds,
          success: rate,
        })),
        hasTokens ? 'tokens' : 'seconds a run',
      ),
      hasTokens
        ? ''
        : '<p class="soft">Not every engine counted its tokens, so that time stands for cost.</p>',
      '</section>',
    ],
  })
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
    pair.pairs === 0 ? '-' : percent(pair.difference),
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
    `| ${cells.map((cell) => escapeHtml(cell).replaceAll('|', '&#124;')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)]
}
