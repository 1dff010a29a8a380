import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { stringify } from 'yaml'
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
