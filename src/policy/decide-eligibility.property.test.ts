import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import { MUTATION_CLASSES } from '../contract/mutation-class.ts'
import { STAGES } from '../contract/stages.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { decideEligibility, prepareDecisions } from './decide-eligibility.ts'
import {
  builtin,
  enablement,
  facts,
  gated,
  policy,
  recorded,
  standing,
  UNSIGNED,
} from './decision.fixture.ts'

const upTo = fc.constantFrom(...MUTATION_CLASSES.filter((name) => name !== 'none'))
const maybeStanding = fc.option(fc.constantFrom(...STAGES).map((stage) => standing(stage)))
const candidate: fc.Arbitrary<CandidateFacts> = fc
  .record({
    engine: fc.constantFrom('fake', 'codex', 'pi', 'case', 'other'),
    rank: fc.nat(3),
    mode: upTo,
    gate: fc.boolean(),
    known: fc.boolean(),
    enabled: fc.option(upTo),
    stand: maybeStanding,
    licence: fc.constantFrom('MIT', 'NONE', 'GPL-3.0-only'),
    expired: fc.boolean(),
  })
  .map(({ engine, rank, mode, gate, known, enabled, stand, licence, expired }) => ({
    ...recorded(engine, rank, mode, {
      licence,
      ...(expired ? { expiresAt: '2026-06-02T00:00:00.000Z' } : {}),
    }),
    gated: gate,
    adapterKnown: known,
    enablement: enabled === null ? null : enablement({ engine, upTo: enabled, acceptsLicence: 'NONE' }),
    standing: stand,
  }))
const anyFacts: fc.Arbitrary<DecisionFacts> = fc
  .record({
    candidates: fc.uniqueArray(candidate, { selector: ({ engine }) => engine, maxLength: 5 }),
    repository: upTo.map((name) => ({ id: 'example', class: name })),
    paths: fc.array(fc.constantFrom('src/**', 'test/*.ts', '**', 'auth/key.ts'), { minLength: 1 }),
    clean: fc.boolean(),
  })
  .map(({ candidates, repository, paths, clean }) => {
    const given = facts(candidates, { repository, source: { clean, dirtyPaths: clean ? [] : ['b', 'a'] } })
    return { ...given, task: { ...given.task, paths } }
  })
const RULES = policy({
  riskRules: [{ id: 'auth', riskClass: 'high', paths: ['auth/**'] }],
  classes: { high: { engines: ['codex', 'case'] } },
})
const rank = (mode: string): number => (MUTATION_CLASSES as readonly string[]).indexOf(mode)
const decide = (given: DecisionFacts) => decideEligibility(given, RULES).record

test('a reason against an engine never makes it, or a worse one of the same kind, eligible', () => {
  fc.assert(
    fc.property(anyFacts, fc.nat(), (given, pick) => {
      const victim = given.candidates[pick % Math.max(1, given.candidates.length)]
      if (victim === undefined) return
      const reasons = [{ code: 'source_mismatch' as const, message: 'other bytes' }]
      const worse = { ...victim, admission: { ...victim.admission, reasons } }
      const candidates = given.candidates.map((each) => (each === victim ? worse : each))
      const after = decide({ ...given, candidates })
      expect(after.selected).not.toBe(victim.engine)
      const deniedBefore = decide(given).denied.map(({ engine }) => engine)
      const deniedAfter = after.denied.map(({ engine }) => engine)
      expect(deniedAfter).toEqual(expect.arrayContaining(deniedBefore))
    }),
  )
})

test('taking evidence away never raises the mutation mode and never makes an engine eligible', () => {
  const takings: readonly ((each: CandidateFacts) => CandidateFacts)[] = [
    (each) => ({ ...each, standing: null }),
    (each) => ({ ...each, enablement: null }),
    (each) => ({ ...each, enablement: each.enablement && { ...each.enablement, signature: UNSIGNED } }),
    (each) => ({ ...each, admission: { ...each.admission, admitted: false, allowedMode: 'none' } }),
    (each) => {
      const { source: _, ...admission } = each.admission
      return { ...each, admission }
    },
  ]
  fc.assert(
    fc.property(anyFacts, fc.nat(), fc.constantFrom(...takings), (given, pick, take) => {
      const at = pick % Math.max(1, given.candidates.length)
      const candidates = given.candidates.map((each, index) => (index === at ? take(each) : each))
      const [before, after] = [decide(given), decide({ ...given, candidates })]
      expect(rank(after.mutationMode)).toBeLessThanOrEqual(rank(before.mutationMode))
      expect(after.denied.map(({ engine }) => engine)).toEqual(
        expect.arrayContaining(before.denied.map(({ engine }) => engine)),
      )
    }),
  )
})

test('the order of the input never matters, down to the digest of the facts', () => {
  const shuffled = anyFacts.chain((given) =>
    fc
      .tuple(
        fc.shuffledSubarray(given.candidates, { minLength: given.candidates.length }),
        fc.shuffledSubarray(given.task.paths, { minLength: given.task.paths.length }),
        fc.shuffledSubarray(given.source.dirtyPaths, { minLength: given.source.dirtyPaths.length }),
      )
      .map(([candidates, paths, dirtyPaths]) => ({
        given,
        other: {
          ...given,
          candidates,
          task: { ...given.task, paths },
          source: { ...given.source, dirtyPaths },
        },
      })),
  )
  fc.assert(
    fc.property(shuffled, ({ given, other }) => {
      expect(decide(other)).toEqual(decide(given))
    }),
  )
})

test('no recommendation changes a decision', () => {
  const recommendations = fc.array(fc.record({ engine: fc.constantFrom('case', 'pi'), what: fc.string() }))
  fc.assert(
    fc.property(anyFacts, recommendations, (given, said) => {
      const { factsDigest: _, ...before } = decide(given)
      const { factsDigest: __, ...after } = decide({ ...given, recommendations: said })
      expect(after).toEqual(before)
    }),
  )
})

test('what is selected was denied nothing, and its mode is within every bound', () => {
  fc.assert(
    fc.property(anyFacts, (given) => {
      const record = decide(given)
      expect(record.selected === null).toBe(record.mutationMode === 'none')
      if (record.selected === null) return
      expect(record.denied.map(({ engine }) => engine)).not.toContain(record.selected)
      const chosen = given.candidates.find(({ engine }) => engine === record.selected)
      expect(rank(record.mutationMode)).toBeLessThanOrEqual(rank(chosen?.admission.allowedMode ?? 'none'))
      if (chosen?.gated === true)
        expect(rank(record.mutationMode)).toBeLessThanOrEqual(
          rank(chosen.enablement?.document?.upTo ?? 'none'),
        )
    }),
  )
})

test('engines that are prepared once are decided on as if they were asked about alone, and are kept as they were', () => {
  fc.assert(
    fc.property(fc.array(anyFacts, { minLength: 1, maxLength: 4 }), (given) => {
      const candidates = structuredClone(given[0]?.candidates ?? [])
      const rules = structuredClone(RULES)
      const prepared = prepareDecisions(candidates, rules)
      for (const candidate of candidates) {
        candidate.admission.admitted = !candidate.admission.admitted
        candidate.rank += 1
      }
      candidates.push(builtin('late', 0))
      rules.riskRules.length = 0
      rules.classes.low.upTo = 'none'
      for (const each of given) {
        const { candidates: _, ...about } = each
        const alone = decideEligibility({ ...about, candidates: given[0]?.candidates ?? [] }, RULES)
        expect(prepared(about)).toEqual(alone)
        expect(alone.record.factsDigest).toBe(digestOfJson(alone.facts))
      }
    }),
  )
})

test('what an answer holds of prepared engines can not be changed', () => {
  const decideOn = prepareDecisions([gated()], RULES)
  const before = decideOn(facts([]))
  expect(() => {
    for (const { admission } of before.facts.candidates) admission.allowedMode = 'owned-critical'
  }).toThrow(TypeError)
  expect(decideOn(facts([]))).toEqual(before)
})

test('the samples reach both answers', () => {
  expect(decide(facts([gated()])).selected).toBe('case')
  expect(decide(facts([{ ...builtin('fake', 0), adapterKnown: false }])).selected).toBeNull()
})
