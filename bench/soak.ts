// Promises: runs, kills, faults and recoveries at random in one workspace for as long as asked; then what was found.
// Must not: stop at the first thing that is wrong, or count a run that nobody started. Called by hand, never in CI:
//   node bench/soak.ts --minutes 60 [--seed S] [--keep]
import { readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { recoverRuns } from '../src/run/recovery/recover-runs.ts'
import { runTask } from '../src/run/run-task.ts'
import { type Arena, runArguments, type TaskName } from '../test/faults/arena.ts'
import { atRandom, createRandom, type FaultCase } from '../test/faults/cases.ts'
import { exitProblems, inject, prepareArena } from '../test/faults/disturb.ts'
import { checkInvariants, lookBefore } from '../test/faults/invariants.ts'
import { FROM_SOURCES } from '../test/faults/program.ts'

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, seed: { type: 'string' }, keep: { type: 'boolean' } },
})
const minutes = Number(values.minutes ?? 60)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
/** Runs at once in a round. */
const AT_ONCE = 3
/** Every so many rounds one run goes through this very process, so that what it leaks adds up. */
const IN_PROCESS = 4

const next = createRandom(seed)
// On the disk, as a workspace of a user lies.
process.env.TMPDIR ??= tmpdir()
const { arena, measured } = await prepareArena(FROM_SOURCES)
const faults = atRandom(seed, 100_000, measured.operations)
const began = performance.now()
const lasts = minutes * 60_000
const seen = { rounds: 0, runs: 0, undisturbed: 0, faults: 0, killed: 0, recovered: 0, sealed: 0, passed: 0 }
const wrong: string[] = []
let told = 0

while (performance.now() - began < lasts) {
  const before = lookBefore(arena)
  const found = await round(arena)
  seen.rounds += 1
  for (const what of found) tell(what)
  const request = { workspaceDir: arena.dir, resume: next() < 0.5, progress: () => undefined }
  const { runs } = await recoverRuns(request)
  seen.recovered += runs.length
  for (const { runId, outcome, why } of runs)
    if (outcome === 'failed' || outcome === 'running') tell(`lost: run ${runId} is ${outcome}: ${why}`)
  if ((await recoverRuns(request)).runs.length > 0) tell('lost: a second recovery found something to do')
  const after = await checkInvariants(arena, before)
  seen.sealed += after.sealed
  seen.passed += after.passed
  for (const what of after.broken) tell(what)
  if (performance.now() - began >= told * 60_000) {
    told += 1
    report()
  }
}
report()
console.log(
  `\n${seen.runs} runs started (${seen.undisturbed} undisturbed), ${seen.faults} faults, ${seen.killed} harnesses killed, ` +
    `${seen.recovered} runs recovered, ${seen.sealed} sealed, ${seen.passed} passed; seed ${seed}`,
)
for (const [name, marks] of Object.entries(kinds()))
  console.log(
    `${name.padEnd(16)} ${wrong.filter((what) => marks.some((mark) => what.startsWith(mark))).length}`,
  )
console.log(`anything wrong   ${wrong.length}`)
if (values.keep !== true || wrong.length === 0) arena.remove()
else console.log(`kept: ${arena.dir}`)
process.exitCode = wrong.length === 0 && seen.runs > 0 ? 0 : 1

/** A few commands at once in the one workspace; most of them are disturbed. @returns what is wrong with their ends */
async function round(place: Arena): Promise<string[]> {
  const jobs: Promise<string[]>[] = []
  for (let count = 1 + Math.floor(next() * AT_ONCE); count > 0; count -= 1) {
    const one = faults[seen.faults]
    if (one !== undefined && next() < 0.65) jobs.push(disturbed(place, one))
    else jobs.push(undisturbed(place, next() < 0.7 ? 'good' : 'bad'))
  }
  if (seen.rounds % IN_PROCESS === 0) jobs.push(inThisProcess(place))
  return (await Promise.all(jobs)).flat()
}

async function disturbed(place: Arena, one: FaultCase): Promise<string[]> {
  seen.runs += 1
  seen.faults += 1
  if (one.fault.at === 'beside' && one.fault.command === 'run') {
    seen.runs += 1
    seen.undisturbed += 1
  }
  const ended = await inject(place, one, measured.ms)
  if (ended.code === null) seen.killed += 1
  return exitProblems(one, ended).map((what) => `${one.name}: ${what}`)
}

async function undisturbed(place: Arena, task: TaskName): Promise<string[]> {
  seen.runs += 1
  seen.undisturbed += 1
  const { code, signal, stderr } = await place.start(runArguments(task)).ended
  if (code === (task === 'good' ? 0 : 1)) return []
  return [`verdict: an undisturbed ${task} run ended with ${code ?? signal}: ${stderr.slice(-800)}`]
}

async function inThisProcess({ dir }: Arena): Promise<string[]> {
  seen.runs += 1
  seen.undisturbed += 1
  const { result } = await runTask({
    workspaceDir: dir,
    taskId: 'good',
    engineId: 'scripted-fake',
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  return result.exitCode === 0 ? [] : [`verdict: a run in this process ended with ${result.exitCode}`]
}

function kinds(): Record<string, readonly string[]> {
  return {
    lost: ['lost:', '(a)', '(b)'],
    'wrong verdicts': ['verdict:', '(c)', 'bundle '],
    leftovers: ['(d)'],
    'source changed': ['(e)'],
  }
}

function tell(what: string): void {
  wrong.push(what)
  console.log(`WRONG in round ${seen.rounds}: ${what}`)
}

function report(): void {
  const { rss, heapUsed } = process.memoryUsage()
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0).padStart(5)
  const load = readFileSync('/proc/loadavg', 'utf8').split(' ')[0] ?? ''
  const open = readdirSync('/proc/self/fd').length
  const sealed = readdirSync(join(arena.dir, '.proctor/runs')).length
  const minute = ((performance.now() - began) / 60_000).toFixed(0)
  console.log(
    `minute ${minute.padStart(3)}  runs ${seen.runs}  faults ${seen.faults}  bundles ${sealed}  wrong ${wrong.length}  ` +
      `rss ${mb(rss)} MB  heap ${mb(heapUsed)} MB  descriptors ${open}  load ${load}`,
  )
}
