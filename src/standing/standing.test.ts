import { describe, expect, test } from 'vitest'
import { contradictionsIn, STAGES, type Stage, StagesConfig } from '../contract/stages.ts'
import { assessment, CONTEXT, climbed, emptyInput, evidenceRun, promotion } from './standing.fixture.ts'
import { checkStage, computeStandings } from './standing.ts'
import type { StandingInput } from './standing-input.ts'

function standingOf(input: StandingInput): { stage: Stage; lost: string; missing: string } {
  const [standing] = computeStandings(input)
  if (standing === undefined) throw new Error('no engine')
  return {
    stage: standing.stage,
    lost: standing.lost.join('\n'),
    missing: standing.missing.map(({ message }) => message).join('\n'),
  }
}

test('an engine that did nothing stands at the lowest stage, and is told what is missing', () => {
  const [standing] = computeStandings(emptyInput())
  expect(standing).toMatchObject({ stage: 'gated-engine', next: 'artificial-fixture', lost: [], counted: 0 })
  expect(standing?.missing.map(({ condition }) => condition)).toEqual(['conformance', 'promotion'])
})

test('all evidence and every promotion: the last stage, with nothing missing', () => {
  expect(standingOf(climbed())).toEqual({ stage: 'candidate-default', lost: '', missing: '' })
})

test('evidence alone promotes nothing', () => {
  expect(standingOf({ ...climbed(), promotions: [] }).stage).toBe('gated-engine')
})

test.each(STAGES.slice(1).map((stage, nth) => [stage, nth] as const))(
  'without the promotion to %s nothing above is reached',
  (stage, nth) => {
    const input = climbed()
    const promotions = input.promotions.filter(({ request }) => request.to !== stage)
    expect(standingOf({ ...input, promotions }).stage).toBe(STAGES[nth])
  },
)

describe('every cause of a demotion lowers the standing at the next read', () => {
  const engine = (change: Partial<typeof CONTEXT>): Partial<StandingInput> => ({
    engines: emptyInput().engines.map((one) => ({
      ...one,
      context: { ...CONTEXT, ...change },
      policyIn: new Map([['app', change.policyDigest ?? CONTEXT.policyDigest]]),
    })),
  })
  test.each<[string, (input: StandingInput) => Partial<StandingInput>, Stage, RegExp]>([
    ['age', () => ({ now: new Date('2026-12-25T00:00:00.000Z') }), 'gated-engine', /older than 30 days/],
    ['a clock that went back', () => ({ now: new Date('2026-11-22T09:00:00.000Z') }), 'gated-engine', /./],
    ['another source', () => engine({ source: 'c'.repeat(64) }), 'gated-engine', /another source/],
    ['another model', () => engine({ model: 'live x' }), 'gated-engine', /another model/],
    ['another policy', () => engine({ policyDigest: 'd'.repeat(64) }), 'gated-engine', /another policy/],
    [
      'another harness',
      () => engine({ harness: 'proctor 0.2.0' }),
      'gated-engine',
      /another version of the harness/,
    ],
    [
      'an admission that is no longer there',
      () => ({ engines: emptyInput().engines.map((one) => ({ ...one, admissionProblems: ['it expired'] })) }),
      'gated-engine',
      /not admitted: it expired/,
    ],
    [
      'a repository whose entry was changed',
      () => ({
        engines: emptyInput().engines.map((one) => ({
          ...one,
          policyIn: new Map([['app', 'd'.repeat(64)]]),
        })),
      }),
      'artificial-fixture',
      /20 more tasks/,
    ],
    [
      'a repository that is no longer there',
      () => ({ engines: emptyInput().engines.map((one) => ({ ...one, policyIn: new Map() })) }),
      'artificial-fixture',
      /20 more tasks/,
    ],
    [
      'a task that was changed',
      (input) => ({
        tasks: new Map([...input.tasks].map(([id, d]) => [id, id === 't3' ? 'e'.repeat(64) : d])),
      }),
      'artificial-fixture',
      /1 more tasks: 19 of 20/,
    ],
    [
      'a task that was dropped',
      (input) => ({ tasks: new Map([...input.tasks].slice(1)) }),
      'artificial-fixture',
      /1 more tasks/,
    ],
    [
      'a scope violation, wherever it was',
      (input) => ({
        runs: [
          ...input.runs,
          evidenceRun(900, {
            repositoryClass: 'owned-noncritical',
            status: 'fail',
            blockers: ['file_out_of_scope'],
          }),
        ],
      }),
      'artificial-fixture',
      /left its scope/,
    ],
    [
      'a rate under its floor',
      (input) => ({
        runs: [
          ...input.runs,
          ...[900, 901, 902, 903, 904, 905].map((index) =>
            evidenceRun(index, { repositoryClass: 'copied', status: 'fail', blockers: ['tests_failed'] }),
          ),
        ],
      }),
      'copied-repo-fixture',
      /20 of 26 runs succeeded, under the floor/,
    ],
    [
      'a run that left its scope, on a task that was changed since',
      (input) => ({
        runs: [
          ...input.runs,
          evidenceRun(900, {
            task: { id: 't0', digest: 'f'.repeat(64) },
            caps: ['test-workspace'],
            status: 'fail',
            blockers: ['file_out_of_scope'],
          }),
        ],
      }),
      'artificial-fixture',
      /left its scope/,
    ],
    [
      'runs that were started and never sealed',
      () => ({
        abandoned: [900, 901, 902, 903, 904, 905].map((index) => ({
          index,
          leafHash: '',
          engine: 'fake',
          at: '2026-11-22T11:00:00.000Z',
          repositoryClass: 'disposable' as const,
        })),
      }),
      'disposable-sandbox-repo',
      /20 of 26 runs succeeded, under the floor/,
    ],
    [
      'a matrix that no longer comes out as expected',
      (input) => ({
        assessments: [...input.assessments, assessment(900, { ok: false, summary: '1 row off' })],
      }),
      'artificial-fixture',
      /matrix: 1 row off/,
    ],
    [
      'an approval that was withdrawn',
      (input) => ({
        runs: input.runs.map((run) =>
          run.repositoryClass === 'owned-noncritical' ? { ...run, approved: false } : run,
        ),
      }),
      'owned-noncritical-repo',
      /have no approval in force/,
    ],
    [
      'a comparison that came out against it',
      (input) => ({
        assessments: [
          ...input.assessments,
          assessment(900, { kind: 'comparison', ok: false, summary: 'inconclusive' }),
        ],
      }),
      'owned-noncritical-repo',
      /comparison: inconclusive/,
    ],
    [
      'a demotion by hand',
      () => ({
        demotions: [
          {
            index: 900,
            leafHash: '',
            engine: 'fake',
            to: 'copied-repo-fixture' as const,
            reason: 'looked odd',
            at: CONTEXT.model,
          },
        ],
      }),
      'copied-repo-fixture',
      /looked odd/,
    ],
    ['no protected commit', () => ({ isProtected: false }), 'artificial-fixture', /no protected commit/],
    ['no longer a test workspace', () => ({ test: false }), 'artificial-fixture', /./],
  ])('%s', (_, change, stage, why) => {
    const input = climbed()
    const after = standingOf({ ...input, ...change(input) })
    expect(after.stage).toBe(stage)
    expect(after.lost).toMatch(why)
  })
})

describe('a promotion counts only whole', () => {
  const climb = (change: (input: StandingInput) => StandingInput['promotions']): string => {
    const input = climbed()
    const { stage, lost } = standingOf({ ...input, promotions: change(input) })
    return `${stage}: ${lost}`
  }
  type Requested = StandingInput['promotions'][number]['request']
  const first = (input: StandingInput, change: Partial<Requested>): StandingInput['promotions'] =>
    input.promotions.map((one, nth) => (nth === 0 ? { ...one, request: { ...one.request, ...change } } : one))

  test.each<[string, (input: StandingInput) => StandingInput['promotions'], RegExp]>([
    [
      'signed over other digests',
      (input) => first(input, { evidenceDigest: 'f'.repeat(64) }),
      /digest is not that/,
    ],
    [
      'over entries that are not there',
      (input) => first(input, { evidence: [{ index: 0, leafHash: 'f'.repeat(64) }] }),
      /are not in the ledger/,
    ],
    ['of another workspace', (input) => first(input, { workspaceId: '1'.repeat(32) }), /another workspace/],
    [
      'signed a day too early',
      (input) => first(input, { expiresAt: '2026-11-22T09:00:00.000Z' }),
      /too long before/,
    ],
    [
      'with a signature that does not hold',
      (input) =>
        input.promotions.map((one, nth) =>
          nth === 0
            ? { ...one, signers: [{ ok: false as const, message: 'the signature does not hold' }] }
            : one,
        ),
      /does not hold\n.*0 of 1 people/,
    ],
  ])('%s: gated-engine', (_, change, why) => {
    const outcome = climb(change)
    expect(outcome).toMatch(/^gated-engine: /)
    expect(outcome).toMatch(why)
  })

  test('the same signature a second time, after a demotion, is refused', () => {
    const input = climbed()
    const [one] = input.promotions
    if (one === undefined) throw new Error('none')
    const again = { ...input, promotions: [one, { ...one, index: 950 }] }
    const demotions = [
      {
        index: 900,
        leafHash: '',
        engine: 'fake',
        to: 'gated-engine' as const,
        reason: 'x',
        at: '2026-11-22T11:00:00.000Z',
      },
    ]
    expect(standingOf({ ...again, demotions })).toMatchObject({ stage: 'gated-engine' })
    expect(standingOf({ ...again, demotions }).lost).toMatch(/signature was used before/)
    const fresh = [one, promotion(input, 'artificial-fixture', 950)]
    expect(standingOf({ ...input, promotions: fresh, demotions }).stage).toBe('artificial-fixture')
  })

  test('one person twice is one person: the upper stages need two', () => {
    const input = climbed()
    const alone = input.promotions.map((one) => ({
      ...one,
      signers: [
        { ok: true as const, principal: 'alice' },
        { ok: true as const, principal: 'alice' },
      ],
    }))
    expect(standingOf({ ...input, promotions: alone }).stage).toBe('disposable-sandbox-repo')
  })

  test('a stage may not be skipped', () => {
    const input = climbed()
    const skipped = input.promotions.filter(({ request }) => request.to !== 'copied-repo-fixture')
    expect(standingOf({ ...input, promotions: skipped }).stage).toBe('artificial-fixture')
  })
})

test('what the controls of a task make the fake engine do is not held against it', () => {
  const input = climbed()
  const deceit = evidenceRun(900, {
    task: { id: 't0', digest: 'f'.repeat(64) },
    status: 'fail',
    blockers: ['file_out_of_scope'],
  })
  expect(standingOf({ ...input, runs: [...input.runs, deceit] }).stage).toBe('candidate-default')
})

test('what does not count is said, with how often', () => {
  const input = emptyInput({
    runs: [
      evidenceRun(1),
      evidenceRun(2, { context: { ...CONTEXT, policyDigest: 'd'.repeat(64) } }),
      evidenceRun(3, { engine: 'codex' }),
      evidenceRun(4, { repositoryClass: 'copied', caps: ['sandbox-none'] }),
    ],
  })
  const [standing] = computeStandings(input)
  expect(standing).toMatchObject({
    counted: 1,
    notCounted: {
      'made under another policy': 1,
      'without a sandbox, which counts for artificial repositories alone': 1,
    },
  })
})

test('sixteen successes of sixteen are enough for the rate, and still four tasks short', () => {
  const runs = Array.from({ length: 16 }, (_, index) => evidenceRun(index))
  const input = emptyInput({ runs })
  const [engine] = input.engines
  if (engine === undefined) throw new Error('none')
  const { conditions, ok } = checkStage(input, engine, 'artificial-fixture')
  expect(ok).toBe(false)
  expect(conditions.find(({ condition }) => condition === 'success')).toMatchObject({ ok: true })
  expect(conditions.find(({ condition }) => condition === 'tasks')?.message).toBe(
    '4 more tasks: 16 of 20 were tried',
  )
  const fewer = checkStage({ ...input, runs: runs.slice(0, 15) }, engine, 'artificial-fixture')
  expect(fewer.conditions.find(({ condition }) => condition === 'success')?.message).toContain(
    '1 more successes',
  )
})

test('numbers that contradict each other are named', () => {
  expect(contradictionsIn(StagesConfig.parse({}))).toEqual([])
  expect(contradictionsIn(StagesConfig.parse({ minSuccess: 1 }))[0]?.message).toContain(
    'no number of successes',
  )
  expect(contradictionsIn(StagesConfig.parse({ minSuccess: 0.5, keepSuccess: 0.9 }))[0]?.message).toContain(
    'fall at once',
  )
})
