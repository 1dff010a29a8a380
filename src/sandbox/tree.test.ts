import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import type { SandboxedProcess } from './port.ts'
import { LIMITS, NODE_INSIDE, runShell, toSpec } from './sandbox.fixture.ts'
import { spawnProcess } from './spawn-process.ts'

/** Processes of this machine whose command line holds `mark`. */
async function countMarked(mark: string): Promise<number> {
  let count = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^[0-9]+$/.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (line.split('\0').includes(mark)) count += 1
  }
  return count
}

let marks = 0
/** A number of seconds that no other sleep on this machine has. */
function makeMark(): string {
  marks += 1
  return `1000.${process.pid}${marks}`
}

async function start(script: string, graceful = false): Promise<SandboxedProcess> {
  const running = await createBubblewrapSandbox().start(toSpec(['/bin/sh', '-c', script]))
  running.stderr.resume()
  if (!graceful) running.stdout.resume()
  return running
}

test('processes left behind are listed, and dead when the run is over', async () => {
  const [a, b, c] = [makeMark(), makeMark(), makeMark()]
  const { exit } = await runShell(
    `(setsid sleep ${a} &) ; (trap "" TERM HUP; sleep ${b} & ) ; setsid sh -c 'setsid sleep ${c} & exit' & wait; exit 0`,
  )
  expect(exit).toMatchObject({ exitCode: 0, signal: null })
  const commands = exit.leftProcesses.map((left) => left.command)
  expect(commands.toSorted()).toEqual([`sleep ${a}`, `sleep ${b}`, `sleep ${c}`].toSorted())
  expect(exit.leftProcesses.every((left) => left.pid > 1)).toBe(true)
  expect(await Promise.all([a, b, c].map(countMarked))).toEqual([0, 0, 0])
})

test('processes that are just ending are not left behind', async () => {
  const { exit } = await runShell('sleep 0.03 & exit 0')
  expect(exit.leftProcesses).toEqual([])
})

test('a process that has wiped its command line is still listed', async () => {
  const { exit } = await runShell(
    `/usr/bin/perl -e 'if (fork()) { select(undef, undef, undef, 0.2); exit 0 } $0 = "\\0"; sleep 1000'`,
  )
  expect(exit.leftProcesses).toHaveLength(1)
  expect(exit.leftProcesses[0]?.command).not.toBe('')
})

test('end: SIGTERM to the command alone, whose own exit counts', async () => {
  const running = await start('trap "exit 7" TERM; echo up; while :; do sleep 0.01; done', true)
  await once(running.stdout, 'data')
  running.end('interrupted', 10_000)
  expect(await running.exited).toMatchObject({
    exitCode: 7,
    signal: null,
    interrupted: true,
    timedOut: false,
  })
})

test('end: who ignores SIGTERM is killed with everything it has started', async () => {
  const [a, b] = [makeMark(), makeMark()]
  const running = await start(
    `trap "" TERM; (setsid sh -c 'trap "" TERM; setsid sleep ${a}; sleep 9' &); echo up; sleep ${b}; sleep 1000`,
    true,
  )
  await once(running.stdout, 'data')
  running.end('done', 50)
  running.end('timeout', 50)
  expect(await running.exited).toMatchObject({ exitCode: null, signal: 'SIGKILL', timedOut: false })
  expect([await countMarked(a), await countMarked(b)]).toEqual([0, 0])
})

test('end: at once, also in the middle of a flood', async () => {
  const running = await createBubblewrapSandbox().start(
    toSpec(['/usr/bin/yes'], { limits: { outputBytes: 2 ** 40 } }),
  )
  running.stderr.resume()
  await once(running.stdout, 'data')
  running.end('interrupted', 0)
  running.stdout.resume()
  expect(await running.exited).toMatchObject({ signal: 'SIGKILL', interrupted: true })
})

test('end: after the end is harmless', async () => {
  const running = await start('exit 0')
  const exit = await running.exited
  running.end('timeout', 0)
  expect(await running.exited).toBe(exit)
  expect(exit).toMatchObject({ exitCode: 0, timedOut: false })
})

test('the tree dies with the harness', async () => {
  const mark = makeMark()
  const room = pathToFileURL(join(import.meta.dirname, 'bubblewrap.ts')).href
  const spec = toSpec(['/bin/sh', '-c', `setsid sleep ${mark} & trap "" TERM; echo up; wait`])
  const harness = await spawnProcess({
    file: process.execPath,
    args: [
      '--input-type=module',
      '-e',
      `const { createBubblewrapSandbox } = await import(${JSON.stringify(room)})
       const running = await createBubblewrapSandbox().start(${JSON.stringify(spec)})
       running.stdout.pipe(process.stdout)`,
    ],
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdin: 'closed',
    channels: 0,
  })
  harness.stderr.resume()
  await once(harness.stdout, 'data')
  expect(await countMarked(mark)).toBeGreaterThan(0)
  process.kill(harness.pid, 'SIGKILL')
  await harness.exited
  await expect.poll(() => countMarked(mark), { timeout: 10_000 }).toBe(0)
})

test('eight at once, each with its own output, exit and left process', async () => {
  const sandbox = createBubblewrapSandbox()
  const all = await Promise.all(
    Array.from({ length: 8 }, async (_, index) => {
      const running = await sandbox.start(
        toSpec([NODE_INSIDE, '-e', `console.log(${index}); process.exitCode = ${index}`], { limits: LIMITS }),
      )
      running.stderr.resume()
      const [chunk] = await once(running.stdout, 'data')
      running.stdout.resume()
      return { text: String(chunk), exit: await running.exited }
    }),
  )
  expect(all.map(({ text, exit }) => [text, exit.exitCode])).toEqual(
    Array.from({ length: 8 }, (_, index) => [`${index}\n`, index]),
  )
})
