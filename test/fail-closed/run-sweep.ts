// Every call from the dead engine to the sealed bundle, in every way that it can fail: `npm run test:fail-closed`.
//   --every N   only each N-th case      --only TEXT   only cases whose name holds it, such as `fsync` or `report.json`
//   --from N    leaves out the first N of them, to go on where a sweep ended; they are in order of their names
//   --lanes N   so many runs at once (one a processor)
//   --minutes M   begins no further case after that; what writes comes before what reads, and the last line says how many
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import type { Arena } from '../faults/arena.ts'
import { playCases } from '../faults/play-cases.ts'
import { buildProgram } from '../faults/program.ts'
import { enumerateCalls, failOnce, type SweepResult, toCases, warmArena } from './sweep.ts'

const { values } = parseArgs({
  options: {
    every: { type: 'string' },
    only: { type: 'string' },
    from: { type: 'string' },
    lanes: { type: 'string' },
    minutes: { type: 'string' },
  },
})
const lanes = Number(values.lanes ?? availableParallelism())
const every = Number(values.every ?? 1)
const began = performance.now()
const deadline = began + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000
const program = await buildProgram()
const arenas: Arena[] = []
while (arenas.length < lanes) arenas.push(await warmArena(program))
const calls = await enumerateCalls(arenas[0] as Arena)
const cases = toCases(calls)
  .filter(({ name }) => name.includes(values.only ?? ''))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1))
  .filter((_, index) => index % every === 0)
const isRead = ({ call }: (typeof cases)[number]) => call.kind === 'read'
const waiting = [...cases.filter((one) => !isRead(one)), ...cases.filter(isRead)].slice(
  Number(values.from ?? 0),
)
const results: SweepResult[] = []
await playCases(arenas, {
  waiting,
  deadline,
  renew: () => warmArena(program),
  play: async (arena, one) => {
    const result = await failOnce(arena, one)
    results.push(result)
    if (result.exit !== 5)
      console.log(
        `${result.exit} ${one.name}: ${result.says}${result.hit === null ? ' (never reached)' : ''}`,
      )
    for (const what of result.wrong) console.log(`  WRONG ${what}`)
    return result.wrong.length === 0
  },
})
program.remove()

console.log('\nkind      way      cases  exit 5  other no  passed  in ledger  not reached  wrong')
for (const [group, rows] of Map.groupBy(
  results,
  ({ one }) => `${one.call.kind.padEnd(9)} ${one.way.padEnd(7)}`,
)) {
  const count = (width: number, holds: (result: SweepResult) => boolean) =>
    String(rows.filter(holds).length).padStart(width)
  console.log(
    group +
      count(7, () => true) +
      count(8, ({ exit }) => exit === 5) +
      count(10, ({ exit }) => exit !== 5 && exit !== 0) +
      count(8, ({ exit }) => exit === 0) +
      count(11, ({ recorded }) => recorded) +
      count(13, ({ hit }) => hit === null) +
      count(7, ({ wrong }) => wrong.length > 0),
  )
}
const bad = results.filter(({ wrong }) => wrong.length > 0).length
const seconds = ((performance.now() - began) / 1_000).toFixed(0)
console.log(
  `\n${results.length} of ${cases.length} faults at ${calls.length} calls in ${seconds} s, ${bad} wrong`,
)
process.exitCode = bad === 0 && results.length > 0 ? 0 : 1
