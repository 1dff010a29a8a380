import { expect, test, vi } from 'vitest'
import { runAppenders } from './appenders/appenders.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'

// The short form of `npm run test:appenders`, which goes on for minutes.
vi.setConfig({ testTimeout: 60_000 })

const GOOD = { lost: 0, doubled: 0, forks: 0, findings: [] }

test('processes that append at once lose nothing, double nothing and make no fork', async () => {
  const report = await runAppenders({
    root: temporaryFolder(),
    processes: 3,
    seconds: 3,
    appends: 500,
    killAfter: [],
  })
  expect(report).toMatchObject({ ...GOOD, killed: 0 })
  expect(report.acknowledged).toBe(report.entries)
  expect(report.acknowledged).toBeGreaterThan(10)
})

test('one of them is killed, and everything that anybody was told stands', async () => {
  const report = await runAppenders({
    root: temporaryFolder(),
    processes: 2,
    seconds: 3,
    appends: 500,
    killAfter: [7],
  })
  expect(report).toMatchObject({ ...GOOD, killed: 1 })
  expect(report.entries).toBeGreaterThanOrEqual(report.acknowledged)
})
