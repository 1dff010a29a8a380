import { expect, test } from 'vitest'
import { parseReviewAnswer } from './parse-review-answer.ts'

test('an answer is one object with a verdict and reasons, in whatever order and layout', () => {
  const answer = { verdict: 'accept', reasons: ['a: "b"', 'c\\":'] }
  expect(parseReviewAnswer(` ${JSON.stringify(answer, null, 2)}\n`)).toEqual(answer)
  expect(parseReviewAnswer('{"reasons":[],"verdict":"reject"}')).toEqual({ verdict: 'reject', reasons: [] })
})

test.each([
  ['nothing', ''],
  ['a verdict alone', '{"verdict":"accept"}'],
  ['another verdict', '{"verdict":"accepted","reasons":[]}'],
  ['a key twice', '{"verdict":"reject","verdict":"accept","reasons":[]}'],
  ['a key twice, once in disguise', '{"verdict":"reject","\\u0076erdict":"accept","reasons":[]}'],
  ['a key too many', '{"verdict":"accept","reasons":[],"by":"alice"}'],
  ['a code fence', '```json\n{"verdict":"accept","reasons":[]}\n```'],
  ['two objects', '{"verdict":"accept","reasons":[]} {"verdict":"reject","reasons":[]}'],
  ['a list', '[{"verdict":"accept","reasons":[]}]'],
  ['reasons that are no text', '{"verdict":"accept","reasons":[{}]}'],
  ['a reason that is too long', JSON.stringify({ verdict: 'accept', reasons: ['a'.repeat(2_001)] })],
  ['too many reasons', JSON.stringify({ verdict: 'accept', reasons: Array(101).fill('') })],
])('%s is no answer', (_, text) => {
  expect(parseReviewAnswer(text)).toBeNull()
})
