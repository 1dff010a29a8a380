import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import { endMembers } from './cgroup-members.ts'
import { readProcess, readProcesses } from './processes.ts'
import { openTempFolder, toSpec } from './sandbox.fixture.ts'

test('of the members of a group, what a sandbox holds is ended, and a process of ours is not', async () => {
  await using folder = await openTempFolder()
  const known = new Set(readProcesses('/proc').map(({ pid }) => pid))
  const sandboxed = await createBubblewrapSandbox().start(toSpec(['/usr/bin/sleep', '59']))
  sandboxed.stdout.resume()
  sandboxed.stderr.resume()
  const bystander = spawn('sleep', ['59'], { stdio: 'ignore' })
  await once(bystander, 'spawn')
  const inside = readProcesses('/proc').filter(
    ({ pid, innerPid, name }) => !known.has(pid) && innerPid !== pid && name === 'sleep',
  )
  try {
    expect(inside).not.toEqual([])
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
