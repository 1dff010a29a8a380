import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { assertMounts, assertSpec, toMountOrder } from './check-spec.ts'
import type { Mount, SandboxSpec } from './port.ts'
import { openTempFolder, toSpec } from './sandbox.fixture.ts'

const mount = (to: string, from = '/usr'): Mount => ({ from, to, mode: 'ro' })

test.each<[string, Partial<SandboxSpec>]>([
  ['a NUL byte in an argument', { argv: ['a', 'b\0c'] }],
  ['an empty command', { argv: [''] }],
  ['a command that looks like an option', { argv: ['-v'] }],
  ['a relative working directory', { cwd: 'tmp' }],
  ['a working directory with dots', { cwd: '/tmp/../root' }],
  ['a name of a variable with an equals sign', { env: { 'A=B': 'c' } }],
  ['a variable for the loader', { env: { LD_PRELOAD: '/checkout/x.so' } }],
  ['a variable for the shell', { env: { ENV: '/checkout/x' } }],
  ['a NUL byte in a value', { env: { A: 'b\0C=d' } }],
  ['a mount over everything', { mounts: [mount('/')] }],
  ['a mount into the system', { mounts: [mount('/usr/bin')] }],
  ['a mount over /proc', { mounts: [mount('/proc')] }],
  ['a mount over the loader', { mounts: [mount('/lib64/x')] }],
  ['a mount with dots', { mounts: [mount('/checkout/../usr')] }],
  ['a mount from a relative path', { mounts: [mount('/checkout', 'here')] }],
  ['two mounts at one path', { mounts: [mount('/a'), mount('/a', '/etc')] }],
  ['root as the user', { user: { uid: 0, gid: 40_001 } }],
  ['the group of root', { user: { uid: 40_001, gid: 0 } }],
])('refused: %s', (_, changes) => {
  expect(() => assertSpec({ ...toSpec(['true']), ...changes })).toThrow(
    expect.objectContaining({ code: 'sandbox_failed' }),
  )
})

test('what is ordinary passes', () => {
  const mounts = [mount('/checkout'), mount('/opt/node/bin/node'), mount('/libs'), mount('/home/engine/.x')]
  assertSpec(toSpec(['true', '-v', ''], { mounts, env: { A_1: '', NODE_OPTIONS: 'x' }, cwd: '/' }))
})

test('folders are mounted before what lies in them', () => {
  const order = toMountOrder([mount('/a/b/c'), mount('/d'), mount('/a'), mount('/a/b')])
  expect(order.map(({ to }) => to)).toEqual(['/d', '/a', '/a/b', '/a/b/c'])
})

test('a mount within another needs its place there, and no link on the way', async () => {
  await using folder = await openTempFolder()
  const outer = mount('/checkout', join(folder.path, 'checkout'))
  const inner = mount('/checkout/deps/x', join(folder.path, 'deps'))
  await mkdir(inner.from)
  await mkdir(outer.from)
  await expect(assertMounts([outer, inner])).rejects.toThrow(
    /\/checkout\/deps\/x lies within another mount, but/,
  )
  await symlink(folder.path, join(outer.from, 'deps'))
  await writeFile(join(folder.path, 'x'), '')
  await expect(assertMounts([outer, inner])).rejects.toThrow(/behind a symbolic link/)
  await expect(assertMounts([outer])).resolves.toBeUndefined()
})
