import { expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { DecisionFacts } from '../contract/decision-facts.ts'
import type { ReviewFacts } from '../contract/review.ts'
import { Workspace } from '../contract/workspace.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { decideEligibility } from '../policy/decide-eligibility.ts'
import { builtin, facts } from '../policy/decision.fixture.ts'
import { checkReviewDecisions } from './check-review-decisions.ts'

const policy = Workspace.parse({
  version: 1,
  repositories: [{ id: 'example', path: 'r', class: 'artificial' }],
  engines: [
    { id: 'author', adapter: 'author' },
    { id: 'other', adapter: 'other' },
  ],
})
const author = facts([builtin('author', 0)])
type Engine = NonNullable<ReviewFacts['engine']>

/** A review by an engine that was decided on from these facts. */
function review(changes: Partial<DecisionFacts> = {}, engine: Partial<Engine> = {}): ReviewFacts {
  const own = facts([builtin('other', 0)], changes)
  const { record } = decideEligibility(own, policy.policy)
  const [candidate] = own.candidates
  const admissionDigest = digestOfJson(candidate?.admission ?? null)
  return {
    reviewer: 'look',
    kind: 'engine',
    engine: {
      id: 'other',
      model: null,
      admissionDigest,
      usage: null,
      decision: { facts: own, record },
      ...engine,
    },
    verdict: 'accepted',
    reasons: [],
    problem: null,
  }
}

const manifest = new Map([['inputs/policy.json', sha256('policy')]])
const whyNot = (one: ReviewFacts): string[] =>
  checkReviewDecisions({
    facts: { ...goodFacts(), reviews: [one] },
    decisionFacts: author,
    policy,
    manifest,
  }).map(({ id, message }) => `${id} ${message}`)

const { decision = { facts: author, record: decideEligibility(author, policy.policy).record } } =
  review().engine ?? {}
const { decision: _, ...undecided } = review().engine ?? { decision: 0 }

test('a reviewer that might review, and one that was refused and not asked', () => {
  expect(whyNot(review())).toEqual([])
  const refused = review({
    candidates: [
      {
        ...builtin('other', 0),
        admission: {
          ...builtin('other', 0).admission,
          admitted: false,
          allowedMode: 'none',
          reasons: [{ code: 'source_mismatch', message: 'changed' }],
        },
      },
    ],
  })
  expect(refused.engine?.decision?.record.selected).toBeNull()
  expect(whyNot(refused)).toEqual([expect.stringMatching(/decision-mismatch .*was refused, and answered/)])
  expect(whyNot({ ...refused, verdict: 'none' })).toEqual([])
  expect(whyNot({ ...review(), verdict: 'none', engine: undecided as Engine })).toEqual([])
})

test('a command that reviewed is no engine that was decided on', () => {
  const { engine: _, ...command } = review()
  expect(whyNot({ ...command, kind: 'command' })).toEqual([])
})

test.each<[string, ReviewFacts, RegExp]>([
  ['without a decision', { ...review(), engine: undecided as Engine }, /nothing says that its engine might/],
  [
    'with a decision that does not follow',
    review({}, { decision: { ...decision, record: { ...decision.record, mutationMode: 'owned-critical' } } }),
    /deciding again/,
  ],
  ['by another candidate', review({ candidates: [builtin('author', 0)] }), /about another engine/],
  [
    'with two candidates',
    review({ candidates: [builtin('other', 0), builtin('author', 1)] }),
    /about another engine/,
  ],
  [
    'with a gate that proctor.yaml does not have',
    review({ candidates: [{ ...builtin('other', 0), gated: true }] }),
    /differ from the policy/,
  ],
  ['on another admission', review({}, { admissionDigest: '0'.repeat(64) }), /another admission/],
  [
    'with an engine that proctor.yaml has otherwise',
    review({ candidates: [{ ...builtin('other', 0), adapter: 'x' }] }),
    /differ from the policy/,
  ],
  ['under another policy', review({ policyDigest: sha256('x') }), /under another policy/],
  ['from before the run', review({ now: '2026-06-15T11:59:59.000Z' }), /before the run began/],
  [
    'for another repository',
    review({ repository: { id: 'elsewhere', class: 'artificial' } }),
    /another task or place/,
  ],
  ['asked for by somebody else', review({ requester: 'eve' }), /another task or place/],
])('a review %s does not hold', (_name, one, why) => {
  expect(whyNot(one).join('\n')).toMatch(why)
})
