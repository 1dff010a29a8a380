// The whole ladder by commands: a deterministic engine from gated to candidate default in a workspace marked as a test,
// then every cause of a demotion. Usage: script/with-node node script/climb.ts [DIR [TASKS]]
// It climbs with the program as users install it: dist/ is built first, and the time of that is not counted.
// Fewer than 20 TASKS of each class show the way with lower numbers of the ladder; they are no proof of 80% success.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Climb } from '../fixtures/climb/climb.ts'
import { must, standing } from '../fixtures/climb/climb.ts'
import { DEMOTIONS } from '../fixtures/climb/demotions.ts'
import { climbAll, saysTest } from '../fixtures/climb/rungs.ts'
import { makeClimbWorkspace } from '../fixtures/climb/workspace.ts'

const root =
  process.argv[2] === undefined ? mkdtempSync(join(tmpdir(), 'proctor-climb-')) : resolve(process.argv[2])
const count = Number(process.argv[3] ?? 20)
const isWhole = count >= 20
const here = import.meta.dirname
execFileSync(process.execPath, [join(here, 'build.ts')], { stdio: 'inherit' })
const proctor = join(here, '..', 'bin', 'proctor.js')
const before = childSeconds()
const started = performance.now()
const seconds = (): string => ((performance.now() - started) / 1_000).toFixed(1)

// 22 pairs without a difference are what shows "no worse by more than 15%"; 20 successes of 20 what shows 80%.
const workspace = makeClimbWorkspace({
  root: join(root, 'climb'),
  proctor,
  tasksPerClass: { artificial: count + 2, copied: count, disposable: count, 'owned-noncritical': count },
  stages: isWhole
    ? { minTasks: 20, minSuccess: 0.8, keepSuccess: 0.8 }
    : { minTasks: count, minSuccess: 0.7, keepSuccess: 0.7, confidence: 0.6 },
})
const climb: Climb = {
  workspace,
  proctor,
  onStep: (what, took) => console.log(`${seconds().padStart(6)} s  ${what} (${took.toFixed(1)} s)`),
}
await climbAll(climb, isWhole ? '0.15' : '0.6')
console.log(
  `candidate default after ${seconds()} s; the commands took ${(childSeconds() - before).toFixed(1)} s of processor time`,
)
console.log(`every page says that it is a test: ${await saysTest(climb)}`)
let wrong = 0
for (const { cause, reason, see } of DEMOTIONS) {
  const { stage, lost } = await see(climb)
  const isLower = stage !== 'candidate-default' && lost.some((line) => reason.test(line))
  if (!isLower) wrong += 1
  console.log(`${isLower ? 'lowered' : 'NOT LOWERED'} to ${stage}: ${cause}\n          ${lost[0] ?? ''}`)
}
await must(climb, 'ledger', 'verify')
console.log(`at the end it stands at ${(await standing(climb)).stage}; the ledger holds; ${workspace.dir}`)
process.exitCode = wrong === 0 ? 0 : 1

/** Processor time of all processes that this one has waited for, theirs included, s; clock ticks are 10 ms everywhere. */
function childSeconds(): number {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[13]) + Number(fields[14])) / 100
}
