import { expect, test } from 'vitest'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toFailure } from './failure.ts'

test('an error of ours keeps its code, its hint and all its problems', () => {
  const problems = [{ text: 'first' }, { text: 'second' }]
  const error = new ProctorError('config_invalid', 'first', { hint: 'do this', details: { problems } })
  const failure = toFailure(error)
  expect(failure.lines).toEqual(['proctor: first', '  also: second', '  fix: do this'])
  expect(failure.document).toEqual({
    error: { code: 'config_invalid', message: 'first', hint: 'do this', exitCode: 2, problems },
  })
})

test.each([new TypeError('x is not a function'), 'a thrown string', undefined])(
  '%s is a bug of ours: 70',
  (thrown) => {
    const failure = toFailure(thrown)
    expect(failure.exitCode).toBe(70)
    expect(failure.lines[0]).toMatch(/^proctor: a bug in proctor: /)
    expect(failure.lines.join('\n')).toContain('report')
  },
)
