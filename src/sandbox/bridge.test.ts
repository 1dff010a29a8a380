import { once } from 'node:events'
import { chmod } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createBubblewrapSandbox } from './bubblewrap.ts'
import type { SandboxSpec } from './port.ts'
import { NODE_INSIDE, NODE_MOUNT, openTempFolder, run, toSpec } from './sandbox.fixture.ts'

const BRIDGE = '/opt/proctor/bridge.mjs'
const SOCKET = '/run/proctor/gateway.sock'
const BRIDGE_MOUNT = {
  from: join(import.meta.dirname, '../../assets/bridge.mjs'),
  to: BRIDGE,
  mode: 'ro' as const,
}

function toBridged(command: readonly string[], gateway: string | null): SandboxSpec {
  return toSpec([NODE_INSIDE, BRIDGE, '8080', SOCKET, '--', ...command], {
    mounts: [
      NODE_MOUNT,
      BRIDGE_MOUNT,
      ...(gateway === null ? [] : [{ from: gateway, to: SOCKET, mode: 'ro' as const }]),
    ],
  })
}

test('TCP inside reaches the unix socket outside, bodies and streams whole, many at once', async () => {
  await using folder = await openTempFolder()
  const path = join(folder.path, 'gateway.sock')
  const server = createServer(async (request, response) => {
    let bytes = 0
    for await (const chunk of request) bytes += Buffer.from(chunk).length
    response.write(`${request.url} ${bytes} `)
    setTimeout(() => response.end('end'), 20)
  })
  server.listen(path)
  await once(server, 'listening')
  await chmod(path, 0o666)
  const script = `
    const ask = async (n) => (await fetch('http://127.0.0.1:8080/' + n, { method: 'POST', body: 'x'.repeat(n * 100000) })).text()
    Promise.all([1, 2, 3, 4, 5].map(ask)).then((all) => { console.log(all.join()); process.exit(5) })`
  const { exit, stdout, stderr } = await run(toBridged([NODE_INSIDE, '-e', script], path))
  server.close()
  expect(stderr).toBe('')
  expect(stdout).toBe('/1 100000 end,/2 200000 end,/3 300000 end,/4 400000 end,/5 500000 end\n')
  expect(exit).toMatchObject({ exitCode: 5, leftProcesses: [] })
})

test('a gateway that is not there breaks the connection and nothing else', async () => {
  const script = `fetch('http://127.0.0.1:8080/').catch(() => console.log('broken'))`
  const { exit, stdout } = await run(toBridged([NODE_INSIDE, '-e', script], null))
  expect({ stdout, code: exit.exitCode }).toEqual({ stdout: 'broken\n', code: 0 })
})

test("signals reach the command, and its end is the bridge's", async () => {
  const running = await createBubblewrapSandbox().start(
    toBridged(['/bin/sh', '-c', 'trap "exit 9" TERM; echo up; while :; do sleep 0.01; done'], null),
  )
  running.stderr.resume()
  await once(running.stdout, 'data')
  running.end('interrupted', 10_000)
  expect(await running.exited).toMatchObject({ exitCode: 9, signal: null })
  const killed = await run(toBridged(['/bin/sh', '-c', 'kill -KILL $$'], null))
  expect(killed.exit).toMatchObject({ exitCode: null, signal: 'SIGKILL', leftProcesses: [] })
})

test('a command that is not there, and a bridge that is called wrongly', async () => {
  const missing = await run(toBridged(['/nowhere/program'], null))
  expect(missing.exit.exitCode).toBe(127)
  expect(missing.stderr).toContain("/nowhere/program can't be run")
  const wrong = await run(toSpec([NODE_INSIDE, BRIDGE, 'port'], { mounts: [NODE_MOUNT, BRIDGE_MOUNT] }))
  expect(wrong).toMatchObject({ exit: { exitCode: 64 }, stderr: expect.stringContaining('usage') })
})
