import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import { readAll, run, runNode, runShell, toSpec } from './sandbox.fixture.ts'

test('this machine can isolate', async () => {
  const found = await createBubblewrapSandbox().available()
  expect(found).toMatchObject({ available: true, version: expect.stringMatching(/^[0-9.]+$/) })
})

test('output and exit code come through, and nothing else', async () => {
  const { exit, stdout, stderr } = await runShell('echo out; echo err >&2; exit 3')
  expect({ stdout, stderr }).toEqual({ stdout: 'out\n', stderr: 'err\n' })
  expect(exit).toEqual({
    exitCode: 3,
    signal: null,
    timedOut: false,
    silent: false,
    limit: null,
    interrupted: false,
    durationMs: expect.any(Number),
    leftProcesses: [],
  })
})

test('a command that a signal ends is told by the name of the signal', async () => {
  const { exit, stderr } = await runShell('kill -SEGV $$')
  expect(exit).toMatchObject({ exitCode: null, signal: 'SIGSEGV' })
  expect(stderr).toBe('')
})

test('stdin is a pipe when asked for, else at its end', async () => {
  const running = await createBubblewrapSandbox().start(toSpec(['/usr/bin/cat'], { stdin: 'pipe' }))
  running.stdin?.end('hello')
  running.stderr.resume()
  expect(await readAll(running.stdout)).toBe('hello')
  expect((await running.exited).exitCode).toBe(0)
  const closed = await run(toSpec(['/usr/bin/cat']))
  expect(closed).toMatchObject({ stdout: '', exit: { exitCode: 0 } })
})

test('node and git run', async () => {
  const node = await runNode(
    `const { Worker } = require('node:worker_threads')
     new Worker('require("worker_threads").parentPort.postMessage(require("os").userInfo().username)', { eval: true })
       .on('message', console.log)`,
  )
  expect(node).toMatchObject({ stdout: 'engine\n', stderr: '', exit: { exitCode: 0 } })
  const git = await runShell(
    'git init -q r && cd r && echo a > f && git add f && git -c user.name=a -c user.email=b commit -qm c && git log --format=%s',
    { env: { PATH: '/usr/bin:/bin', HOME: '/home/engine' } },
  )
  expect(git).toMatchObject({ stdout: 'c\n', exit: { exitCode: 0 } })
})

test('a program that is not there, a folder that is not there: refused before anything runs', async () => {
  await expect(run(toSpec(['/nowhere/program']))).rejects.toMatchObject({
    code: 'sandbox_failed',
    message: 'there is no program /nowhere/program in the sandbox',
  })
  await expect(run(toSpec(['true'], { cwd: '/nowhere' }))).rejects.toMatchObject({
    message: 'the working directory /nowhere can not be entered in the sandbox',
  })
  const mounts = [{ from: '/nowhere/at/all', to: '/checkout', mode: 'rw' as const }]
  await expect(run(toSpec(['true'], { mounts }))).rejects.toMatchObject({
    message: expect.stringContaining('/nowhere/at/all'),
  })
})

test('a machine without bubblewrap gets a sentence that says what it costs', async () => {
  const found = await createBubblewrapSandbox({ bwrap: '/nowhere/bwrap' }).available()
  expect(found).toEqual({
    available: false,
    version: null,
    problems: [
      expect.stringMatching(
        /^\/nowhere\/bwrap could not be started.*: engines can only run without isolation$/,
      ),
    ],
  })
})

test('a no is looked at again, a yes is remembered for a while, and nothing starts on a remembered one', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'proctor-bwrap-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const bwrap = join(folder, 'bwrap')
  const ask = () => createBubblewrapSandbox({ bwrap }).available()
  expect(await ask()).toMatchObject({ available: false })
  writeFileSync(bwrap, '#!/bin/sh\nexec bwrap "$@"\n')
  chmodSync(bwrap, 0o755)
  expect(await ask()).toMatchObject({ available: true })
  rmSync(bwrap)
  expect(await ask()).toMatchObject({ available: true })
  await expect(createBubblewrapSandbox({ bwrap }).start(toSpec(['true']))).rejects.toMatchObject({
    code: 'sandbox_failed',
  })
})
