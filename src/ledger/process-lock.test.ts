import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { takeLock } from './process-lock.ts'

async function myHolder(): Promise<Record<string, unknown>> {
  const folder = temporaryFolder()
  const lock = await takeLock(folder, 0)
  const holder: unknown = JSON.parse(readlinkSync(join(folder, 'lock.0')))
  await lock.release()
  return { ...(holder as object) }
}

test('a lock says who holds it, and is gone when released', async () => {
  const folder = temporaryFolder()
  const lock = await takeLock(folder, 0)
  expect(JSON.parse(readlinkSync(join(folder, 'lock.0')))).toMatchObject({
    pid: process.pid,
    bootId: readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    startTime: expect.stringMatching(/^[0-9]+$/),
  })
  await expect(takeLock(folder, 20)).rejects.toMatchObject({
    code: 'ledger_locked',
    details: { holder: { pid: process.pid } },
  })
  await lock.release()
  expect(readdirSync(folder)).toEqual([])
})

test('one at a time, however many want it', async () => {
  const folder = temporaryFolder()
  symlinkSync(JSON.stringify({ ...(await myHolder()), startTime: '1' }), join(folder, 'lock.0'))
  let inside = 0
  let most = 0
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const lock = await takeLock(folder, 30_000)
      inside += 1
      most = Math.max(most, inside)
      await new Promise((resolve) => setImmediate(resolve))
      inside -= 1
      await lock.release()
    }),
  )
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test.each([
  ['an earlier process with the same number', { startTime: '1' }],
  ['a process of an earlier boot', { bootId: 'another' }],
  ['a process that ended', { pid: 2 ** 22 + 1 }],
])('the lock of %s is passed over', async (_, change) => {
  const folder = temporaryFolder()
  symlinkSync(JSON.stringify({ ...(await myHolder()), ...change }), join(folder, 'lock.7'))
  const lock = await takeLock(folder, 0)
  expect(readdirSync(folder).sort()).toEqual(['lock.8'])
  await lock.release()
})

test('dead locks do not pile up', async () => {
  const folder = temporaryFolder()
  const dead = JSON.stringify({ ...(await myHolder()), startTime: '1' })
  for (const number of [3, 4, 5]) symlinkSync(dead, join(folder, `lock.${number}`))
  const lock = await takeLock(folder, 0)
  expect(readdirSync(folder).sort()).toEqual(['lock.6'])
  await lock.release()
})

test.each([
  ['another machine', { host: 'elsewhere/1', pid: 2 ** 22 + 1 }],
  ['another pid namespace', { pidNamespace: 'pid:[1]', pid: 2 ** 22 + 1 }],
])('the lock of %s holds, since its death is not known', async (_, change) => {
  const folder = temporaryFolder()
  symlinkSync(JSON.stringify({ ...(await myHolder()), ...change }), join(folder, 'lock.0'))
  await expect(takeLock(folder, 0)).rejects.toMatchObject({ code: 'ledger_locked' })
})

test('a lock that says nothing readable holds', async () => {
  const folder = temporaryFolder()
  symlinkSync('garbage', join(folder, 'lock.0'))
  await expect(takeLock(folder, 0)).rejects.toMatchObject({
    code: 'ledger_locked',
    details: { holder: null },
  })
})

test('a process that is alive holds its lock, and its death frees it', async () => {
  const folder = temporaryFolder()
  const module = JSON.stringify(join(import.meta.dirname, 'process-lock.ts'))
  const code = `const { takeLock } = await import(${module})
    await takeLock(${JSON.stringify(folder)}, 0); console.log('held'); setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('close', resolve))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  await expect(takeLock(folder, 30)).rejects.toMatchObject({ details: { holder: { pid: child.pid } } })
  child.kill('SIGKILL')
  await ended
  const lock = await takeLock(folder, 0)
  await lock.release()
})
