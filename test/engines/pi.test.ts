import { expect, test } from 'vitest'
import { BUG, eventsOf, FILE, FIX, makeEngineWorkspace, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const usage = { input: 1000, cachedInput: 100, output: 10 }
const look = { calls: [{ name: 'read', args: { path: FILE } }], usage }
const mend = {
  calls: [{ name: 'edit', args: { path: FILE, edits: [{ oldText: BUG, newText: FIX }] } }],
  usage,
}
const outside = { calls: [{ name: 'write', args: { path: '/tmp/evil.txt', content: 'evil' } }], usage }
const done = { text: 'It is mended.', usage }
const timeout = 240_000

test.each(['pi', 'pi-legacy'])(
  '%s asks, edits with its own tool, and its bundle verifies',
  { timeout },
  (adapter) => {
    const turns = { turns: [look, outside, mend, done] }
    const run = runEngine(makeEngineWorkspace(folders.next(), { id: 'pi', adapter }, turns))
    expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
    expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
    expect(run.patch).toContain(`+${FIX}`)
    expect(run.facts.engine).toMatchObject({ terminal: 'completed', unparsed: 0, exit: { exitCode: 0 } })
    expect(eventsOf(run, 'permission.requested').map(({ description }) => description)).toEqual([
      'write /tmp/evil.txt',
      `edit ${FILE}`,
    ])
    expect(eventsOf(run, 'permission.resolved').map(({ optionKind }) => optionKind)).toEqual([
      'reject_once',
      'allow_once',
    ])
    expect(eventsOf(run, 'tool.finished').map(({ name, status }) => [name, status])).toEqual([
      ['read', 'completed'],
      ['write', 'failed'],
      ['edit', 'completed'],
    ])
    const used = eventsOf(run, 'usage.reported')
    expect(used.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(run.facts.provider?.inputTokens)
  },
)

test('pi exits with 0 on an error of its provider, and that is no success', { timeout }, () => {
  const run = runEngine(
    makeEngineWorkspace(folders.next(), { id: 'pi', adapter: 'pi' }, { turns: [{ fault: 500 }] }),
  )
  expect(run.facts.engine).toMatchObject({ terminal: 'failed', exit: { exitCode: 0 } })
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(run.result.blockers).toEqual(expect.arrayContaining(['provider_unavailable', 'engine_failed']))
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})
