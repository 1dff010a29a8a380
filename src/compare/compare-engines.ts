// Promises: from recorded trials to what they show, with all its reasons; the same trials and plan give the same answer.
// Must not: read a clock, draw an unseeded number, or count an outage as a success. Called by: run/ladder/compare-run.ts.
import { bootstrapMean } from './bootstrap.ts'
import { holmAdjusted } from './holm.ts'
import { type Discordant, mcnemarSuperior, mcnemarTwoSided } from './mcnemar.ts'
import { tangoInterval } from './paired-difference.ts'
import { pairsNeeded } from './pairs-needed.ts'
import { evaluateSprt, type SprtAnswer } from './sprt.ts'
import { type EngineSummary, summariseEngine } from './summarise-engine.ts'
import type { Trial } from './trial.ts'
import type { Interval } from './wilson.ts'

/** What was fixed before the first run. */
export interface ComparisonRules {
  readonly candidate: string
  readonly baselines: readonly string[]
  readonly goal: 'non-inferior' | 'superior'
  /** How much lower a success rate may be and still count as no worse, in (0, 1). */
  readonly margin: number
  /** One-sided error rate. */
  readonly alpha: number
  readonly power: number
  /** Largest share of pairs that outages may cost. */
  readonly maxInfrastructure: number
  readonly seed: number
  readonly resamples: number
  /** Ends before all pairs are there when the pairs that differ are clear enough; null: never. */
  readonly sequential: { readonly low: number; readonly high: number } | null
}

export type PairVerdict = 'superior' | 'non-inferior' | 'inferior' | 'inconclusive'

export interface PairedResult {
  readonly baseline: string
  readonly pairs: number
  readonly tasks: number
  readonly bothSucceeded: number
  readonly candidateOnly: number
  readonly baselineOnly: number
  readonly neitherSucceeded: number
  /** Pairs that an outage spoiled. */
  readonly lost: number
  /** Candidate minus baseline, mean over tasks. */
  readonly difference: number
  readonly interval: Interval
  /** `tango` with one trial a task; `bootstrap` over tasks with more, since those of one task are not independent. */
  readonly method: 'tango' | 'bootstrap'
  /** Exact McNemar test, two-sided; with several trials a task it is too bold and decides nothing. */
  readonly pValue: number
  /** One-sided, against "no better", Holm-adjusted over all baselines. */
  readonly superiorPValue: number
  readonly sequential: SprtAnswer | null
  readonly verdict: PairVerdict
  /** Further pairs that would probably decide it; null when decided, or when none would. */
  readonly morePairs: number | null
  readonly reasons: readonly string[]
}

export interface ComparisonOutcome {
  readonly engines: readonly EngineSummary[]
  readonly results: readonly PairedResult[]
  /** Tasks on which an engine both succeeded and failed, by engine. */
  readonly flaky: Readonly<Record<string, readonly string[]>>
  readonly verdict: 'met' | 'not-met' | 'inconclusive'
}

/** Compares the candidate with each baseline by the rules. */
export function compareEngines(trials: readonly Trial[], rules: ComparisonRules): ComparisonOutcome {
  const engines = [rules.candidate, ...rules.baselines].map((id) =>
    summariseEngine(
      id,
      trials.filter(({ engine }) => engine === id),
    ),
  )
  const drafts = rules.baselines.map((baseline) => countPairs(trials, rules.candidate, baseline))
  const adjusted = holmAdjusted(drafts.map((draft) => mcnemarSuperior(draft)))
  const results = drafts.map((draft, index) => judgePair(draft, adjusted[index] ?? 1, rules))
  const flaky = Object.fromEntries(engines.map(({ engine, flakyTasks }) => [engine, flakyTasks]))
  return { engines, results, flaky, verdict: overall(results, rules) }
}

function overall(results: readonly PairedResult[], rules: ComparisonRules): ComparisonOutcome['verdict'] {
  if (results.length === 0) return 'inconclusive'
  const meets = ({ verdict }: PairedResult): boolean =>
    verdict === 'superior' || (rules.goal === 'non-inferior' && verdict === 'non-inferior')
  if (results.every(meets)) return 'met'
  const open = results.some(({ verdict }) => verdict === 'inconclusive')
  return open && results.every((result) => meets(result) || result.verdict === 'inconclusive')
    ? 'inconclusive'
    : 'not-met'
}

interface Pairs extends Discordant {
  readonly baseline: string
  readonly bothSucceeded: number
  readonly neitherSucceeded: number
  readonly lost: number
  /** By task: candidate minus baseline for each of its pairs. */
  readonly byTask: ReadonlyMap<string, readonly number[]>
}

function countPairs(trials: readonly Trial[], candidate: string, baseline: string): Pairs {
  const keyOf = ({ task, trial }: Trial): string => `${task}\n${trial}`
  const others = new Map(trials.filter(({ engine }) => engine === baseline).map((one) => [keyOf(one), one]))
  const counts = { bothSucceeded: 0, candidateOnly: 0, baselineOnly: 0, neitherSucceeded: 0, lost: 0 }
  const byTask = new Map<string, number[]>()
  for (const one of trials) {
    if (one.engine !== candidate) continue
    const other = others.get(keyOf(one))
    if (other === undefined || one.outcome === 'infrastructure' || other.outcome === 'infrastructure') {
      counts.lost += 1
      continue
    }
    const [mine, theirs] = [one.outcome === 'success' ? 1 : 0, other.outcome === 'success' ? 1 : 0]
    if (mine === theirs) counts[mine === 1 ? 'bothSucceeded' : 'neitherSucceeded'] += 1
    else counts[mine === 1 ? 'candidateOnly' : 'baselineOnly'] += 1
    byTask.set(one.task, [...(byTask.get(one.task) ?? []), mine - theirs])
  }
  return { baseline, ...counts, byTask }
}

function judgePair(counted: Pairs, superiorPValue: number, rules: ComparisonRules): PairedResult {
  const { byTask, ...counts } = counted
  const pairs = [...byTask.values()].reduce((sum, { length }) => sum + length, 0)
  const means = [...byTask.values()].map(meanOf)
  const method = pairs > byTask.size ? 'bootstrap' : 'tango'
  const level = 1 - 2 * rules.alpha
  const interval =
    method === 'tango'
      ? tangoInterval(counts, pairs, level)
      : bootstrapMean(means, { level, resamples: rules.resamples, seed: rules.seed })
  const sequential =
    rules.sequential === null
      ? null
      : evaluateSprt(
          { ...rules.sequential, alpha: rules.alpha, beta: 1 - rules.power },
          counts.candidateOnly,
          counts.baselineOnly,
        )
  const partial = {
    ...counts,
    pairs,
    tasks: byTask.size,
    difference: meanOf(means),
    interval,
    method,
  } as const
  const tested = { ...partial, pValue: mcnemarTwoSided(counts), superiorPValue, sequential } as const
  const { verdict, reasons } = decidePair(tested, rules)
  const needed = pairsNeeded(counts, pairs, rules)
  const morePairs = verdict === 'inconclusive' && needed !== null ? Math.max(1, needed - pairs) : null
  return { ...tested, verdict, reasons, morePairs }
}

function decidePair(
  result: Omit<PairedResult, 'verdict' | 'reasons' | 'morePairs'>,
  rules: ComparisonRules,
): { readonly verdict: PairVerdict; readonly reasons: readonly string[] } {
  const { pairs, lost, interval } = result
  if (pairs === 0) return { verdict: 'inconclusive', reasons: ['there is no complete pair'] }
  if (lost / (pairs + lost) > rules.maxInfrastructure)
    return {
      verdict: 'inconclusive',
      reasons: [`${lost} of ${pairs + lost} pairs were lost to outages, more than the plan allows`],
    }
  const isBetter = result.method === 'tango' ? result.superiorPValue <= rules.alpha : interval.low > 0
  const range = `the difference lies in [${percent(interval.low)}, ${percent(interval.high)}]`
  if (isBetter && interval.low > -rules.margin) return { verdict: 'superior', reasons: [range] }
  if (interval.low > -rules.margin)
    return { verdict: 'non-inferior', reasons: [`${range}, above -${percent(rules.margin)}`] }
  if (interval.high < -rules.margin)
    return { verdict: 'inferior', reasons: [`${range}, below -${percent(rules.margin)}`] }
  return { verdict: 'inconclusive', reasons: [`${range}, on both sides of -${percent(rules.margin)}`] }
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)}%`
}
