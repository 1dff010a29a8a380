// How long lost runs take to be sealed: `node bench/recovery.ts --lost 100`. Each is a real run that was killed when its
// engine had ended; what is timed is one recovery of them all.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { recoverRuns } from '../src/run/recovery/recover-runs.ts'
import { type Arena, createArena, runArguments } from '../test/faults/arena.ts'
import { checkInvariants, lookBefore } from '../test/faults/invariants.ts'

const { values } = parseArgs({ options: { lost: { type: 'string' } } })
const lost = Number(values.lost ?? 10)
const arena = await createArena()
const before = lookBefore(arena)
const work = join(arena.dir, '.proctor/work')
// Out of sight meanwhile, or the next run would seal it.
const aside = join(arena.dir, 'aside')
mkdirSync(aside)
for (let count = 0; count < lost; count += 1) {
  const runId = await loseOne(arena)
  renameSync(join(work, runId), join(aside, runId))
}
for (const runId of readdirSync(aside)) renameSync(join(aside, runId), join(work, runId))
const cpu = process.cpuUsage()
const began = performance.now()
const { runs, exitCode } = await recoverRuns({
  workspaceDir: arena.dir,
  resume: false,
  progress: () => undefined,
})
const ms = performance.now() - began
const { user, system } = process.cpuUsage(cpu)
const { broken } = await checkInvariants(arena, before)
arena.remove()
console.log(`${runs.length} runs in ${ms.toFixed(0)} ms, ${(ms / runs.length).toFixed(1)} ms a run`)
console.log(`own processor time ${((user + system) / 1_000 / runs.length).toFixed(1)} ms a run`)
console.log(`exit code ${exitCode}, ${broken.length} invariants broken`)
process.exitCode = exitCode === 0 && broken.length === 0 && runs.length === lost ? 0 : 1

/** Kills a run when its engine has ended. @returns its id */
async function loseOne({ start }: Arena): Promise<string> {
  const started = start(runArguments('good'))
  for (;;) {
    for (const name of existsSync(work) ? readdirSync(work) : []) {
      const path = join(work, name, 'journal.jsonl')
      if (!existsSync(path) || !readFileSync(path, 'utf8').includes('"step":"measure","phase":"intent"'))
        continue
      process.kill(started.pid, 'SIGKILL')
      await started.ended
      return name
    }
    await sleep(2)
  }
}
