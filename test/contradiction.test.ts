import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import type { EventData } from '../src/contract/event.ts'
import type { MachineKeys } from '../src/evidence/keys.ts'
import { sha256 } from '../src/kernel/digest.ts'
import { keyIdOf } from '../src/kernel/key-id.ts'
import { verifyFiles } from './support/memory-bundle.ts'
import { type Changes, sealedFiles } from './support/sealed-bundle.ts'
import { foldersForFile } from './support/shared-folder.ts'
import { idsOf, type Machine, newMachine } from './support/verified.ts'

type Drafts = Parameters<NonNullable<Changes['events']>>[0]

/** Exchanges the first events of two types. */
function swap(drafts: Drafts, a: string, b: string): Drafts {
  const [left, right] = [a, b].map((type) => drafts.findIndex((draft) => draft.type === type))
  return drafts.map((draft, index) =>
    index === left ? (drafts[right ?? -1] ?? draft) : index === right ? (drafts[left ?? -1] ?? draft) : draft,
  )
}

function startedWith(drafts: Drafts, change: Partial<EventData<'run.started'>>): Drafts {
  return drafts.map((draft) =>
    draft.type === 'run.started' ? { ...draft, data: { ...draft.data, ...change } } : draft,
  )
}

function taskWithWiderScope(text = ''): string {
  return text.replace('"allow":["src/**"]', '"allow":["**"]')
}

const ANOMALY = [{ kind: 'nested-git' as const, path: 'vendor/.git' }]

/** Bundles that are sealed and signed whole, with every digest right, and that nevertheless can't be true. */

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }

beforeAll(async () => {
  machine = await newMachine(folders.next())
})

function strangerKey(role: 'harness' | 'verifier'): MachineKeys['harness'] {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { role, algorithm: 'ecdsa-p256', privateKey, publicKey, keyId: keyIdOf(publicKey) }
}

/** The different findings of a bundle that was sealed with these changes. */
async function idsWith(changes: Changes, trust = machine.trust): Promise<string[]> {
  const files = sealedFiles(machine.keys, machine.trust, changes)
  return [...new Set(idsOf(await verifyFiles(files, { ...machine, trust })))]
}

const EVENTS = 'events.normalized.jsonl'
const RUN = 'attestations/run.sigstore.json'
const CHALLENGE = 'inputs/challenge.sigstore.json'
const DECISION = 'inputs/decision.sigstore.json'

test('nothing changed: nothing found', async () => {
  expect(await idsWith({})).toEqual([])
})

test('re-signed by a stranger', async () => {
  expect(await idsWith({ harnessKey: strangerKey('harness') })).toEqual([
    `key-untrusted ${RUN}`,
    'key-untrusted attestations/provenance.sigstore.json',
    'key-untrusted attestations/test-result.sigstore.json',
  ])
  expect(await idsWith({ verifierKey: strangerKey('verifier') })).toEqual([
    `key-untrusted ${CHALLENGE}`,
    `key-untrusted ${DECISION}`,
  ])
})

test('a stranger who claims the id of a trusted key', async () => {
  const stranger = { ...strangerKey('harness'), keyId: machine.keys.harness.keyId }
  expect(await idsWith({ harnessKey: stranger })).toContain(`signature-invalid ${RUN}`)
})

test('the key of another role does not count', async () => {
  expect(await idsWith({ verifierKey: { ...machine.keys.harness, role: 'verifier' } })).toEqual([
    `key-untrusted ${CHALLENGE}`,
    `key-untrusted ${DECISION}`,
  ])
})

test('a ledger of somebody else', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const ledgerKey = { ...machine.keys.ledger, privateKey, publicKey, keyId: keyIdOf(publicKey) }
  expect(await idsWith({ ledgerKey })).toEqual(['proof-invalid ledger.proof'])
  const other = { ...machine.trust, workspaceId: 'f'.repeat(32) }
  expect(await idsWith({}, other)).toEqual(['proof-invalid ledger.proof'])
})

test('a run that is in the ledger before its challenge can be', async () => {
  expect(await idsWith({ ledgerIndex: 4 })).toEqual(['proof-invalid ledger.proof'])
})

test('keys count only where they were in force', async () => {
  const windowed = (role: string, validFrom: number, validUntil: number | null) => ({
    ...machine.trust,
    keys: machine.trust.keys.map((key) => (key.role === role ? { ...key, validFrom, validUntil } : key)),
  })
  // The challenge stands at 4, the run at 5.
  expect(await idsWith({}, windowed('harness', 5, 6))).toEqual([])
  expect(await idsWith({}, windowed('harness', 6, null))).toEqual([
    `key-untrusted ${RUN}`,
    'key-untrusted attestations/provenance.sigstore.json',
    'key-untrusted attestations/test-result.sigstore.json',
  ])
  expect(await idsWith({}, windowed('verifier', 0, 5))).toEqual([])
  expect(await idsWith({}, windowed('verifier', 0, 4))).toEqual([
    `key-untrusted ${CHALLENGE}`,
    `key-untrusted ${DECISION}`,
  ])
  expect(await idsWith({}, windowed('ledger', 0, 5))).toEqual(['key-untrusted ledger.proof'])
  expect(await idsWith({ verdict: (made) => made }, windowed('verifier', 0, 5))).toEqual([
    'key-untrusted attestations/verdict.sigstore.json',
  ])
})

test.each<readonly [string, Changes, readonly string[]]>([
  [
    'a gate that says pass although the facts say fail',
    {
      facts: (facts) => ({
        ...facts,
        patch: facts.patch && { ...facts.patch, applies: true, anomalies: ANOMALY },
      }),
      gates: (gates) => gates.map((gate) => ({ ...gate, verdict: 'pass', reasons: [] })),
    },
    [`gates-mismatch report.json`, `gates-mismatch ${EVENTS}`],
  ],
  [
    'a report whose status was turned',
    { core: (core) => ({ ...core, status: 'fail' }) },
    ['gates-mismatch report.json'],
  ],
  [
    'a report that counts other tests',
    { core: (core) => ({ ...core, tests: core.tests && { ...core.tests, passed: 4, total: 4 } }) },
    ['report-mismatch report.json'],
  ],
  [
    'a report that makes up a grant',
    {
      core: (core) => ({
        ...core,
        permissions: core.permissions && {
          ...core.permissions,
          changes: core.permissions.changes.map(({ path }) => ({ path, grant: 'named' })),
        },
      }),
    },
    ['report-mismatch report.json'],
  ],
  [
    'a page that says more',
    { page: (page) => `${page}\nEverything is fine.\n` },
    ['report-page-mismatch report.md'],
  ],
  ['a trace that says less', { trace: () => '' }, ['trace-mismatch trace.jsonl']],
  [
    'a dropped engine event, the chain made again',
    { events: (drafts) => drafts.filter(({ type }) => type !== 'turn.finished') },
    [`facts-mismatch ${EVENTS}`],
  ],
  [
    'a dropped gate event, the chain made again',
    {
      events: (drafts) =>
        drafts.filter(({ type, data }) => type !== 'gate.evaluated' || data.gate !== 'tests'),
    },
    [`gates-mismatch ${EVENTS}`],
  ],
  [
    'no start of the run',
    { events: (drafts) => drafts.slice(1) },
    [
      `event-order ${EVENTS}`,
      'source-mismatch inputs/task.json',
      'source-mismatch inputs/policy.json',
      'source-mismatch inputs/admission.json',
      `decision-mismatch ${DECISION}`,
      'facts-mismatch facts.json',
    ],
  ],
  ['no end of the run', { events: (drafts) => drafts.slice(0, -1) }, [`event-order ${EVENTS}`]],
  [
    'an event of the engine before the engine',
    { events: (drafts) => swap(drafts, 'engine.started', 'message.completed') },
    [`event-order ${EVENTS}`],
  ],
  [
    'tests while the engine was running',
    { events: (drafts) => swap(drafts, 'engine.exited', 'test.finished') },
    [`event-order ${EVENTS}`],
  ],
  [
    'a reserved event from the engine',
    { line: (event) => (event.type === 'file.changed' ? { ...event, origin: 'engine' } : event) },
    [`event-invalid ${EVENTS}`, `event-order ${EVENTS}`, `facts-mismatch ${EVENTS}`],
  ],
  [
    'a wrong number of a line',
    { line: (event, index) => (index === 3 ? { ...event, sequence: '000004' } : event) },
    [`event-invalid ${EVENTS}`],
  ],
  [
    'a link of the chain that is wrong from the start',
    { line: (event, index) => (index === 2 ? { ...event, prevhash: sha256('else') } : event) },
    [`chain-broken ${EVENTS}`],
  ],
  [
    'events of another run',
    { line: (event, index) => (index === 2 ? { ...event, source: 'urn:proctor:run:other' } : event) },
    [`event-invalid ${EVENTS}`],
  ],
  [
    'the nonce of another run',
    { events: (drafts) => startedWith(drafts, { nonce: '9'.repeat(64) }) },
    [`challenge-mismatch ${CHALLENGE}`],
  ],
  [
    'another base than was asked for',
    {
      challenge: (asked) => ({ ...asked, base: { ...asked.base, commit: 'f'.repeat(40) } }),
    },
    [`challenge-mismatch ${CHALLENGE}`, 'facts-mismatch facts.json'],
  ],
  [
    'a challenge that had run out',
    { challenge: (asked) => ({ ...asked, notAfter: '2026-01-01T00:00:00.000Z' }) },
    [`challenge-expired ${CHALLENGE}`],
  ],
  [
    'a task that nobody asked for',
    {
      leaves: (files) =>
        new Map([...files, ['inputs/task.json', taskWithWiderScope(files.get('inputs/task.json'))]]),
    },
    ['source-mismatch inputs/task.json', 'facts-mismatch facts.json'],
  ],
  [
    'a scope in the facts that the task does not have',
    {
      facts: (facts) => ({
        ...facts,
        task: { ...facts.task, scope: { ...facts.task.scope, allow: ['**'] } },
      }),
    },
    ['facts-mismatch facts.json'],
  ],
  [
    'fewer required gates than the policy has',
    { facts: (facts) => ({ ...facts, policy: { ...facts.policy, requiredGates: ['diff'] } }) },
    [`decision-mismatch ${DECISION}`, 'facts-mismatch facts.json'],
  ],
  [
    'an engine that was not selected',
    {
      decision: (made) => ({
        ...made,
        predicate: { ...made.predicate, decision: { ...made.predicate.decision, selected: 'other' } },
      }),
    },
    [`decision-mismatch ${DECISION}`],
  ],
  [
    'a decision for another run',
    { decision: (made) => ({ ...made, predicate: { ...made.predicate, nonce: '9'.repeat(64) } }) },
    [`decision-mismatch ${DECISION}`],
  ],
  [
    'a model that passes for a live one',
    {
      events: (drafts) =>
        startedWith(drafts, { model: { provider: 'scripted', id: 'scripted-1', mode: 'live' } }),
    },
    ['facts-mismatch facts.json'],
  ],
  [
    'more model requests than the gateway saw',
    { facts: (facts) => ({ ...facts, provider: facts.provider && { ...facts.provider, requests: 3 } }) },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'a model that cost less than the gateway counted',
    {
      facts: (facts) => ({
        ...facts,
        provider: facts.provider && {
          ...facts.provider,
          cost: { currency: 'USD', billionths: 1, unpriced: 0 },
        },
      }),
    },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'requests that cost less than by the price table',
    {
      gateway: (records) => records.map((record) => ({ ...record, costBillionths: 1 })),
      facts: (facts) => ({
        ...facts,
        provider: facts.provider && {
          ...facts.provider,
          cost: { currency: 'USD', billionths: 2, unpriced: 0 },
        },
      }),
    },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'answers whose tokens are known after all',
    { facts: (facts) => ({ ...facts, provider: facts.provider && { ...facts.provider, unmetered: 1 } }) },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'a preflight that nobody made',
    {
      facts: (facts) => ({
        ...facts,
        provider: facts.provider && { ...facts.provider, preflight: { failure: null, detail: null } },
      }),
    },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'fewer lines of the gateway',
    { gateway: (records) => records.slice(1) },
    ['facts-mismatch gateway.jsonl'],
  ],
  [
    'another runner report than was counted',
    {
      facts: (facts) => ({
        ...facts,
        tests: facts.tests && {
          ...facts.tests,
          report: {
            ...facts.tests.report,
            counts: { ...facts.tests.report.counts, passed: 4, executed: 4, total: 4 },
          },
        },
      }),
    },
    ['tests-mismatch test-report/report'],
  ],
  [
    'hidden tests whose report says less than the facts',
    {
      facts: (facts) => {
        const hidden = facts.tests?.hidden
        if (facts.tests === null || hidden === undefined) throw new Error('good facts have hidden tests')
        const counts = { ...hidden.report.counts, passed: 5, executed: 5, total: 5 }
        return {
          ...facts,
          tests: { ...facts.tests, hidden: { ...hidden, report: { ...hidden.report, counts } } },
        }
      },
    },
    ['tests-mismatch test-report/hidden'],
  ],
  [
    'hidden tests on another tree',
    {
      facts: (facts) => ({
        ...facts,
        tests: facts.tests && {
          ...facts.tests,
          hidden: facts.tests.hidden && { ...facts.tests.hidden, tree: 'f'.repeat(40) },
        },
      }),
    },
    ['facts-mismatch facts.json'],
  ],
  [
    'a task whose hidden tests are left out of the facts',
    {
      facts: ({ task: { hiddenTests: _, ...task }, ...facts }) => {
        if (facts.tests === null) throw new Error('good facts have tests')
        const { hidden: __, ...tests } = facts.tests
        return { ...facts, task, tests }
      },
    },
    ['facts-mismatch facts.json', 'facts-mismatch test-report/hidden'],
  ],
  [
    'more hidden tests than there were',
    {
      facts: (facts) => ({
        ...facts,
        tests: facts.tests && {
          ...facts.tests,
          hidden: facts.tests.hidden && { ...facts.tests.hidden, added: 2 },
        },
      }),
    },
    ['tests-mismatch test-report/hidden'],
  ],
  [
    'a comparison with a base whose report is not there',
    { leaves: (files) => new Map([...files].filter(([path]) => path !== 'test-report/base')) },
    ['tests-mismatch test-report/base'],
  ],
  [
    'a canary without its report',
    { leaves: (files) => new Map([...files].filter(([path]) => path !== 'test-report/canary')) },
    ['tests-mismatch test-report/canary'],
  ],
  [
    'a canary that nobody saw fail',
    { leaves: (files) => new Map([...files, ['test-report/canary', files.get('test-report/report') ?? '']]) },
    ['tests-mismatch test-report/canary'],
  ],
  [
    'a patch that changes another file',
    {
      leaves: (files) =>
        new Map([
          ...files,
          ['patch.diff', (files.get('patch.diff') ?? '').replaceAll('index.js', 'other.js')],
        ]),
    },
    ['facts-mismatch patch.diff', 'patch-mismatch patch.diff'],
  ],
  [
    'a result tree that the patch does not give',
    {
      facts: (facts) => ({
        ...facts,
        patch: facts.patch && { ...facts.patch, resultTree: 'f'.repeat(40) },
        tests: facts.tests && {
          ...facts.tests,
          tree: 'f'.repeat(40),
          hidden: facts.tests.hidden && { ...facts.tests.hidden, tree: 'f'.repeat(40) },
        },
      }),
    },
    ['patch-mismatch patch.diff'],
  ],
  [
    'a run statement that says pass for a report that says fail',
    {
      core: (core) => ({ ...core, status: 'fail' }),
      run: (made) => ({ ...made, predicate: { ...made.predicate, status: 'pass' } }),
    },
    [`statement-mismatch ${RUN}`, 'gates-mismatch report.json'],
  ],
  [
    'a run statement without one of the files',
    { run: (made) => ({ ...made, subject: made.subject.filter(({ name }) => name !== 'test.log') }) },
    [
      `subject-mismatch ${RUN}`,
      'statement-mismatch attestations/provenance.sigstore.json',
      `facts-mismatch ${EVENTS}`,
      `artifact-mismatch ${EVENTS}`,
      'facts-mismatch test.log',
    ],
  ],
  [
    'another chain head in the run statement',
    { run: (made) => ({ ...made, predicate: { ...made.predicate, chainHead: sha256('x') } }) },
    [`statement-mismatch ${RUN}`],
  ],
  [
    'tests that passed by statement only',
    {
      testResult: (made) => ({ ...made, predicate: { ...made.predicate, result: 'FAILED' } }),
    },
    ['statement-mismatch attestations/test-result.sigstore.json'],
  ],
  [
    'provenance of another base',
    {
      provenance: (made) => ({
        ...made,
        predicate: {
          ...made.predicate,
          buildDefinition: {
            ...made.predicate.buildDefinition,
            resolvedDependencies: [{ uri: 'x', digest: { gitCommit: 'f'.repeat(40) } }],
          },
        },
      }),
    },
    ['statement-mismatch attestations/provenance.sigstore.json'],
  ],
  [
    'provenance of another patch',
    { provenance: (made) => ({ ...made, subject: made.subject.slice(1) }) },
    ['subject-mismatch attestations/provenance.sigstore.json'],
  ],
  [
    'a verdict that says otherwise',
    {
      verdict: (made) => ({ ...made, predicate: { ...made.predicate, verificationResult: 'FAILED' } }),
    },
    ['verdict-invalid attestations/verdict.sigstore.json'],
  ],
  [
    'a verdict about another report',
    { verdict: (made) => ({ ...made, subject: [{ name: 'report.json', digest: { sha256: sha256('x') } }] }) },
    ['verdict-invalid attestations/verdict.sigstore.json'],
  ],
  [
    'an artifact that the log does not know',
    {
      events: (drafts) =>
        drafts.filter(({ type, data }) => type !== 'artifact.written' || data.path !== 'test.log'),
    },
    [`artifact-mismatch ${EVENTS}`],
  ],
])('%s', async (_, changes, expected) => {
  expect(await idsWith(changes)).toEqual(expected)
})
