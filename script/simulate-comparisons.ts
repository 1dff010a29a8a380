// Draws comparisons of engines whose true rates are known, and prints how often each verdict comes.
// Usage: node script/simulate-comparisons.ts [COMPARISONS]. Exit 1 when false promotions exceed the declared rate.
import {
  DECLARED_ERROR,
  FALSE_SCENES,
  type SceneResult,
  simulateScene,
  TRUE_SCENES,
} from '../src/compare/simulate.fixture.ts'

const comparisons = Number(process.argv[2] ?? 10_000)
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
console.log(row(['scene', 'goal', 'candidate', 'baseline', 'tasks x trials', 'met', 'inconclusive', 'bound']))
console.log(row(Array.from({ length: 8 }, () => '---')))
let exceeded = false
for (const scene of FALSE_SCENES) {
  const result = simulateScene(scene, comparisons, 20261122)
  exceeded ||= result.met > DECLARED_ERROR
  console.log(line(result, `<= ${DECLARED_ERROR}`))
}
for (const scene of TRUE_SCENES) console.log(line(simulateScene(scene, comparisons, 20261122), 'power'))
console.log(`${comparisons} comparisons of each scene, seed 20261122, one-sided alpha 0.025, margin 0.15`)
process.exitCode = exceeded ? 1 : 0

function line({ scene, met, inconclusive }: SceneResult, bound: string): string {
  const { name, goal, candidate, baseline, tasks, trials } = scene
  return row([
    name,
    goal,
    String(candidate),
    String(baseline),
    `${tasks} x ${trials}`,
    met.toFixed(4),
    inconclusive.toFixed(4),
    bound,
  ])
}
