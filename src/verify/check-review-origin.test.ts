import { expect, test } from 'vitest'
import type { ReviewFacts } from '../contract/review.ts'
import { Workspace } from '../contract/workspace.ts'
import { whyNotAsAsked } from './check-review-origin.ts'

const policy = Workspace.parse({
  version: 1,
  repositories: [{ id: 'r', path: 'r', class: 'artificial' }],
  providers: [{ id: 'p', kind: 'scripted', turns: 't' }],
  engines: [
    { id: 'author', adapter: 'x', provider: 'p', model: 'one' },
    { id: 'other', adapter: 'x', provider: 'p', model: 'two' },
    { id: 'twin', adapter: 'x', provider: 'p', model: 'one' },
  ],
  policy: {
    reviewers: [
      { id: 'look', kind: 'engine', engine: 'other' },
      { id: 'twin', kind: 'engine', engine: 'twin' },
      { id: 'lint', kind: 'command', command: ['lint'] },
    ],
  },
})
const [author] = policy.engines
const engine = { id: 'other', model: 'two', admissionDigest: '0'.repeat(64), usage: null }
const review: ReviewFacts = {
  reviewer: 'look',
  kind: 'engine',
  engine,
  verdict: 'accepted',
  reasons: [],
  problem: null,
}
const ofTwin = { reviewer: 'twin', engine: { ...engine, id: 'twin', model: 'one' } } as const
const { engine: _, ...ofNobody } = review
const ofLint = { ...ofNobody, reviewer: 'lint', kind: 'command' } as const

test('reviews that policy asked for are what they say', () => {
  expect(whyNotAsAsked(review, policy, author)).toBeNull()
  expect(whyNotAsAsked(ofLint, policy, author)).toBeNull()
  // Nothing rests on an engine that was not asked, whoever it is.
  expect(whyNotAsAsked({ ...review, ...ofTwin, verdict: 'none' }, policy, author)).toBeNull()
})

test.each<[string, ReviewFacts, RegExp]>([
  ['of nobody', { ...review, reviewer: 'nobody' }, /another kind of reviewer/],
  ['by a command in place of an engine', { ...ofLint, reviewer: 'look' }, /another kind of reviewer/],
  ['by an engine in place of a command', { ...review, reviewer: 'lint' }, /another kind of reviewer/],
  ['by a command with an engine', { ...ofLint, engine }, /no engine was asked/],
  ['by no engine', ofNobody, /another engine was asked/],
  ['by another engine', { ...review, engine: { ...engine, id: 'author' } }, /another engine was asked/],
  ['by another model', { ...review, engine: { ...engine, model: null } }, /another model/],
  ['without admission', { ...review, engine: { ...engine, admissionDigest: null } }, /was admitted/],
  ['by the model of the author', { ...review, ...ofTwin }, /has the model of the author/],
])('a review %s is found out', (_, facts, why) => {
  expect(whyNotAsAsked(facts, policy, author)).toMatch(why)
})

test('without an author no engine is another', () => {
  expect(whyNotAsAsked(review, policy, undefined)).toMatch(/nobody knows the author/)
})
