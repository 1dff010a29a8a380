// Runs where `script/engines opencode` has installed it; vitest.config.ts leaves this file out elsewhere, and script/test
// says that it was not run.
import { expect, test } from 'vitest'
import { BUG, eventsOf, FILE, FIX, makeEngineWorkspace, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const usage = { input: 1000, cachedInput: 100, output: 10 }
const mend = {
  calls: [{ name: 'edit', args: { filePath: FILE, oldString: BUG, newString: FIX } }],
  usage,
}
const look = { calls: [{ name: 'bash', args: { command: `cat ${FILE}`, description: 'look' } }], usage }
const done = { text: 'It is mended.', usage }
const engine = { id: 'opencode', adapter: 'opencode', model: 'default' }
const timeout = 240_000

test('opencode asks, edits with its own tool, and its bundle verifies', { timeout }, () => {
  const run = runEngine(makeEngineWorkspace(folders.next(), engine, { turns: [look, mend, done] }))
  expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
  expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
  expect(run.patch).toContain(`+${FIX}`)
  expect(run.facts.engine).toMatchObject({ terminal: 'completed', unparsed: 0, exit: { exitCode: 0 } })
  expect(eventsOf(run, 'permission.resolved').map(({ optionKind }) => optionKind)).toEqual([
    'allow_once',
    'allow_once',
  ])
  expect(eventsOf(run, 'message.completed').map(({ text }) => text)).toContain('It is mended.')
})

test('a refusal ends its turn with end_turn, and that is no success', { timeout }, () => {
  const denied = { ...engine, permissions: 'deny' } as const
  const run = runEngine(makeEngineWorkspace(folders.next(), denied, { turns: [mend, done] }))
  expect(eventsOf(run, 'turn.finished')).toEqual([{ stopReason: 'end_turn' }])
  expect(run.facts.engine).toMatchObject({ terminal: 'failed', exit: { exitCode: 0 } })
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(run.result.blockers).toEqual(expect.arrayContaining(['engine_failed', 'no_diff']))
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})
