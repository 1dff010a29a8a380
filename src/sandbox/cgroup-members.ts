// Promises: ends what is left in a control group of a harness that is gone, and nothing that is not of a sandbox.
// Must not: take membership alone for guilt. Called by: cgroups.ts.
import { join } from 'node:path'
import { errnoOf } from '../kernel/proctor-error.ts'
import { readIfThere } from './cgroup-files.ts'
import { readProcess } from './processes.ts'

/**
 * Kills the sandboxed processes that `group` lists. What a sandbox holds has a pid namespace of its own; a process of
 * ours came into the group in another way (every child of a member is a member), and stays alive, and the group with it.
 */
export async function endMembers(group: string): Promise<void> {
  for (const line of ((await readIfThere(join(group, 'cgroup.procs'))) ?? '').split('\n')) {
    // A process of another namespace than ours shows as 0.
    const pid = Number(line)
    if (!Number.isSafeInteger(pid) || pid <= 1) continue
    const row = readProcess('/proc', pid)
    if (row === null || row.innerPid === 0 || row.innerPid === pid) continue
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (errnoOf(error) !== 'ESRCH' && errnoOf(error) !== 'EPERM') throw error
    }
  }
}
