import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { type EngineWorkspace, eventsOf, makeEngineWorkspace, runEngine } from './support/engine-run.ts'
import { foldersForFile } from './support/shared-folder.ts'

const folders = foldersForFile()
let workspace: EngineWorkspace

beforeAll(() => {
  const fake = { id: 'fake', adapter: 'fake' }
  workspace = makeEngineWorkspace(folders.next(), fake, { turns: [{ text: 'Hello.' }] })
  const ask = { do: 'ask-model', prompt: 'What is wrong with the median?' }
  write('tasks/example/fake.yaml', { steps: [ask] })
})

const SCRIPTED = { id: 'scripted', kind: 'scripted', turns: 'tasks/{task}/model.yaml' }

/** Replaces parts of proctor.yaml. */
function configure(parts: object): void {
  const file = join(workspace.dir, 'proctor.yaml')
  const base = { version: 1, test: true, repositories: parse(readFileSync(file, 'utf8')).repositories }
  const engines = [{ id: 'fake', adapter: 'fake', provider: 'scripted', model: 'gpt-5.5' }]
  write('proctor.yaml', { ...base, engines, ...parts })
}

function write(path: string, content: unknown): void {
  writeFileSync(join(workspace.dir, path), stringify(content, { aliasDuplicateObjects: false }))
}

test('a provider that is not there: known at once, on record, and no engine is started', () => {
  write('tasks/example/model.yaml', { turns: [{ text: 'Hello.' }], preflight: 401 })
  const run = runEngine(workspace)
  expect(run.result).toMatchObject({
    status: 'fail',
    completeness: 'incomplete',
    exitCode: 4,
    blockers: ['provider_unavailable'],
  })
  expect(run.exitCode).toBe(4)
  const detail = 'it does not take the key (401)'
  expect(eventsOf(run, 'provider.unavailable')).toEqual([
    { route: '(preflight)', kind: '401', attempts: 1, detail },
  ])
  expect(eventsOf(run, 'engine.started')).toEqual([])
  expect(run.facts).toMatchObject({ engine: null, provider: { requests: 0, preflight: { failure: '401' } } })
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
  const report = JSON.parse(readFileSync(join(run.result.bundle ?? '', 'report.json'), 'utf8'))
  expect(report.blockers[0].message).toBe(
    `provider scripted was not there before the engine was started: ${detail}`,
  )
})

test('costs are limited, and the report says what they were and by whose word', () => {
  const usage = { input: 100_000, cachedInput: 40_000, output: 1_000 }
  write('tasks/example/model.yaml', { turns: [{ text: 'Hello.', usage }] })
  const ask = { do: 'ask-model', prompt: 'What is wrong with the median?' }
  write('tasks/example/fake.yaml', { steps: [ask, ask, ask] })
  const prices = { currency: 'USD', models: { 'gpt-5.5': { input: 1.25, cachedInput: 0.125, output: 10 } } }
  configure({ providers: [{ ...SCRIPTED, prices }], policy: { budget: { cost: 0.15 } } })
  const run = runEngine(workspace)
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(run.result.blockers).toContain('budget_exceeded')
  expect(eventsOf(run, 'provider.budget_exceeded')).toEqual([{ limit: '0.15 USD of cost', used: 0.18 }])
  expect(run.facts.provider).toMatchObject({ requests: 3, answered: 2, cost: { billionths: 180_000_000 } })
  const report = JSON.parse(readFileSync(join(run.result.bundle ?? '', 'report.json'), 'utf8'))
  expect(report.usage).toMatchObject({
    cost: { amount: 0.18, currency: 'USD' },
    sources: { requests: 'gateway', tokens: 'provider', cost: 'gateway' },
    engine: { inputTokens: 200_000 },
    disagreements: [],
  })
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})

test('a limit on costs without prices is refused before anything is on record', () => {
  configure({ providers: [SCRIPTED], policy: { budget: { cost: 0.15 } } })
  expect(() => runEngine(workspace)).toThrow(
    /a cost of 0.15 is allowed, and there is no price for model gpt-5.5/,
  )
})

test('what has the form of a secret is in no log, and the patch is left as it is', () => {
  // A key of nobody, in parts, so that no scanner takes this file for a leak.
  const secret = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`
  const begin = `-----BEGIN ${'PRIVATE KEY'}-----`
  configure({ providers: [SCRIPTED] })
  write('tasks/example/model.yaml', { turns: [{ text: `Use ${secret}.` }] })
  write('tasks/example/fake.yaml', {
    steps: [
      { do: 'ask-model', prompt: 'hi' },
      { do: 'say', text: `The key is ${secret}, and \n${begin}\nMIIEvQIBADAN\n` },
      { do: 'print', text: `stderr says ${secret} too\n`, stream: 'stderr' },
      { do: 'write', path: 'src/leak.js', content: `// ${secret}\n` },
    ],
  })
  const run = runEngine(workspace)
  expect(run.patch).toContain(secret)
  expect(run.result.blockers).toContain('secret_in_patch')
  const bundle = run.result.bundle ?? ''
  for (const name of [
    'raw/stdout.log',
    'raw/stderr.log',
    'test.log',
    'gateway.jsonl',
    'events.normalized.jsonl',
  ]) {
    expect(readFileSync(join(bundle, name), 'utf8'), name).not.toMatch(/r7Kq2mZx9Lw4|MIIEvQIBADAN/)
  }
  const token = /\[REDACTED:github-pat:[0-9a-f]{8}\]/
  const [said] = token.exec(readFileSync(join(bundle, 'raw/stdout.log'), 'utf8')) ?? []
  expect(readFileSync(join(bundle, 'raw/stderr.log'), 'utf8')).toBe(`stderr says ${said} too\n`)
  const applied = eventsOf(run, 'redaction.applied')
  expect(applied).toContainEqual({ file: 'raw/stderr.log', counts: { 'github-pat': 1 } })
  expect(applied.find(({ file }) => file === 'raw/stdout.log')?.counts).toMatchObject({ 'private-key': 1 })
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})
