import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { errnoOf } from '../kernel/proctor-error.ts'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import { endMembers } from './cgroup-members.ts'
import { readProcess, readProcesses } from './processes.ts'
import { openTempFolder, toSpec } from './sandbox.fixture.ts'

/** Empty for a process that has ended meanwhile. */
function lineOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ESRCH') throw error
    return ''
  }
}

test('of the members of a group, what a sandbox holds is ended, and a process of ours is not', async () => {
  await using folder = await openTempFolder()
  // A length that nobody else's has: other tests have sandboxes, too.
  const seconds = `59.${process.pid}`
  const sandboxed = await createBubblewrapSandbox().start(toSpec(['/usr/bin/sleep', seconds]))
  sandboxed.stdout.resume()
  sandboxed.stderr.resume()
  const bystander = spawn('sleep', ['59'], { stdio: 'ignore' })
  await once(bystander, 'spawn')
  const findInside = () =>
    readProcesses('/proc').filter(
      ({ pid, name }) => name === 'sleep' && lineOf(pid).includes(`\0${seconds}\0`),
    )
  try {
    // What starts it has to become it first.
    const inside = await vi.waitUntil(() => (findInside().length === 0 ? null : findInside()), 20_000)
    // As the kernel lists them, with one that it does not number for us, one that is gone, and the first of the machine.
    const listed = ['0', '1', bystander.pid, ...inside.map(({ pid }) => pid), 2 ** 22 + 1]
    await writeFile(join(folder.path, 'cgroup.procs'), `${listed.join('\n')}\n`)
    await endMembers(folder.path)
    expect(await sandboxed.exited).toMatchObject({ signal: 'SIGKILL' })
    expect(readProcess('/proc', bystander.pid as number)).toMatchObject({ name: 'sleep', ended: false })
  } finally {
    bystander.kill('SIGKILL')
    sandboxed.end('timeout', 0)
    await sandboxed.exited
  }
})

test('a group that is gone has no members', async () => {
  await using folder = await openTempFolder()
  await expect(endMembers(join(folder.path, 'none'))).resolves.toBeUndefined()
})
