import { readdir } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createMemoryPoll, createProcessPoll } from './limits.ts'
import type { ProcessRow } from './processes.ts'
import { run, runNode, runShell, toSpec } from './sandbox.fixture.ts'

test('wall clock', async () => {
  const { exit } = await runShell('while :; do echo .; sleep 0.05; done', { limits: { wallMs: 300 } })
  expect(exit).toMatchObject({ timedOut: true, silent: false, limit: null, signal: 'SIGTERM' })
})

test('wall clock, for one that ignores SIGTERM', async () => {
  const { exit } = await runShell('trap "" TERM; while :; do sleep 0.05; done', { limits: { wallMs: 100 } })
  expect(exit).toMatchObject({ timedOut: true, signal: 'SIGKILL' })
})

test('silence, on both streams', async () => {
  const { exit, stdout, stderr } = await runShell(
    'echo a; sleep 0.2; echo b >&2; sleep 0.2; echo c; sleep 60',
    {
      limits: { silenceMs: 1_500 },
    },
  )
  expect(exit).toMatchObject({ silent: true, timedOut: false })
  expect(stdout + stderr).toBe('a\nc\nb\n')
})

test('a reader that takes its time is not taken for silence of the command', async () => {
  const { createBubblewrapSandbox } = await import('./bubblewrap.ts')
  const running = await createBubblewrapSandbox().start(
    toSpec(['/usr/bin/head', '-c', '900000', '/dev/zero'], { limits: { silenceMs: 150 } }),
  )
  running.stderr.resume()
  await new Promise((resolve) => setTimeout(resolve, 700))
  running.stdout.resume()
  expect(await running.exited).toMatchObject({ exitCode: 0, silent: false })
})

test('a flood is cut at the limit, to the byte, and the command ended', async () => {
  const { exit, stdout, stderr } = await runShell('yes & yes >&2', { limits: { outputBytes: 100_001 } })
  expect(stdout.length + stderr.length).toBe(100_001)
  expect(exit).toMatchObject({ limit: 'output', signal: 'SIGKILL', leftProcesses: [] })
})

test('output of exactly the limit is no breach', async () => {
  const { exit, stdout } = await runShell('head -c 4096 /dev/zero', { limits: { outputBytes: 4_096 } })
  expect(stdout).toHaveLength(4_096)
  expect(exit).toMatchObject({ limit: null, exitCode: 0 })
})

test('memory: the tree is ended as a whole, even if only a child took too much', async () => {
  const { exit } = await runShell('head -c 900M /dev/zero | tail; sleep 60', {
    limits: { memoryBytes: 2 ** 28 },
  })
  expect(exit).toMatchObject({ limit: 'memory', timedOut: false })
})

test('memory: the private folders hold no more than the cap', async () => {
  const { exit } = await runShell(
    'for d in /tmp /dev/shm /home/engine; do head -c 200M /dev/zero > $d/x || exit 9; done',
    {
      limits: { memoryBytes: 2 ** 27 },
    },
  )
  expect(exit.exitCode === 9 || exit.limit === 'memory').toBe(true)
})

test('processes: a fork bomb meets the cap, is recorded and leaves nothing', async () => {
  const { exit, facts } = await run(
    toSpec(['/bin/sh', '-c', 'b() { b | b & }; b; sleep 1; exit 0'], {
      limits: { processes: 60, wallMs: 10_000 },
    }),
  )
  expect(exit).toMatchObject({ limit: 'processes', timedOut: false })
  expect(facts.processLimiter).not.toBe('none')
})

test('limits that nobody comes near are not told', async () => {
  const { exit, facts } = await runNode('console.log(1)', { limits: { silenceMs: 20_000 } })
  expect(exit).toMatchObject({ exitCode: 0, limit: null, silent: false })
  expect(['cgroup-v1', 'cgroup-v2', 'poll']).toContain(facts.memoryLimiter)
  expect(['cgroup-v1', 'cgroup-v2', 'rlimit', 'poll']).toContain(facts.processLimiter)
})

test('no control group is left behind', async () => {
  await runShell('true')
  const ours = async (folder: string): Promise<string[]> =>
    (await readdir(folder).catch(() => [])).filter((name) => name.startsWith(`proctor-${process.pid}-`))
  expect([...(await ours('/sys/fs/cgroup/pids')), ...(await ours('/sys/fs/cgroup'))]).toEqual([])
})

const row = (memoryBytes: number, threads: number): ProcessRow => ({
  pid: 2,
  ppid: 1,
  innerPid: 2,
  sid: 2,
  name: 'x',
  threads,
  memoryBytes,
  ended: false,
  startedAt: '1',
})

test('looking at memory and tasks: sums over the tree; a broken limit stays broken', async () => {
  const memory = createMemoryPoll(100)
  expect(await memory.poll([row(60, 1), row(40, 1)])).toBeNull()
  expect(await memory.poll([row(60, 1), row(41, 1)])).toBe('memory')
  expect([await memory.poll([]), await memory.reached()]).toEqual(['memory', 'memory'])
  const polled = createProcessPoll(4, 'poll')
  expect(await polled.poll([row(0, 2), row(0, 2)])).toBeNull()
  expect(await polled.poll([row(0, 2), row(0, 3)])).toBe('processes')
  const hard = createProcessPoll(4, 'rlimit')
  expect([await hard.poll([row(0, 4)]), await hard.reached()]).toEqual([null, 'processes'])
})
