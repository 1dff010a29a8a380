import { expect, test } from 'vitest'
import { CONFORMANCE } from '../../contract/conformance.ts'
import type { ProcessExit } from '../../contract/facts.ts'
import { findAdapter } from '../../engines/registry.ts'
import { compareCase } from './compare-case.ts'
import { observeGarbage } from './garbage-case.ts'
import type { SeenCase } from './observe-case.ts'

const exit: ProcessExit = {
  exitCode: 0,
  signal: null,
  timedOut: false,
  silent: false,
  limit: null,
  interrupted: false,
  durationMs: 1,
  leftProcesses: [],
}
const ASKS = { asks: true, hides: [] }
const PASSED: SeenCase = {
  bundle: '',
  status: 'pass',
  exitCode: 0,
  blockers: [],
  engine: { exit, terminal: 'completed' },
  answers: ['allow_once'],
  toolRunning: false,
}
const KILLED: SeenCase = {
  ...PASSED,
  status: 'fail',
  exitCode: 4,
  blockers: ['engine_crashed'],
  engine: { exit: { ...exit, exitCode: null, signal: 'SIGKILL' }, terminal: 'none' },
  toolRunning: true,
}

test('what was concluded as it must be has no difference', () => {
  expect(compareCase('success', ASKS, PASSED)).toMatchObject({ ok: true, differences: [], hidden: false })
  expect(compareCase('sigkill', ASKS, KILLED)).toMatchObject({ ok: true, differences: [] })
  expect(compareCase('sigterm', ASKS, { ...KILLED, blockers: ['timeout'] }).ok).toBe(true)
})

test('a false claim of success is expected only where the adapter says so', () => {
  const idle: SeenCase = { ...PASSED, status: 'fail', exitCode: 1, blockers: ['no_diff', 'tests_failed'] }
  expect(compareCase('no-edit', ASKS, idle)).toMatchObject({ ok: false, hidden: true })
  expect(compareCase('no-edit', { asks: true, hides: ['no-edit'] }, idle).ok).toBe(true)
})

test.each<readonly [string, keyof typeof CONFORMANCE, SeenCase, string]>([
  ['a kill that passes', 'sigkill', { ...PASSED, toolRunning: true }, 'the exit code is 0'],
  [
    'a kill of nothing',
    'sigkill',
    { ...KILLED, toolRunning: false },
    'no tool was running when the engine ended',
  ],
  [
    'another reason',
    'sigkill',
    { ...KILLED, blockers: ['timeout'] },
    'engine_crashed is missing among the blockers',
  ],
  [
    'no reason of those that fit',
    'sigterm',
    { ...KILLED, blockers: ['no_diff'] },
    'none of engine_crashed, engine_failed, event_missing, timeout is among the blockers',
  ],
  ['garbage that is believed', 'garbage', PASSED, 'the exit code is 0'],
  [
    'an edit without a grant',
    'success',
    { ...PASSED, answers: [] },
    'no request for permission was answered with allow_once',
  ],
  [
    'a denial that was a grant',
    'denied',
    { ...KILLED, blockers: ['no_diff'], answers: ['allow_once'] },
    'no request for permission was answered with reject_once',
  ],
])('%s is a difference', (_name, id, seen, difference) => {
  const compared = compareCase(id, ASKS, seen)
  expect(compared.ok).toBe(false)
  expect(compared.differences).toContain(difference)
})

test('no case but the success may exit with 0', () => {
  const passing = Object.entries(CONFORMANCE).filter(([, { exitCodes }]) => exitCodes.includes(0))
  expect(passing.map(([id]) => id)).toEqual(['success'])
})

test('garbage can not be judged without a success', async () => {
  const adapter = findAdapter('codex')
  if (adapter === undefined) throw new Error('no adapter')
  expect(await observeGarbage(null, adapter)).toBe('there was no success whose output could be spoilt')
})
