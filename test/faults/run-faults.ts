// Every step of a run with every kind of fault, and a seeded random part: `npm run test:faults`.
//   --count N     faults in all (520)        --seed S   of the random part (from the clock)
//   --case NAME   one case alone, as the table names it
//   --at PART     random ones of one part alone: recovery, moment, memory or beside
//   --minutes M   begins no further case after that; the table says how many there were
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { atRandom, chooseSteps, createRandom, everyStep, type FaultCase } from './cases.ts'
import { type CaseResult, disturb, prepareArena } from './disturb.ts'
import { playCases } from './play-cases.ts'
import { buildProgram } from './program.ts'
import { toTable } from './table.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string' },
    seed: { type: 'string' },
    case: { type: 'string' },
    at: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const count = Number(values.count ?? 520)
const seed = Number(values.seed ?? /^seed\/(\d+)\//.exec(values.case ?? '')?.[1] ?? Date.now() % 1_000_000)
const began = performance.now()
const deadline = began + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000
/** What is cut off by the time is not all of one kind. */
const order = createRandom(seed)
const workers = values.case === undefined ? availableParallelism() : 1
const program = await buildProgram()
const { arena: first, measured } = await prepareArena(program)
const arenas = [first]
while (arenas.length < workers) arenas.push((await prepareArena(program)).arena)
const random = atRandom(seed, 1_000, measured.operations)
const steps = everyStep(measured.operations)
const cases = chooseCases()
const waiting: FaultCase[] = values.minutes === undefined ? [...cases] : shuffled(cases)
const results: CaseResult[] = []
await playCases(arenas, {
  waiting,
  deadline,
  renew: async () => (await prepareArena(program)).arena,
  play: async (arena, one) => {
    const result = await disturb(arena, one, measured.ms)
    results.push(result)
    if (result.broken.length === 0) return true
    const { code, signal, stderr } = result.ended
    console.log(`BROKEN ${one.name} (${JSON.stringify(one)}) ended ${code ?? signal}`)
    for (const what of result.broken) console.log(`  ${what}`)
    if (values.case !== undefined) console.log(stderr)
    return false
  },
})
program.remove()

for (const line of toTable(results)) console.log(line)
const bad = results.filter(({ broken }) => broken.length > 0)
const seconds = ((performance.now() - began) / 1_000).toFixed(0)
console.log(
  `\n${results.length} of ${cases.length} faults in ${seconds} s on ${workers} workers ` +
    `(processor time of all processes ${processorSeconds().toFixed(0)} s), seed ${seed}, ${bad.length} broken`,
)
process.exitCode = bad.length === 0 && results.length > 0 ? 0 : 1

function chooseCases(): FaultCase[] {
  if (values.case !== undefined) return [...steps, ...random].filter(({ name }) => name === values.case)
  if (values.at !== undefined) return random.filter(({ fault }) => fault.at === values.at).slice(0, count)
  return [...chooseSteps(steps, Math.round(count * 0.75)), ...random.slice(0, Math.round(count * 0.25))]
}

/** Of this process and all that have ended below it. */
function processorSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0)
  return ticks / 100
}

function shuffled(list: readonly FaultCase[]): FaultCase[] {
  return list
    .map((one) => [order(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}
