import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSandbox } from './create-sandbox.ts'
import { createNoSandbox, toHostPaths } from './none.ts'
import { readProcess } from './processes.ts'
import { NODE_INSIDE, openTempFolder, run, toSpec } from './sandbox.fixture.ts'

const shell = (script: string, changes: Parameters<typeof toSpec>[1] = {}) =>
  run(toSpec(['/bin/sh', '-c', script], changes), createNoSandbox())

test('says plainly that nothing is isolated', async () => {
  const found = await createSandbox('none').available()
  expect(found).toMatchObject({ available: true, version: null })
  expect(found.problems[0]).toContain('nothing is isolated')
  const { facts } = await shell('true')
  expect(facts).toMatchObject({
    backend: 'none',
    network: 'host',
    separateUid: false,
    seccomp: false,
    noNewPrivileges: false,
    memoryLimiter: 'poll',
    processLimiter: 'poll',
  })
})

test("the same spec runs: paths of the inside become the host's", async () => {
  await using folder = await openTempFolder()
  const spec = toSpec(
    [NODE_INSIDE, '-e', 'console.log(process.cwd(), process.env.X, process.env.HOME !== "/home/engine")'],
    {
      cwd: '/checkout',
      env: { X: '/usr/bin:/checkout/bin', HOME: '/home/engine', PATH: '/usr/bin' },
      mounts: [
        { from: process.execPath, to: NODE_INSIDE, mode: 'ro' },
        { from: folder.path, to: '/checkout', mode: 'rw' },
      ],
    },
  )
  const { stdout } = await run(spec, createNoSandbox({ tempFolder: folder.path }))
  expect(stdout).toBe(`${folder.path} /usr/bin:${folder.path}/bin true\n`)
  expect(await readdir(folder.path)).toEqual([])
})

test('a HOME that is mounted is the HOME, with the configuration that lies in it', async () => {
  await using folder = await openTempFolder()
  const { stdout } = await shell('echo "$HOME"', {
    env: { HOME: '/home/engine', PATH: '/usr/bin' },
    mounts: [{ from: folder.path, to: '/home/engine', mode: 'rw' }],
  })
  expect(stdout).toBe(`${folder.path}\n`)
})

test('only whole path parts are turned', () => {
  const mounts = [{ from: '/h/c', to: '/checkout', mode: 'rw' as const }]
  expect(toHostPaths('/checkout', mounts)).toBe('/h/c')
  expect(toHostPaths('/checkouts/x', mounts)).toBe('/checkouts/x')
  expect(toHostPaths('/checkout/x:/checkout', mounts)).toBe('/h/c/x:/h/c')
  expect(toHostPaths('--out=/checkout/x,/checkout', mounts)).toBe('--out=/h/c/x,/h/c')
})

test('the environment of the harness stays out', async () => {
  const before = process.env.SSH_AUTH_SOCK
  process.env.SSH_AUTH_SOCK = 'secret'
  try {
    const { stdout } = await shell('env')
    expect(stdout).not.toContain('SSH_AUTH_SOCK')
  } finally {
    if (before === undefined) delete process.env.SSH_AUTH_SOCK
    else process.env.SSH_AUTH_SOCK = before
  }
})

test('left processes are listed and killed, in sessions of their own too', async () => {
  const { exit } = await shell('setsid sleep 1000.5 & sleep 1001.5 & sleep 0.4; exit 2')
  expect(exit.exitCode).toBe(2)
  expect(exit.leftProcesses.map((left) => left.command).toSorted()).toEqual(['sleep 1000.5', 'sleep 1001.5'])
  // Whoever adopts orphans here may take its time to bury them.
  const now = exit.leftProcesses.map(({ pid }) => readProcess('/proc', pid))
  expect(now.filter((row) => row !== null && !row.ended)).toEqual([])
})

test('time, output, memory and processes are limited by looking', async () => {
  expect((await shell('trap "" TERM; sleep 60; sleep 60', { limits: { wallMs: 100 } })).exit).toMatchObject({
    timedOut: true,
  })
  const flood = await shell('yes', { limits: { outputBytes: 5_000 } })
  expect([flood.stdout.length, flood.exit.limit]).toEqual([5_000, 'output'])
  const hog = await shell('head -c 900M /dev/zero | tail; sleep 60', { limits: { memoryBytes: 2 ** 28 } })
  expect(hog.exit.limit).toBe('memory')
  const many = await shell('for i in 1 2 3 4 5 6 7 8 9 10 11 12; do sleep 60 & done; wait', {
    limits: { processes: 10 },
  })
  expect(many.exit.limit).toBe('processes')
})

test('end reaches the command', async () => {
  const running = await createNoSandbox().start(
    toSpec(['/bin/sh', '-c', 'trap "exit 7" TERM; echo up; while :; do sleep 0.01; done']),
  )
  running.stderr.resume()
  await once(running.stdout, 'data')
  running.end('interrupted', 10_000)
  expect(await running.exited).toMatchObject({ exitCode: 7, interrupted: true })
})

test('a program that is not there', async () => {
  await using folder = await openTempFolder()
  const sandbox = createNoSandbox({ tempFolder: folder.path })
  await expect(sandbox.start(toSpec([join(folder.path, 'nothing')]))).rejects.toMatchObject({
    code: 'sandbox_failed',
  })
  expect(await readdir(folder.path)).toEqual([])
})
