import { chmod, chown, cp, lchown, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NODE_MOUNT, openTempFolder, readAll, runShell } from './sandbox.fixture.ts'
import { spawnProcess } from './spawn-process.ts'

/** An account of Debian that owns nothing. */
const NOBODY = 65_534
const asRoot = process.getuid?.() === 0

test("host paths may lie under a home that the sandboxed user can't enter", async () => {
  await using home = await openTempFolder()
  await chmod(home.path, 0o700)
  const checkout = join(home.path, 'project/checkout')
  await mkdir(checkout, { recursive: true, mode: 0o700 })
  if (asRoot) await chown(checkout, 40_001, 40_001)
  const { stdout, exit } = await runShell('echo x > f && cat f && ls -A /checkout', {
    mounts: [NODE_MOUNT, { from: checkout, to: '/checkout', mode: 'rw' }],
    cwd: '/checkout',
  })
  expect({ stdout, code: exit.exitCode }).toEqual({ stdout: 'x\nf\n', code: 0 })
  expect((await stat(join(checkout, 'f'))).uid).toBe(asRoot ? 40_001 : process.getuid?.())
})

async function give(path: string, uid: number): Promise<void> {
  await lchown(path, uid, uid)
  for (const entry of await readdir(path, { withFileTypes: true, recursive: true })) {
    await lchown(join(entry.parentPath, entry.name), uid, uid)
  }
}

/** What the harness of an ordinary user does in its own closed home; prints what it saw. */
const SCRIPT = `
import { mkdir, writeFile } from 'node:fs/promises'
import { createBubblewrapSandbox } from './src/sandbox/bubblewrap.ts'
const sandbox = createBubblewrapSandbox()
await mkdir('checkout', { mode: 0o700 })
await writeFile('checkout/host-path', process.cwd())
const limits = { wallMs: 20_000, silenceMs: null, outputBytes: 100_000, memoryBytes: 2 ** 28, processes: 60 }
async function run(script, changes = {}) {
  const running = await sandbox.start({
    argv: ['/bin/sh', '-c', script], cwd: '/checkout', env: { PATH: '/usr/bin:/bin' }, limits, stdin: 'closed', network: 'none',
    mounts: [
      { from: process.cwd() + '/checkout', to: '/checkout', mode: 'rw' },
      { from: process.execPath, to: '/opt/node/bin/node', mode: 'ro' },
    ],
    ...changes,
  })
  let text = ''
  running.stdout.on('data', (chunk) => { text += chunk })
  running.stderr.resume()
  const exit = await running.exited
  return { text, code: exit.exitCode, limit: exit.limit, left: exit.leftProcesses.map((left) => left.command), facts: running.facts }
}
const results = {
  available: await sandbox.available(),
  basic: await run('echo x > f; cat f; id -u; /opt/node/bin/node -p 1+1; cat ' + process.cwd() + '/secret; ls /home'),
  caps: await run('grep -c "^Cap.*0000000000000000" /proc/self/status; grep -E "^(NoNewPrivs|Seccomp):" /proc/self/status | tr "\\\\n\\\\t" "  "'),
  environment: await run('cat /proc/*/environ | tr "\\\\0" "\\\\n" | grep -c SECRET_OF_HARNESS; cat /proc/*/cmdline | grep -aFc -f host-path'),
  writes: await run('for f in /x /dev/x /etc/x /home/x /opt/node/bin/node; do (echo y >> $f) 2>/dev/null && echo $f; done; exit 0'),
  holder: await run('for n in 9 15 19; do kill -$n 1; done 2>/dev/null; for f in /proc/1/fd/*; do (echo "exit 0" > $f) 2>/dev/null; done; setsid sleep 1000 & sleep 0.1; exit 4'),
  memory: await run('head -c 900M /dev/zero | tail; sleep 60'),
  many: await run("/usr/bin/perl -e 'while (1) { $p = fork; if (!defined $p) { sleep 1; exit 3 } if (!$p) { sleep 1000; exit } }'"),
  bomb: await run('b() { b | b & }; b; sleep 1; exit 0'),
}
console.log(JSON.stringify(results))
`

test('an ordinary user gets the same walls, except for the user id', async () => {
  await using home = await openTempFolder()
  const root = join(import.meta.dirname, '../..')
  for (const part of ['sandbox', 'kernel', 'contract']) {
    await cp(join(root, 'src', part), join(home.path, 'src', part), { recursive: true })
  }
  await cp(join(root, 'node_modules/zod'), join(home.path, 'node_modules/zod'), { recursive: true })
  await cp(process.execPath, join(home.path, 'node'))
  await writeFile(join(home.path, 'package.json'), '{"type":"module"}')
  await writeFile(join(home.path, 'main.ts'), SCRIPT)
  await writeFile(join(home.path, 'secret'), 'a secret', { mode: 0o600 })
  await chmod(home.path, 0o700)
  if (asRoot) await give(home.path, NOBODY)
  const uid = asRoot ? NOBODY : (process.getuid?.() ?? 0)
  const harness = await spawnProcess({
    file: '/usr/bin/env',
    args: [
      ...(asRoot ? ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', '--'] : []),
      join(home.path, 'node'),
      'main.ts',
    ],
    cwd: home.path,
    env: { PATH: '/usr/bin:/bin', SECRET_OF_HARNESS: '1' },
    stdin: 'closed',
    channels: 0,
  })
  const [stdout, stderr] = await Promise.all([readAll(harness.stdout), readAll(harness.stderr)])
  expect(stderr).toBe('')
  const results = JSON.parse(stdout)
  expect(results.available).toMatchObject({
    available: true,
    problems: expect.arrayContaining([expect.stringContaining('not started as root')]),
  })
  expect(results.basic).toMatchObject({ text: `x\n${uid}\n2\nengine\n`, code: 0, left: [] })
  expect(results.basic.facts).toMatchObject({ separateUid: false, seccomp: true, noNewPrivileges: true })
  expect(results.caps.text.trim()).toBe('5\nNoNewPrivs: 1 Seccomp: 2')
  expect(results.environment.text).toBe('0\n0\n')
  expect(results.writes.text).toBe('')
  expect(results.holder).toMatchObject({ code: 4, left: ['sleep 1000'] })
  expect(results.memory.limit).toBe('memory')
  expect(results.many).toMatchObject({ limit: 'processes', code: 3 })
  expect(results.many.facts.processLimiter).toMatch(asRoot ? /^rlimit$/ : /^rlimit$|^cgroup-v2$/)
  expect(results.bomb.code).not.toBeNull()
})
