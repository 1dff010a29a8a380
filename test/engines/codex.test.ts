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
const done = { text: 'It is mended.', usage }
const timeout = 240_000

test('codex asks, is answered by policy, edits with its own tool, and its bundle verifies', {
  timeout,
}, () => {
  const workspace = makeEngineWorkspace(
    folders.next(),
    { id: 'codex', adapter: 'codex' },
    { turns: [look, mend, done] },
  )
  const run = runEngine(workspace)
  expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
  expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
  expect(run.patch).toContain(`+${FIX}`)
  expect(run.facts.engine).toMatchObject({ terminal: 'completed', unparsed: 0, exit: { exitCode: 0 } })
  const asked = eventsOf(run, 'permission.requested').map(({ toolCallId }) => toolCallId)
  const answered = eventsOf(run, 'permission.resolved')
  expect(asked.length).toBeGreaterThan(0)
  expect(answered.map(({ toolCallId }) => toolCallId)).toEqual(asked)
  expect(answered.every(({ optionKind }) => optionKind === 'allow_once')).toBe(true)
  expect(run.events.some(({ type }) => type.startsWith('approval.'))).toBe(false)
  const used = eventsOf(run, 'usage.reported')
  expect(used.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(run.facts.provider?.inputTokens)
})

test('permissions denied: nothing is edited, and the grant is not made up', { timeout }, () => {
  const engine = { id: 'codex', adapter: 'codex', permissions: 'deny' } as const
  const run = runEngine(makeEngineWorkspace(folders.next(), engine, { turns: [mend, done] }))
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 1 })
  expect(run.result.blockers).toContain('no_diff')
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
  expect(eventsOf(run, 'permission.resolved').map(({ optionKind }) => optionKind)).toEqual(['reject_once'])
  expect(eventsOf(run, 'tool.finished').map(({ status }) => status)).toEqual(['cancelled'])
})

test('an edit outside the checkout is refused; 401 of the provider is named', { timeout }, () => {
  const outside = {
    calls: [
      { name: 'apply_patch', input: '*** Begin Patch\n*** Add File: /tmp/evil.txt\n+evil\n*** End Patch\n' },
    ],
  }
  const workspace = makeEngineWorkspace(
    folders.next(),
    { id: 'codex', adapter: 'codex' },
    { turns: [outside, { fault: 401 }] },
  )
  const run = runEngine(workspace)
  expect(eventsOf(run, 'permission.resolved').map(({ optionKind }) => optionKind)).toEqual(['reject_once'])
  expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
  expect(run.result.blockers).toEqual(expect.arrayContaining(['provider_unavailable', 'engine_failed']))
  expect(eventsOf(run, 'engine.error').at(-1)).toMatchObject({ code: 'http_401' })
  expect(run.verified).toMatchObject({ ok: true, findings: [] })
})

test('the simple mode, exec', { timeout }, () => {
  const engine = { id: 'codex', adapter: 'codex-exec' }
  const run = runEngine(makeEngineWorkspace(folders.next(), engine, { turns: [mend, done] }))
  expect(run.result).toMatchObject({ status: 'pass', exitCode: 0 })
  expect(run.verified).toMatchObject({ ok: true, status: 'pass' })
  expect(eventsOf(run, 'permission.requested')).toEqual([])
})
