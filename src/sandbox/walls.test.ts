import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import type { Mount } from './port.ts'
import { NODE_MOUNT, openTempFolder, readAll, runNode, runShell } from './sandbox.fixture.ts'
import { spawnProcess } from './spawn-process.ts'

const asRoot = process.getuid?.() === 0

/** A folder that the sandboxed user may write to. */
async function makeCheckout(path: string): Promise<Mount> {
  await mkdir(path)
  await chmod(path, 0o777)
  return { from: path, to: '/checkout', mode: 'rw' }
}

function listen(
  server: Server,
  where: { path: string } | { host: string; port: number },
): Promise<AsyncDisposable> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, () => {
      resolve({ [Symbol.asyncDispose]: () => new Promise((done) => server.close(() => done())) })
    })
  })
}

test('the environment is what the spec says, wherever one looks for it', async () => {
  const secret = 'value-of-a-secret-variable'
  const before = { ...process.env }
  Object.assign(process.env, { SSH_AUTH_SOCK: secret, GITHUB_TOKEN: secret, AWS_SECRET_ACCESS_KEY: secret })
  try {
    const { stdout } = await runShell(
      'env; cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr "\\0" "\\n"',
      {
        env: { PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
      },
    )
    const names = stdout.split('\n').map((line) => /^([A-Za-z_]+)=/.exec(line)?.[1])
    expect(new Set(names.filter((name) => name !== undefined))).toEqual(new Set(['PATH', 'LANG', 'PWD']))
    expect(stdout).not.toContain(secret)
    expect(stdout).not.toContain(process.execPath)
  } finally {
    process.env = before
  }
})

test('a descriptor that the harness was started with does not reach the command', async () => {
  await using folder = await openTempFolder()
  await writeFile(join(folder.path, 'secret'), 'of the harness')
  const room = pathToFileURL(join(import.meta.dirname, 'sandbox.fixture.ts')).href
  const script = `
    const { runShell } = await import(${JSON.stringify(room)})
    console.log((await runShell('ls -l /proc/self/fd; /usr/bin/perl -e "open(F, q(<&=200)); print <F>"')).stdout)`
  const harness = await spawnProcess({
    file: '/usr/bin/perl',
    args: [
      '-MPOSIX',
      '-e',
      'open(F, "<", "secret"); POSIX::dup2(fileno(F), 200); exec @ARGV',
      process.execPath,
      '--input-type=module',
      '-e',
      script,
    ],
    cwd: folder.path,
    env: { PATH: '/usr/bin:/bin' },
    stdin: 'closed',
    channels: 0,
  })
  const [stdout] = await Promise.all([readAll(harness.stdout), readAll(harness.stderr)])
  expect(stdout).toContain('200 -> /dev/null\n')
  expect(stdout).not.toContain('of the harness')
  expect(stdout.match(/socket:/g)).toHaveLength(2)
})

test('files of the host are not there: homes, keys, other runs, shadow', async () => {
  await using folder = await openTempFolder()
  await mkdir(join(folder.path, 'other-run'))
  await writeFile(join(folder.path, 'other-run/secret'), 'x')
  await writeFile(join(folder.path, 'key.pem'), 'x', { mode: 0o644 })
  const checkout = await makeCheckout(join(folder.path, 'this-run'))
  const { stdout } = await runNode(
    `const fs = require('node:fs')
     const paths = ['/root', '/etc/shadow', '/etc/ssh', '/var', '/home/engine/.ssh', '/sys', '/boot', '/mnt',
       ...${JSON.stringify([folder.path, join(folder.path, 'other-run/secret'), join(folder.path, 'key.pem'), process.cwd()])},
       '/checkout/../other-run/secret', '/proc/1/root' + ${JSON.stringify(folder.path)}, '/proc/1/cwd/root/.ssh',
       '/proc/self/root' + ${JSON.stringify(folder.path)}]
     console.log(JSON.stringify(paths.filter((path) => { try { fs.statSync(path); return true } catch { return false } })))`,
    { mounts: [NODE_MOUNT, checkout] },
  )
  expect(JSON.parse(stdout)).toEqual([])
})

test('only what is mounted for writing, and the private folders, can be written', async () => {
  await using folder = await openTempFolder()
  const checkout = await makeCheckout(join(folder.path, 'checkout'))
  const readOnly: Mount = { from: join(folder.path, 'checkout'), to: '/deps', mode: 'ro' }
  const tries = [
    '/x',
    '/usr/x',
    '/etc/x',
    '/etc/passwd',
    '/dev/x',
    '/opt/x',
    '/opt/node/bin/node',
    '/home/x',
    '/deps/x',
  ]
  const fine = ['/checkout/made', '/tmp/x', '/home/engine/x', '/dev/shm/x']
  const { stdout } = await runShell(
    `for f in ${[...tries, ...fine].join(' ')}; do (echo y >> $f) 2>/dev/null && echo $f; done; ls /deps`,
    { mounts: [NODE_MOUNT, checkout, readOnly] },
  )
  expect(stdout.trim().split('\n')).toEqual([...fine, 'made'])
})

test("there is no network: neither the host's loopback, nor its abstract sockets, nor names", async () => {
  const server = createServer((socket) => socket.end('reached'))
  await using _tcp = await listen(server, { host: '127.0.0.1', port: 0 })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const abstract = `\0proctor-test-${process.pid}`
  await using _abstract = await listen(
    createServer((socket) => socket.end('reached')),
    { path: abstract },
  )
  const { stdout } = await runNode(
    `const net = require('node:net'), dns = require('node:dns'), os = require('node:os')
     const dial = (to) => new Promise((done) => net.connect(to).on('error', (e) => done(e.code)).on('data', (d) => done(String(d))))
     const name = () => new Promise((done) => dns.lookup('example.com', (e) => done(e ? 'no name' : 'name')))
     ;(async () => console.log(JSON.stringify([
       await dial({ host: '127.0.0.1', port: ${port} }),
       await dial({ path: ${JSON.stringify(abstract)} }),
       await dial({ host: '192.0.2.1', port: 80 }),
       await name(),
       Object.keys(os.networkInterfaces()),
     ])))()`,
  )
  expect(JSON.parse(stdout)).toEqual(['ECONNREFUSED', 'ECONNREFUSED', 'ENETUNREACH', 'no name', ['lo']])
})

test('a unix socket that is mounted can be reached, by either mode of mount', async () => {
  await using folder = await openTempFolder()
  const path = join(folder.path, 'gateway.sock')
  await using _server = await listen(
    createServer((socket) => socket.end('answer')),
    { path },
  )
  await chmod(path, 0o666)
  for (const mode of ['ro', 'rw'] as const) {
    const mounts: Mount[] = [NODE_MOUNT, { from: path, to: '/run/proctor/gateway.sock', mode }]
    const script = `require('node:net').connect('/run/proctor/gateway.sock').on('data', (d) => console.log(String(d)))`
    expect((await runNode(script, { mounts })).stdout).toBe('answer\n')
  }
})

test('the host can be reached where the spec asks for its network', async () => {
  const server = createServer((socket) => socket.end('reached'))
  await using _tcp = await listen(server, { host: '127.0.0.1', port: 0 })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { stdout, facts } = await runNode(
    `require('node:net').connect(${port}, '127.0.0.1').on('data', (d) => console.log(String(d)))`,
    { network: 'host' },
  )
  expect(stdout).toBe('reached\n')
  expect(facts.network).toBe('host')
})

test('an unprivileged user without capabilities, with no way to new ones', async () => {
  const { stdout, facts } = await runShell('id -u; grep -E "^(Cap|NoNewPrivs|Seccomp:)" /proc/self/status')
  const [uid, ...fields] = stdout.trim().split('\n')
  expect(Number(uid)).toBeGreaterThan(0)
  const none = '0000000000000000'
  expect(Object.fromEntries(fields.map((line) => line.split(/:\s+/)))).toEqual({
    CapInh: none,
    CapPrm: none,
    CapEff: none,
    CapBnd: none,
    CapAmb: none,
    NoNewPrivs: '1',
    Seccomp: '2',
  })
  expect(facts).toMatchObject({ separateUid: asRoot, seccomp: true, noNewPrivileges: true })
})

test('our own pid 1 has what it takes to drop to the user, and no more', async () => {
  const { stdout } = await runShell('grep -E "^Cap(Inh|Prm|Eff|Amb)" /proc/1/status')
  // CAP_SETGID, CAP_SETUID, CAP_SETPCAP
  const allowed = asRoot ? 0x1c0n : 0n
  const sets = stdout
    .trim()
    .split('\n')
    .map((line) => BigInt(`0x${line.split(/:\s+/)[1]}`))
  expect(sets).toHaveLength(4)
  expect(sets.every((set) => (set & ~allowed) === 0n)).toBe(true)
})

test('what it writes belongs to the user that the spec names, on the host too, when the harness is root', async () => {
  await using folder = await openTempFolder()
  const checkout = await makeCheckout(join(folder.path, 'checkout'))
  const { stdout } = await runShell('touch /checkout/f; stat -c %u:%g /checkout/f', {
    mounts: [checkout],
    user: { uid: 40_123, gid: 40_124 },
  })
  expect(stdout).toBe(asRoot ? '40123:40124\n' : `${process.getuid?.()}:${process.getgid?.()}\n`)
})

test('other processes of the host are neither seen nor signalled', async () => {
  const { stdout } = await runShell(
    `ls -d /proc/[0-9]* | wc -l; kill -9 ${process.pid} 2>/dev/null || echo no; kill -9 1 2>/dev/null; echo alive`,
  )
  const [count, ...rest] = stdout.trim().split('\n')
  expect(Number(count)).toBeLessThan(6)
  expect(rest).toEqual(['no', 'alive'])
})
