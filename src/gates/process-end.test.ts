import { expect, test } from 'vitest'
import { CLEAN_EXIT } from '../../fixtures/runs/good-facts.ts'
import type { ProcessExit } from '../contract/facts.ts'
import { exitedCleanly, wasEnded } from './process-end.ts'

test('only exit code 0, no signal and nobody who ended it is a clean end', () => {
  expect(exitedCleanly(CLEAN_EXIT)).toBe(true)
  expect(wasEnded(CLEAN_EXIT)).toBe(false)
})

test.each<readonly [Partial<ProcessExit>, boolean]>([
  [{ exitCode: 1 }, false],
  [{ exitCode: null }, false],
  [{ signal: 'SIGTERM' }, false],
  [{ timedOut: true }, true],
  [{ silent: true }, true],
  [{ limit: 'memory' }, true],
  [{ interrupted: true }, true],
])('%j is none, ended by the harness: %s', (change, ended) => {
  const exit = { ...CLEAN_EXIT, ...change }
  expect(exitedCleanly(exit)).toBe(false)
  expect(wasEnded(exit)).toBe(ended)
})
