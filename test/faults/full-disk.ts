// Fills the disk for real: `node test/faults/full-disk.ts`, as root. The state of a workspace lies on a small tmpfs that is
// filled up before each run, a little less each time, then gets room again and is recovered.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recoverRuns } from '../../src/run/recovery/recover-runs.ts'
import { createArena, runArguments } from './arena.ts'
import { checkInvariants, lookBefore } from './invariants.ts'

/** Bytes that a run finds free. It takes about 300 kB itself, so that each fails somewhere else. */
const FREE = Array.from({ length: 16 }, (_, at) => (10 + 20 * at) * 1024)

const arena = await createArena()
const state = join(arena.dir, '.proctor')
await arena.start(runArguments('good')).ended
const kept = join(arena.dir, 'kept')
renameSync(state, kept)
mkdirSync(state)
execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', state])
let broken = 0
try {
  execFileSync('cp', ['-a', `${kept}/.`, state])
  rmSync(kept, { recursive: true })
  for (const free of FREE) {
    const before = lookBefore(arena)
    const filler = join(state, 'filler')
    const { bavail, bsize } = statfsSync(state)
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - free)))
    const { code, stdout } = await arena.start(runArguments('good')).ended
    rmSync(filler)
    const { runs, exitCode } = await recoverRuns({
      workspaceDir: arena.dir,
      resume: false,
      progress: () => undefined,
    })
    const after = await checkInvariants(arena, before)
    broken += after.broken.length
    const said =
      stdout === '' ? 'nothing' : (JSON.parse(stdout).error?.code ?? JSON.parse(stdout).blockers.join())
    console.log(
      `${String(free / 1024).padStart(4)} kB free: exit ${code} (${said}), then ` +
        `${runs.map(({ outcome }) => outcome).join() || 'nothing to recover'} (exit ${exitCode}); sealed ${after.sealed}, passed ${after.passed}`,
    )
    for (const what of after.broken) console.log(`  BROKEN ${what}`)
  }
} finally {
  execFileSync('umount', [state])
  if (existsSync(arena.dir)) arena.remove()
}
console.log(`${FREE.length} runs on a full disk, ${broken} invariants broken`)
process.exitCode = broken === 0 ? 0 : 1
