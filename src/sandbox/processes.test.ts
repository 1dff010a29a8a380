import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LeftProcess } from '../contract/facts.ts'
import { readProcess, readProcesses, toLeftProcess, toProcessRow } from './processes.ts'

test('this process is seen', async () => {
  const row = readProcess('/proc', process.pid)
  expect(row).toMatchObject({ pid: process.pid, ppid: process.ppid, ended: false })
  expect(row?.memoryBytes).toBeGreaterThan(2 ** 20)
  expect(row?.threads).toBeGreaterThan(1)
  expect(readProcesses('/proc').some(({ pid }) => pid === process.pid)).toBe(true)
  expect(row && LeftProcess.parse(await toLeftProcess('/proc', row)).command).toContain('node')
})

test('a process that is gone, a /proc that is not there', () => {
  expect(readProcess('/proc', 2 ** 30)).toBeNull()
  expect(readProcesses('/nowhere')).toEqual([])
})

test('a name that looks like the rest of the file changes nothing', () => {
  const status =
    'Name:\ta\\nPPid:\t1) Z 7\nState:\tS (sleeping)\nPPid:\t42\nNSpid:\t99\t2\nNSsid:\t5\t1\nThreads:\t3\nRssAnon:\t10 kB\n'
  const stat = `99 (a) Z 7 (b)) S 42 ${Array.from({ length: 17 }, () => '0').join(' ')} 777 0`
  expect(toProcessRow(99, status, stat)).toMatchObject({
    ppid: 42,
    innerPid: 2,
    sid: 5,
    threads: 3,
    memoryBytes: 10_240,
    ended: false,
    startedAt: '777',
  })
})

test('whatever stands in the files, there is a row with numbers', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (status, stat) => {
      const row = toProcessRow(1, status, stat)
      const numbers = [row.ppid, row.innerPid, row.sid, row.threads, row.memoryBytes]
      expect(numbers.every(Number.isFinite)).toBe(true)
    }),
  )
})
