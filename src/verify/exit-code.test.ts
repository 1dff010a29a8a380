import { expect, test } from 'vitest'
import type { VerifyResult } from '../contract/results.ts'
import { exitCodeOf } from './exit-code.ts'

const yes: VerifyResult = {
  ok: true,
  status: 'fail',
  completeness: 'complete',
  approval: 'none',
  people: null,
  delivered: null,
  verdicts: [],
  notRun: [],
  findings: [],
}
const open = { requirePass: false, allowNotRun: [] }
const noTrees: VerifyResult = { ...yes, ok: false, notRun: [{ check: 'trees', why: 'no repository' }] }

test.each([
  ['authentic, whatever the status', yes, open, 0],
  ['a status that is not pass where pass is required', yes, { ...open, requirePass: true }, 1],
  ['pass where pass is required', { ...yes, status: 'pass' as const }, { ...open, requirePass: true }, 0],
  ['a check that could not be made', noTrees, open, 4],
  ['one that may be left out', { ...noTrees, ok: true }, { ...open, allowNotRun: ['trees' as const] }, 0],
  ['another one that may be left out', noTrees, { ...open, allowNotRun: ['trust' as const] }, 4],
  ['no answer, though the status is no pass', noTrees, { ...open, requirePass: true }, 4],
  [
    'a finding, though something was not checked',
    { ...noTrees, findings: [{ id: 'digest-mismatch' as const, message: 'x' }] },
    open,
    1,
  ],
])('%s: exit %#', (_, result, options, code) => {
  expect(exitCodeOf(result, options)).toBe(code)
})
