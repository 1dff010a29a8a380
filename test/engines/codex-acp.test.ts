import { expect, test } from 'vitest'
import { BUG, eventsOf, FILE, FIX, makeEngineWorkspace, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const usage = { input: 1000, cachedInput: 100, output: 10 }
const mend = {
  calls: [
    {
      name: 'apply_patch',
      input: `*** Begin Patch\n*** Update File: ${FILE}\n@@\n-${BUG}\n+${FIX}\n*** End Patch\n`,
    },
  ],
  usage,
}
const done = { text: 'It is mended.', usage }

test('an agent over ACP asks, edits with its own tool, and its bundle verifies', { timeout: 240_000 }, () => {
  const engine = { id: 'codex-acp', adapter: 'codex-acp' }
  const run = runEngine(makeEngineWorkspace(folders.next(), engine, { turns: [mend, done] }))
  expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
  expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
  expect(run.patch).toContain(`+${FIX}`)
  expect(run.facts.engine).toMatchObject({ terminal: 'completed', unparsed: 0, exit: { exitCode: 0 } })
  expect(eventsOf(run, 'permission.requested')).toHaveLength(1)
  expect(eventsOf(run, 'permission.resolved')).toMatchObject([
    { outcome: 'selected', optionKind: 'allow_once' },
  ])
  expect(eventsOf(run, 'message.completed').map(({ text }) => text)).toEqual(['It is mended.'])
  expect(run.facts.provider).toMatchObject({ requests: 2, inputTokens: 2_000 })
})
