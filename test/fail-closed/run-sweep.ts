// Every call from the dead engine to the sealed bundle, in every way that it can fail: `npm run test:fail-closed`.
//   --every N   only each N-th case      --only TEXT   only cases whose name holds it, such as `fsync` or `report.json`
import { parseArgs } from 'node:util'
import { createArena } from '../faults/arena.ts'
import { enumerateCalls, failOnce, type SweepResult, toCases } from './sweep.ts'

const { values } = parseArgs({ options: { every: { type: 'string' }, only: { type: 'string' } } })
const every = Number(values.every ?? 1)
const arena = await createArena()
const calls = await enumerateCalls(arena)
const cases = toCases(calls)
  .filter(({ name }) => name.includes(values.only ?? ''))
  .filter((_, index) => index % every === 0)
const results: SweepResult[] = []
for (const one of cases) {
  const result = await failOnce(arena, one)
  results.push(result)
  for (const what of result.wrong) console.log(`WRONG ${one.name}: ${what}`)
}
arena.remove()

console.log('\nkind      way      cases  exit 5  other no  passed  in ledger  wrong')
for (const [group, rows] of Map.groupBy(
  results,
  ({ one }) => `${one.call.kind.padEnd(9)} ${one.way.padEnd(7)}`,
)) {
  const count = (holds: (result: SweepResult) => boolean) => String(rows.filter(holds).length).padStart(7)
  console.log(
    group +
      count(() => true) +
      count(({ exit }) => exit === 5) +
      count(({ exit }) => exit !== 5 && exit !== 0).padStart(10) +
      count(({ exit }) => exit === 0).padStart(8) +
      count(({ recorded }) => recorded).padStart(11) +
      count(({ wrong }) => wrong.length > 0),
  )
}
const bad = results.filter(({ wrong }) => wrong.length > 0).length
console.log(`\n${results.length} faults at ${calls.length} calls, ${bad} wrong`)
process.exitCode = bad === 0 && results.length > 0 ? 0 : 1
