import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { BUG, eventsOf, FILE, FIX, makeEngineWorkspace, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const patch = (file: string, from: string, to: string) => ({
  name: 'apply_patch',
  input: `*** Begin Patch\n*** Update File: ${file}\n@@\n-${from}\n+${to}\n*** End Patch\n`,
})
const usage = { input: 1000, cachedInput: 100, output: 10 }
const look = { calls: [{ name: 'exec_command', args: { cmd: `cat ${FILE}` } }], usage }
const mend = { calls: [patch(FILE, BUG, FIX)], usage }

test('a recorded run of codex is repeated without its provider, to the same patch', {
  timeout: 240_000,
}, () => {
  const engine = { id: 'codex', adapter: 'codex' }
  const turns = { turns: [look, mend, { text: 'It is mended.', usage }] }
  const workspace = makeEngineWorkspace(folders.next(), engine, turns)
  const file = join(workspace.dir, 'proctor.yaml')
  const config = readFileSync(file, 'utf8')
  writeFileSync(file, config.replace('kind: scripted', 'kind: scripted\n    record: true'))
  const first = runEngine(workspace)
  expect(first.result).toMatchObject({ status: 'pass', blockers: [] })
  expect(first.verified).toMatchObject({ ok: true, findings: [] })

  const recording = join(workspace.dir, 'tasks/example/recording.jsonl')
  copyFileSync(join(first.result.bundle ?? '', 'raw/exchanges.jsonl'), recording)
  rmSync(join(workspace.dir, 'tasks/example/model.yaml'))
  const replay = config
    .replace('kind: scripted', 'kind: replay')
    .replace('turns: tasks/{task}/model.yaml', 'recording: tasks/{task}/recording.jsonl')
  writeFileSync(file, replay)
  const again = runEngine(workspace)
  expect(again.result).toMatchObject({ status: 'pass', blockers: [] })
  expect(again.patch).toBe(first.patch)
  expect(again.facts.provider).toEqual({ ...first.facts.provider, mode: 'replay' })
  expect(again.verified).toMatchObject({ ok: true, findings: [] })
  const report = JSON.parse(readFileSync(join(again.result.bundle ?? '', 'report.json'), 'utf8'))
  expect(report).toMatchObject({ model: { mode: 'replay' } })
  expect(report.caps).toContain('model-not-live')

  writeFileSync(join(workspace.dir, 'tasks/example/instruction.md'), 'Do something else.\n')
  const other = runEngine(workspace)
  expect(other.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(other.result.blockers).toContain('provider_unavailable')
  const detail = 'the recording holds no such request'
  expect(eventsOf(other, 'provider.unavailable')).toContainEqual(
    expect.objectContaining({ kind: 'unrecorded', detail }),
  )
})
