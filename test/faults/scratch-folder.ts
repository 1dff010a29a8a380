import { accessSync, constants, readFileSync, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { errnoOf } from '../../src/kernel/proctor-error.ts'

const MEMORY = '/dev/shm'
const ROOM = 2 ** 30

/**
 * Where workspaces that are disturbed lie: in memory where there is plenty. A killed process loses nothing that the
 * kernel has, and failing writes are made to fail, so the disk adds nothing but its slowness. TMPDIR decides when it is set.
 */
export function scratchFolder(): string {
  if (process.env.TMPDIR !== undefined) return tmpdir()
  try {
    accessSync(MEMORY, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(MEMORY)
    const mount = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .find((line) => line.split(' ')[1] === MEMORY)
    const runs = mount !== undefined && !(mount.split(' ')[3] ?? '').split(',').includes('noexec')
    return runs && bavail * bsize > ROOM ? MEMORY : tmpdir()
  } catch (error) {
    // There is no such folder, or not for us.
    if (errnoOf(error) === undefined) throw error
    return tmpdir()
  }
}
