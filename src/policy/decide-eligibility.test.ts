import { describe, expect, test } from 'vitest'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import { MUTATION_CLASSES } from '../contract/mutation-class.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { decideEligibility } from './decide-eligibility.ts'
import {
  builtin,
  enablement,
  facts,
  gated,
  NOW,
  policy,
  recorded,
  signedBy,
  standing,
  UNSIGNED,
} from './decision.fixture.ts'

interface Case {
  readonly name: string
  readonly candidates: readonly CandidateFacts[]
  readonly about?: Partial<DecisionFacts>
  readonly policy?: object
  /** The engine, or null. */
  readonly selects: string | null
  /** Codes against the first candidate; none when it is selected. */
  readonly codes?: readonly string[]
  readonly mode?: string
  readonly risk?: string
}

const fake = builtin('fake', 0)
const copied = { repository: { id: 'example', class: 'copied' as const } }
const copier = { ...recorded('codex', 0, 'copied'), standing: standing('copied-repo-fixture') }
const task = facts([]).task
const yes = (name: string, candidate: CandidateFacts, more: Partial<Case> = {}): Case => ({
  name,
  candidates: [candidate],
  selects: candidate.engine,
  ...more,
})
const no = (
  name: string,
  candidate: CandidateFacts,
  codes: readonly string[],
  more: Partial<Case> = {},
): Case => ({
  name,
  candidates: [candidate],
  selects: null,
  codes,
  ...more,
})
const PAST = '2026-06-14T00:00:00.000Z'
const FUTURE = '2026-06-16T00:00:00.000Z'

const CASES: readonly Case[] = [
  // The task
  yes('a built-in engine on an artificial repository', fake, { mode: 'artificial' }),
  no('no test command', fake, ['test_command_missing'], { about: { task: { ...task, hasTest: false } } }),
  no('uncommitted changes', fake, ['dirty_start'], {
    about: { source: { clean: false, dirtyPaths: ['a'] } },
  }),
  no('no sandbox here', fake, ['sandbox_unavailable'], {
    about: { sandbox: { backend: 'bubblewrap', available: false, problems: ['no user namespaces'] } },
  }),
  yes('without isolation on an artificial repository', fake, {
    about: { sandbox: { backend: 'none', available: true, problems: [] } },
  }),
  no('without isolation on a copy', copier, ['not_eligible'], {
    about: { ...copied, sandbox: { backend: 'none', available: true, problems: [] } },
  }),
  yes('an uncommitted policy on an artificial repository', fake, {
    about: { protection: { commit: null, changed: [] } },
  }),
  no('a workspace without a commit on a copy', copier, ['not_eligible'], {
    about: { ...copied, protection: { commit: null, changed: [] } },
  }),
  no('a changed policy on a copy', copier, ['not_eligible'], {
    about: { ...copied, protection: { commit: 'a'.repeat(40), changed: ['proctor.yaml'] } },
  }),
  no('a decision that has expired when it is made', fake, ['not_eligible'], { about: { expiresAt: NOW } }),
  { name: 'no candidate at all', candidates: [], selects: null, mode: 'none' },
  {
    name: 'the same engine twice',
    candidates: [fake, { ...fake, rank: 1 }],
    selects: null,
    codes: ['not_eligible'],
  },
  // The engine's source
  no('an engine that is not admitted', builtin('fake', 0, { admitted: false, allowedMode: 'none' }), [
    'source_not_admitted',
  ]),
  no(
    'an engine whose bytes differ',
    builtin('fake', 0, {
      admitted: false,
      allowedMode: 'none',
      reasons: [{ code: 'source_mismatch', message: 'other bytes' }],
    }),
    ['source_mismatch'],
  ),
  no(
    'admitted and yet with a reason against it',
    builtin('fake', 0, { reasons: [{ code: 'source_mismatch', message: 'other bytes' }] }),
    ['source_mismatch'],
  ),
  no('an engine without an adapter', { ...fake, adapterKnown: false }, ['not_eligible']),
  yes('a lock file on an artificial repository', builtin('codex', 0, { basis: 'lock-file' })),
  no('a lock file on a copy', builtin('codex', 0, { basis: 'lock-file' }), ['not_eligible'], {
    about: copied,
  }),
  yes('a signed record', recorded('codex', 0, 'artificial')),
  no('a record that is not signed', recorded('codex', 0, 'artificial', { signature: UNSIGNED }), [
    'source_not_admitted',
  ]),
  no('a record that is not committed', recorded('codex', 0, 'artificial', { uncommitted: 'not committed' }), [
    'source_not_admitted',
  ]),
  no('a record that was not found', builtin('codex', 0, { basis: 'record' }), ['source_not_admitted']),
  no('a record that has expired', recorded('codex', 0, 'artificial', { expiresAt: PAST }), [
    'admission_expired',
  ]),
  no('a record that expires this instant', recorded('codex', 0, 'artificial', { expiresAt: NOW }), [
    'admission_expired',
  ]),
  yes('a record that expires tomorrow', recorded('codex', 0, 'artificial', { expiresAt: FUTURE })),
  no('a record of the future', recorded('codex', 0, 'artificial', { admittedAt: FUTURE }), [
    'source_not_admitted',
  ]),
  no('a source that was retrieved too long ago', recorded('codex', 0, 'artificial'), ['admission_expired'], {
    policy: { admission: { maxAgeDays: 14 } },
  }),
  yes('a source that was retrieved just recently enough', recorded('codex', 0, 'artificial'), {
    policy: { admission: { maxAgeDays: 15 } },
  }),
  // The licence
  yes('an allowed licence', recorded('codex', 0, 'artificial', { licence: 'Apache-2.0' })),
  yes(
    'a choice that holds an allowed licence',
    recorded('codex', 0, 'artificial', { licence: 'MIT OR GPL-3.0-only' }),
  ),
  no(
    'a conjunction with a licence that is not',
    recorded('codex', 0, 'artificial', { licence: 'MIT AND GPL-3.0-only' }),
    ['licence_denied'],
  ),
  no('a licence that policy does not name', recorded('codex', 0, 'artificial', { licence: 'GPL-3.0-only' }), [
    'licence_denied',
  ]),
  yes('the same when policy names it', recorded('codex', 0, 'artificial', { licence: 'GPL-3.0-only' }), {
    policy: { admission: { licences: ['GPL-3.0-only'] } },
  }),
  no('no licence is allowed', recorded('codex', 0, 'artificial'), ['licence_denied'], {
    policy: { admission: { licences: [] } },
  }),
  no(
    'words that are no SPDX expression',
    recorded('codex', 0, 'artificial', { licence: 'SEE LICENSE IN x' }),
    ['licence_denied'],
  ),
  no('NONE, of an open engine', recorded('codex', 0, 'artificial', { licence: 'NONE' }), ['licence_denied']),
  no('NONE, and the enablement does not speak of it', gated({}, { licence: 'NONE' }), ['licence_denied']),
  yes(
    'NONE, and the enablement accepts it',
    gated({ enablement: enablement({ acceptsLicence: 'NONE' }) }, { licence: 'NONE' }),
  ),
  no(
    'NONE, and the enablement accepts NOASSERTION',
    gated({ enablement: enablement({ acceptsLicence: 'NOASSERTION' }) }, { licence: 'NONE' }),
    ['licence_denied'],
  ),
  no(
    'NONE is accepted, and policy denies it',
    gated({ enablement: enablement({ acceptsLicence: 'NONE' }) }, { licence: 'NONE' }),
    ['licence_denied'],
    { policy: { admission: { unlicensed: 'deny' } } },
  ),
  // The gate
  yes('a gated engine, admitted and enabled', gated()),
  no('a gated engine that nobody enabled', gated({ enablement: null }), ['engine_not_enabled']),
  no('a gated engine on a lock file', { ...builtin('case', 0, { basis: 'lock-file' }), gated: true }, [
    'source_not_admitted',
    'engine_not_enabled',
  ]),
  no(
    'a gated engine on a lock file, enabled',
    { ...builtin('case', 0, { basis: 'lock-file' }), gated: true, enablement: enablement() },
    ['source_not_admitted', 'engine_not_enabled'],
  ),
  no(
    'an enablement without a signature',
    gated({ enablement: enablement({}, { signature: UNSIGNED, document: null }) }),
    ['engine_not_enabled'],
  ),
  no(
    'an enablement that is read although unsigned',
    gated({ enablement: enablement({}, { signature: UNSIGNED }) }),
    ['engine_not_enabled'],
  ),
  no(
    'an enablement that is not committed',
    gated({ enablement: enablement({}, { uncommitted: 'not committed' }) }),
    ['engine_not_enabled'],
  ),
  no('an enablement of another engine', gated({ enablement: enablement({ engine: 'codex' }) }), [
    'engine_not_enabled',
  ]),
  no('an enablement of another source', gated({ enablement: enablement({ sourceId: sha256('old') }) }), [
    'engine_not_enabled',
  ]),
  no('an enablement that has expired', gated({ enablement: enablement({ expiresAt: PAST }) }), [
    'engine_not_enabled',
  ]),
  no('an enablement from tomorrow on', gated({ enablement: enablement({ notBefore: FUTURE }) }), [
    'engine_not_enabled',
  ]),
  no('an enablement for another repository', gated({ enablement: enablement({ repositories: ['other'] }) }), [
    'engine_not_enabled',
  ]),
  yes(
    'an enablement for two repositories',
    gated({ enablement: enablement({ repositories: ['other', 'example'] }) }),
  ),
  no(
    'a higher class than the enablement goes up to',
    {
      ...gated(),
      ...{ admission: recorded('case', 0, 'copied').admission, standing: standing('copied-repo-fixture') },
    },
    ['engine_not_enabled'],
    { about: copied },
  ),
  yes(
    'a copy, with everything that it takes',
    {
      ...gated({ enablement: enablement({ upTo: 'copied' }) }),
      admission: recorded('case', 0, 'copied').admission,
      standing: standing('copied-repo-fixture'),
    },
    { about: copied, mode: 'copied' },
  ),
  // Duties
  no('the admitter enables', gated({ enablement: enablement({}, { signature: signedBy('alice') }) }), [
    'engine_not_enabled',
  ]),
  no(
    'the admitter enables with another key',
    gated({
      enablement: enablement({}, { signature: { ...signedBy('alice'), fingerprint: 'SHA256:new' } as never }),
    }),
    ['engine_not_enabled'],
  ),
  no(
    'the admitter enables under another name, with the same key',
    gated({
      enablement: enablement({}, { signature: { ...signedBy('alice'), principal: 'alias' } as never }),
    }),
    ['engine_not_enabled'],
  ),
  no('who asked for it enables', gated({ enablement: enablement({ requestedBy: 'bob' }) }), [
    'engine_not_enabled',
  ]),
  yes('who enabled asks for a run on an artificial repository', gated(), { about: { requester: 'bob' } }),
  no(
    'who enabled asks for a run on a copy',
    {
      ...gated({ enablement: enablement({ upTo: 'copied' }) }),
      admission: recorded('case', 0, 'copied').admission,
      standing: standing('copied-repo-fixture'),
    },
    ['engine_not_enabled'],
    { about: { ...copied, requester: 'bob' } },
  ),
  no('the engine signs its own record', gated({}, { signature: signedBy('case') }), ['not_eligible']),
  no('the engine enables itself', gated({ enablement: enablement({}, { signature: signedBy('case') }) }), [
    'not_eligible',
  ]),
  // Standing
  yes('an engine that stands where copies are worked on', copier, { about: copied, mode: 'copied' }),
  no('no standing on a copy', { ...copier, standing: null }, ['not_eligible'], { about: copied }),
  no('too low a standing', { ...copier, standing: standing('artificial-fixture') }, ['not_eligible'], {
    about: copied,
  }),
  no(
    'a stale standing',
    { ...copier, standing: standing('copied-repo-fixture', { stale: ['new harness'] }) },
    ['not_eligible'],
    {
      about: copied,
    },
  ),
  no(
    'a standing of another source',
    { ...copier, standing: standing('copied-repo-fixture', { sourceId: sha256('old') }) },
    ['not_eligible'],
    { about: copied },
  ),
  no('evidence that is too old', copier, ['not_eligible'], {
    about: copied,
    policy: { evidence: { maxAgeDays: 14 } },
  }),
  no(
    'evidence of the future',
    { ...copier, standing: standing('copied-repo-fixture', { evidenceAt: FUTURE }) },
    ['not_eligible'],
    {
      about: copied,
    },
  ),
  no(
    'admitted for less than the repository is',
    { ...recorded('codex', 0, 'artificial'), standing: standing('copied-repo-fixture') },
    ['not_eligible'],
    { about: copied },
  ),
  yes(
    'a standing that is higher than needed sets no higher mode',
    { ...copier, standing: standing('candidate-default') },
    { mode: 'artificial' },
  ),
  // Policy by risk class
  yes('a risk rule that does not apply', fake, {
    policy: { riskRules: [{ id: 'auth', riskClass: 'high', paths: ['auth/**'] }] },
    risk: 'low',
  }),
  yes('a risk rule by path', fake, {
    policy: { riskRules: [{ id: 'src', riskClass: 'high', paths: ['**/*.ts'] }] },
    risk: 'high',
  }),
  yes('a risk rule by size', fake, {
    policy: { riskRules: [{ id: 'big', riskClass: 'medium', minFiles: 5 }] },
    risk: 'medium',
  }),
  yes('a risk rule by lines that are not reached', fake, {
    policy: { riskRules: [{ id: 'big', riskClass: 'medium', minLines: 51 }] },
    risk: 'low',
  }),
  yes('a risk rule by repository class', fake, {
    policy: { riskRules: [{ id: 'toy', riskClass: 'medium', repositoryClasses: ['artificial'] }] },
    risk: 'medium',
  }),
  yes('two rules: the higher class holds', fake, {
    policy: {
      riskRules: [
        { id: 'a', riskClass: 'high', minFiles: 1 },
        { id: 'b', riskClass: 'medium', minFiles: 1 },
      ],
    },
    risk: 'high',
  }),
  yes('a rule never lowers', fake, {
    about: { task: { ...task, riskClass: 'high' } },
    policy: { riskRules: [{ id: 'a', riskClass: 'low', minFiles: 1 }] },
    risk: 'high',
  }),
  no('an engine that the class does not name', fake, ['not_eligible'], {
    policy: { classes: { low: { engines: ['codex'] } } },
  }),
  yes('an engine that the class names', fake, { policy: { classes: { low: { engines: ['fake'] } } } }),
  no('a class in which no engine may work', fake, ['not_eligible'], {
    policy: { classes: { low: { engines: [] } } },
  }),
  no('a class that goes up to less', copier, ['not_eligible'], {
    about: copied,
    policy: { classes: { low: { upTo: 'artificial' } } },
  }),
  no('a source with four uncommitted paths', fake, ['dirty_start'], {
    about: { source: { clean: false, dirtyPaths: ['a', 'b', 'c', 'd'] } },
  }),
  no('a sandbox with two problems', fake, ['sandbox_unavailable'], {
    about: {
      sandbox: { backend: 'bubblewrap', available: false, problems: ['no user namespaces', 'no bwrap'] },
    },
  }),
  no(
    'a standing that was lost for two reasons',
    { ...copier, standing: standing('artificial-fixture', { lost: ['a defeat', 'another'] }) },
    ['not_eligible'],
    { about: copied },
  ),
  no(
    'a standing that goes stale right now',
    { ...copier, standing: standing('copied-repo-fixture', { evidenceAt: '2026-06-01T12:00:00.000Z' }) },
    ['not_eligible'],
    {
      about: copied,
      policy: { evidence: { maxAgeDays: 14 } },
    },
  ),
  yes(
    'a standing of this very moment',
    { ...copier, standing: standing('copied-repo-fixture', { evidenceAt: NOW }) },
    { about: copied },
  ),
  no('an enablement that could not be read', gated({ enablement: enablement({}, { document: null }) }), [
    'engine_not_enabled',
  ]),
  yes('an enablement that begins right now', gated({ enablement: enablement({ notBefore: NOW }) })),
  no('an enablement that ends right now', gated({ enablement: enablement({ expiresAt: NOW }) }), [
    'engine_not_enabled',
  ]),
  // Which of several
  { name: 'the first of two', candidates: [fake, builtin('codex', 1)], selects: 'fake' },
  {
    name: 'the second when the first may not',
    candidates: [gated({ enablement: null }), builtin('fake', 1)],
    selects: 'fake',
    codes: ['engine_not_enabled'],
  },
  { name: 'two of one rank: by name', candidates: [builtin('pi', 0), builtin('codex', 0)], selects: 'codex' },
  {
    name: 'none of two',
    candidates: [gated({ enablement: null }), { ...builtin('pi', 1), adapterKnown: false }],
    selects: null,
    codes: ['engine_not_enabled'],
  },
]

describe('the table', () => {
  test('has at least sixty cases, each with a name of its own', () => {
    expect(CASES.length).toBeGreaterThanOrEqual(60)
    expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length)
  })

  test.each(CASES)('$name', ({ candidates, about, policy: said, selects, codes, mode, risk }) => {
    const { record } = decideEligibility(facts(candidates, about), policy(said))
    expect(record.selected).toBe(selects)
    const first = candidates[0]?.engine
    const against = record.denied.find(({ engine }) => engine === first)?.reasons ?? []
    expect([...new Set(against.map(({ code }) => code))]).toEqual(codes ?? [])
    if (mode !== undefined) expect(record.mutationMode).toBe(mode)
    if (risk !== undefined) expect(record.riskClass).toBe(risk)
    if (selects === null) expect(record.mutationMode).toBe('none')
    expect(MUTATION_CLASSES).toContain(record.mutationMode)
  })
})

describe('the record', () => {
  test('names the digest of the facts as they are published', () => {
    const { record, facts: published } = decideEligibility(
      facts([builtin('b', 1), builtin('a', 0)]),
      policy(),
    )
    expect(record.factsDigest).toBe(sha256(toCanonicalJson(published)))
    expect(published.candidates.map(({ engine }) => engine)).toEqual(['a', 'b'])
  })

  test('adds the gates of the risk class, in their one order', () => {
    const said = { requiredGates: ['tests'], classes: { low: { requiredGates: ['canary', 'engine'] } } }
    expect(decideEligibility(facts([builtin('fake', 0)]), policy(said)).record.requiredGates).toEqual([
      'engine',
      'tests',
      'canary',
    ])
  })

  test('gives all reasons, not the first', () => {
    const bad = gated({ adapterKnown: false, enablement: null }, { expiresAt: PAST, licence: 'GPL-3.0-only' })
    const { record } = decideEligibility(
      facts([bad], { source: { clean: false, dirtyPaths: ['x'] } }),
      policy(),
    )
    expect(record.denied[0]?.reasons.map(({ code }) => code)).toEqual([
      'dirty_start',
      'not_eligible',
      'admission_expired',
      'licence_denied',
      'engine_not_enabled',
    ])
  })

  test('holds recommendations in one order, whichever they came in', () => {
    const said = [
      { engine: 'pi', what: 'b' },
      { engine: 'case', what: 'a' },
      { engine: 'pi', what: 'a' },
    ]
    const answers = [said, said.toReversed(), said.slice(1).concat(said.slice(0, 1))].map((recommendations) =>
      decideEligibility(facts([fake], { recommendations }), policy()),
    )
    expect(new Set(answers.map(({ record }) => record.factsDigest)).size).toBe(1)
    for (const answer of answers) {
      expect(answer.facts.recommendations.map(({ engine, what }) => `${engine} ${what}`)).toEqual([
        'case a',
        'pi a',
        'pi b',
      ])
    }
  })

  test('gives a reason once, however often it was found, and two of one code both', () => {
    const [a, b] = ['other bytes', 'one file more'].map((message) => ({
      code: 'source_mismatch' as const,
      message,
    }))
    if (a === undefined || b === undefined) throw new Error('two reasons')
    const against = [a, b, a, { ...a, code: 'source_not_admitted' as const }]
    const candidate = builtin('fake', 0, { admitted: false, allowedMode: 'none', reasons: against })
    const { record } = decideEligibility(facts([candidate]), policy())
    const shown = record.denied[0]?.reasons.filter(
      ({ message }) => message === a.message || message === b.message,
    )
    expect(shown).toEqual([a, b, { ...a, code: 'source_not_admitted' }])
  })

  test('a rule that can not be evaluated is a denial that names the rule', () => {
    const broken = { ...builtin('fake', 0), admission: null } as unknown as CandidateFacts
    const { record } = decideEligibility(facts([broken]), policy())
    expect(record.selected).toBeNull()
    expect(
      record.denied[0]?.reasons.some(({ message }) => /^rule admitted could not be evaluated/.test(message)),
    ).toBe(true)
  })

  test('names whom to ask where policy says so', () => {
    const said = { classes: { low: { escalation: 'the owners of example' } } }
    expect(decideEligibility(facts([]), policy(said)).record.escalation).toBe('the owners of example')
  })
})

test('what people read of every case is what stands in words.txt', async () => {
  const texts = CASES.map(({ name, candidates, about, policy: said }) => {
    const { record } = decideEligibility(facts(candidates, about), policy(said))
    return [
      `# ${name}`,
      `${record.selected ?? 'nobody'}, ${record.mutationMode}, ${record.riskClass} risk: ${record.reasons.join('; ')}`,
      ...record.denied.flatMap(({ engine, reasons }) => [
        `not ${engine}`,
        ...reasons.map(
          ({ code, message, hint }) => `  ${code}: ${message}${hint === undefined ? '' : ` -> ${hint}`}`,
        ),
      ]),
      '',
    ].join('\n')
  })
  const { rules, record } = decideEligibility(facts([fake]), policy())
  const asked = rules.map(({ rule, requires, engine }) => `${rule} (${engine ?? 'the task'}): ${requires}`)
  await expect([...asked, `escalation: ${record.escalation}`, '', ...texts].join('\n')).toMatchFileSnapshot(
    'words.txt',
  )
})
