import type { CaseResult } from './disturb.ts'

const COLUMNS = ['cases', 'killed', 'exit 0', 'exit 1-5', '129-143', 'sealed', 'passed', 'broken']
const WIDTH = 24

/** Lines: what the faults of each kind came to, then how many cases each step of the journal had of each kind. */
export function toTable(results: readonly CaseResult[]): string[] {
  const groups = [...Map.groupBy(results, ({ one }) => groupOf(one.name, one.fault.at))].sort()
  const lines = [
    '',
    'fault'.padEnd(WIDTH) + COLUMNS.map((name) => name.padStart(10)).join(''),
    ...groups.map(([group, rows]) => toRow(group, countsOf(rows))),
    toRow('all', countsOf(results)),
  ]
  const atSteps = results.flatMap(({ one: { fault } }) => (fault.at === 'run' ? [fault] : []))
  const kinds = [...new Set(atSteps.map(({ plan }) => plan.kind))]
  const steps = Map.groupBy(atSteps, ({ step }) => step)
  return [
    ...lines,
    '',
    'step'.padEnd(WIDTH) + kinds.map((name) => name.padStart(11)).join(''),
    ...[...steps].map(
      ([step, rows]) =>
        step.padEnd(WIDTH) +
        kinds
          .map((kind) => String(rows.filter(({ plan }) => plan.kind === kind).length).padStart(11))
          .join(''),
    ),
  ]
}

function countsOf(rows: readonly CaseResult[]): number[] {
  const ends = (holds: (code: number | null) => boolean) =>
    rows.filter(({ ended }) => holds(ended.code)).length
  return [
    rows.length,
    ends((code) => code === null),
    ends((code) => code === 0),
    ends((code) => code !== null && code >= 1 && code <= 5),
    ends((code) => code !== null && code >= 129),
    rows.reduce((sum, { sealed }) => sum + sealed, 0),
    rows.reduce((sum, { passed }) => sum + passed, 0),
    rows.filter(({ broken }) => broken.length > 0).length,
  ]
}

function toRow(name: string, cells: readonly number[]): string {
  return name.padEnd(WIDTH) + cells.map((cell) => String(cell).padStart(10)).join('')
}

function groupOf(name: string, at: CaseResult['one']['fault']['at']): string {
  const [, kind = '', , way = ''] = name.split('/')
  return at === 'run' ? `${kind} ${way}` : `random: ${at}`
}
