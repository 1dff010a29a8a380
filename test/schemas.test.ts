import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDeepStrictEqual } from 'node:util'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormatsModule from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { goodEvents } from '../fixtures/runs/good-events.ts'
import { goodFacts } from '../fixtures/runs/good-facts.ts'
import { describedSchema } from '../script/generate/described-schema.ts'
import { jsonSchemaFiles } from '../script/generate/json-schemas.ts'
import { SCHEMA_IDS } from '../src/contract/ids.ts'
import { PUBLISHED, PUBLISHED_NAMES, type PublishedName, toJsonSchema } from '../src/contract/published.ts'
import { foldReport } from '../src/report/fold-report.ts'
import { WORKSPACE_FILES } from '../src/workspace/scaffold/workspace-files.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))

describe('schemas/', () => {
  test('holds exactly what the contract gives: else run `npm run schemas`', () => {
    const files = jsonSchemaFiles()
    expect(readdirSync(join(ROOT, 'schemas')).sort()).toEqual(
      files.map(({ path }) => path.slice('schemas/'.length)).sort(),
    )
    for (const { path, content } of files) expect(readFileSync(join(ROOT, path), 'utf8'), path).toBe(content)
  })

  test.each(['workspace', 'task', 'turns', 'enablement', 'workboard'] as const)(
    'every key that people write in %s says what it is: add a doc comment to the contract',
    (name) => {
      expect(undescribed(describedSchema(name), '')).toEqual([])
    },
  )

  test('a comment reaches the key that follows it, through lists, maps, choices and what may be null', () => {
    const schema = describedSchema('workspace')
    const at = (...path: readonly (string | number)[]): unknown =>
      path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], schema)
    expect(at('properties', 'repositories', 'items', 'properties', 'path', 'description')).toBe(
      'Path of a git repository, relative to the workspace or absolute.',
    )
    expect(
      at('properties', 'providers', 'items', 'oneOf', 1, 'properties', 'keyEnv', 'description'),
    ).toContain('environment variable')
    const admission = describedSchema('source-admission')
    expect(JSON.stringify(admission)).toContain('"description"')
  })

  test('every id is there once', () => {
    const ids = PUBLISHED_NAMES.map((name) => PUBLISHED[name].id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of Object.values(SCHEMA_IDS)) expect(ids).toContain(id)
  })
})

/** Paths of keys without a description. What tells the forms of a choice apart (`kind`, versions) names itself. */
function undescribed(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  if (Array.isArray(schema)) return schema.flatMap((one) => undescribed(one, path))
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key !== 'properties') return key === 'default' ? [] : undescribed(value, path)
    return Object.entries(value as Record<string, Record<string, unknown>>).flatMap(([name, property]) => {
      const here = `${path}.${name}`
      const says = 'description' in property || 'const' in property
      return [...(says ? [] : [here]), ...undescribed(property, here)]
    })
  })
}

// The package is CommonJS and exports the function under two names.
const addFormats = addFormatsModule.default
const ajv = new Ajv2020({ strict: true, allErrors: false })
addFormats(ajv)

const H64 = 'a'.repeat(64)
const H40 = 'b'.repeat(40)
const RUN = '20260102t030405z-0123456789'
const fromScaffold = (name: string): unknown => parse(WORKSPACE_FILES[name] ?? '')
const statement = (predicateType: string, predicate: unknown) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'report.json', digest: { sha256: H64 } }],
  predicateType,
  predicate,
})
const HEAD = { size: 3, rootHash: H64 }
const TIME = '2026-01-02T03:04:05.678Z'

function goodReport(): unknown {
  const events = goodEvents()
  const verdict = { status: 'pass', completeness: 'complete', blockers: [], exitCode: 0 } as const
  return {
    ...foldReport({ events, facts: goodFacts(), gates: [], verdict, chainHead: H64 }),
    digests: { 'facts.json': H64 },
  }
}

/** One or more valid values of a format. */
const SAMPLES: Readonly<Partial<Record<PublishedName, readonly unknown[]>>> = {
  workspace: [
    fromScaffold('proctor.yaml'),
    {
      version: 1,
      test: true,
      repositories: [{ id: 'r', path: '/r', class: 'copied', protected: ['.github/**'] }],
      providers: [
        { id: 'p', kind: 'http', baseUrl: 'https://host.invalid/v1', wire: 'responses', keyEnv: 'KEY' },
      ],
      engines: [{ id: 'e', adapter: 'codex', gated: true, provider: 'p', model: 'm', install: 'x' }],
      policy: {
        requiredGates: ['tests'],
        sourceCheck: 'bytes',
        challengeMinutes: 1.5,
        limits: { processes: 8 },
      },
      planning: { prd: 'a', issues: 'b', candidate: 'c', allowedFiles: { one: ['x'] } },
    },
  ],
  task: [
    fromScaffold('tasks/example/task.yaml'),
    {
      id: 't',
      title: 'T',
      repository: 'r',
      scope: { allow: ['**'] },
      setup: { command: ['npm', 'ci'], network: 'registry', cacheKey: ['package-lock.json'] },
      test: { command: ['x'], report: 'tap', timeout: 0.5, canary: { path: 'test/c.js', content: 'x' } },
      budget: { requests: 1, cost: 0.25 },
    },
  ],
  scenario: [
    fromScaffold('tasks/example/fake.yaml'),
    {
      steps: [
        { do: 'write', path: 'a', content: 'b', mode: '755' },
        { do: 'exit', code: 3, outcome: 'none' },
        { do: 'emit', type: 'x' },
      ],
    },
  ],
  turns: [
    fromScaffold('tasks/example/model.codex.yaml'),
    { turns: [{ fault: 503 }, { fault: 'hang' }], after: 'x' },
  ],
  workboard: [
    { entries: [] },
    {
      owner: 'x',
      entries: [
        { id: 'A-1', kind: 'prd', document: 'a.md', state: 'done', evidence: ['run:x'], title: 't' },
        { id: 'A-2', kind: 'contract', document: 'b.md', state: 'todo', blockedBy: ['A-1'] },
      ],
    },
  ],
  'validation-report': [
    {
      schemaVersion: PUBLISHED['validation-report'].id,
      ok: false,
      planningOnly: true,
      validator: { name: 'proctor', version: '1' },
      workspace: '/w',
      now: '2026-01-02',
      git: { commit: H40, clean: null },
      checks: [
        {
          id: 'source',
          title: 't',
          status: 'fail',
          reason: null,
          findings: [{ file: 'a.md', line: 1, message: 'm', fix: 'f' }],
        },
      ],
      notApplicable: [{ id: 'x', reason: 'r' }],
    },
  ],
  trust: [
    {
      schemaVersion: SCHEMA_IDS.trust,
      workspaceId: 'c'.repeat(32),
      keys: [
        {
          role: 'harness',
          keyId: 'k',
          algorithm: 'ecdsa-p256',
          publicKey: '-----BEGIN PUBLIC KEY-----\n',
          validFrom: 0,
          validUntil: null,
        },
      ],
    },
  ],
  'engine-lock': [
    {
      schemaVersion: SCHEMA_IDS.engineLock,
      engine: 'codex',
      purl: 'pkg:npm/a@1',
      version: '1',
      platforms: [{ platform: 'linux-x64', executables: [{ path: 'bin/a', sha256: H64 }] }],
    },
  ],
  admission: [
    {
      schemaVersion: SCHEMA_IDS.admission,
      engine: 'fake',
      adapter: 'fake',
      basis: 'none',
      purl: null,
      version: null,
      executables: [{ path: 'a', sha256: H64 }],
      admitted: false,
      allowedMode: 'none',
      reasons: [{ code: 'source_not_admitted', message: 'm' }],
    },
  ],
  event: goodEvents(),
  facts: [goodFacts()],
  report: [goodReport()],
  'gateway-log': [
    {
      schemaVersion: SCHEMA_IDS.gatewayLog,
      seq: 0,
      time: TIME,
      method: 'POST',
      route: '/v1/responses',
      denied: false,
      model: null,
      status: 200,
      failure: null,
      streamed: true,
      requestBytes: 1,
      requestSha256: H64,
      responseBytes: 1,
      responseSha256: H64,
      inputTokens: null,
      cachedInputTokens: 0,
      outputTokens: 3,
      durationMs: 4,
    },
  ],
  'statement-challenge': [
    statement('urn:proctor:predicate:challenge:v1', {
      challengeId: 'd'.repeat(32),
      nonce: H64,
      seq: 1,
      issuedAt: TIME,
      notAfter: TIME,
      runId: RUN,
      engine: 'fake',
      base: { repository: 'r', commit: H40, tree: H40 },
      taskDigest: H64,
      policyDigest: H64,
      ledgerHead: HEAD,
    }),
  ],
  'statement-run': [
    statement('urn:proctor:predicate:run:v1', {
      runId: RUN,
      challengeId: 'x',
      nonce: H64,
      seq: 1,
      status: 'fail',
      completeness: 'complete',
      blockers: ['no_diff'],
      backendExit: { code: 0, signal: null },
      base: { commit: H40, tree: H40 },
      resultTree: H40,
      patchSha256: H64,
      changedFiles: 0,
      chainHead: H64,
      ledgerHead: HEAD,
    }),
  ],
  'run-result': [
    {
      runId: RUN,
      bundle: null,
      status: 'fail',
      completeness: 'incomplete',
      blockers: ['timeout'],
      exitCode: 4,
    },
  ],
  'verify-result': [
    {
      ok: false,
      status: null,
      completeness: null,
      approval: 'none',
      people: null,
      delivered: null,
      verdicts: [],
      notRun: [{ check: 'trees', why: 'w' }],
      findings: [{ id: 'file-missing', message: 'm' }],
    },
  ],
  'init-result': [{ workspace: '/w', dryRun: false, files: ['a'], gitInit: true, commit: null }],
  'doctor-result': [
    { ok: true, checks: [{ id: 'git', status: 'ok', found: 'x', cost: null, required: true }] },
  ],
}

/** Values that differ from a good one in one place: a key lost, added, or of another kind. */
function* spoiled(value: unknown, depth = 0): Generator<unknown> {
  for (const other of [null, 'x', '', 'ftp://host.invalid', -1, 0.5, true, [], {}, 'a'.repeat(20_001)])
    yield other
  if (depth > 8 || typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const bad of spoiled(item, depth + 1)) yield value.with(index, bad)
    }
    return
  }
  yield { ...value, unknownKey: 1 }
  for (const [key, item] of Object.entries(value)) {
    const { [key]: _, ...without } = value as Record<string, unknown>
    yield without
    for (const bad of spoiled(item, depth + 1)) yield { ...value, [key]: bad }
  }
}

describe('zod and ajv, which shares no code with it, judge alike', () => {
  test.each(PUBLISHED_NAMES)('%s compiles in strict mode', (name) => {
    expect(() =>
      new Ajv2020({ strict: true, formats: { uri: true } }).compile(toJsonSchema(name)),
    ).not.toThrow()
  })

  test.each(Object.keys(SAMPLES) as PublishedName[])('%s', (name) => {
    const validate = ajv.compile(toJsonSchema(name))
    const samples = (SAMPLES[name] ?? []).map((sample): unknown => JSON.parse(JSON.stringify(sample)))
    for (const sample of samples) {
      expect(validate(sample), `${name}: ${ajv.errorsText(validate.errors)}`).toBe(true)
      expect(PUBLISHED[name].schema.safeParse(sample).error).toBeUndefined()
    }
    let refused = 0
    const apart: string[] = []
    for (const bad of samples.slice(0, 4).flatMap((sample) => [...spoiled(sample)])) {
      const parsed = PUBLISHED[name].schema.safeParse(bad)
      // What the harness writes is complete: a value that only defaults make whole is none of its records.
      const byZod = parsed.success && (PUBLISHED[name].by === 'people' || isDeepStrictEqual(parsed.data, bad))
      if (!byZod) refused += 1
      if (byZod !== validate(bad) && apart.length < 5)
        apart.push(`zod ${byZod}: ${JSON.stringify(bad).slice(0, 400)}`)
    }
    expect(apart).toEqual([])
    expect(refused).toBeGreaterThan(10)
  })
})
