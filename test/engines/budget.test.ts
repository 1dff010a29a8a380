import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { eventsOf, FILE, makeEngineWorkspace, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()

test('a run that uses up its budget is stopped there and says so', { timeout: 240_000 }, () => {
  const look = { calls: [{ name: 'read', args: { path: FILE } }], usage: { input: 60, output: 40 } }
  const turns = { turns: [look, look, look, look] }
  const workspace = makeEngineWorkspace(folders.next(), { id: 'pi', adapter: 'pi' }, turns)
  const config = join(workspace.dir, 'proctor.yaml')
  writeFileSync(config, `${readFileSync(config, 'utf8')}policy: {budget: {tokens: 150}}\n`)
  const run = runEngine(workspace)
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(run.result.blockers).toContain('budget_exceeded')
  expect(run.result.blockers).not.toContain('provider_unavailable')
  expect(eventsOf(run, 'provider.budget_exceeded')).toEqual([{ limit: '150 tokens', used: 200 }])
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})
