import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'

// Many commands one after the other, each a process.
vi.setConfig({ testTimeout: 240_000 })

import { recordAssessment } from '../src/run/ladder/record-assessment.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'

const PROCTOR = join(import.meta.dirname, '../bin/proctor')

function proctor(
  workspace: string,
  ...args: string[]
): { code: number | null; out: string; json: () => unknown } {
  const { status, stdout, stderr } = spawnSync(PROCTOR, [...args, '--workspace', workspace, '--json'], {
    encoding: 'utf8',
  })
  return { code: status, out: stdout + stderr, json: () => JSON.parse(stdout) }
}

function commit(workspace: string, message: string): void {
  const who = ['-c', 'user.name=alice', '-c', 'user.email=alice@localhost']
  execFileSync('git', [...who, 'add', '-A'], { cwd: workspace })
  execFileSync('git', [...who, 'commit', '-q', '-m', message], { cwd: workspace })
}

/** A test workspace in which alice may promote, and the path of her key. */
function newWorkspace(): { readonly workspace: string; readonly key: string } {
  const folder = temporaryFolder()
  const workspace = join(folder, 'workspace')
  execFileSync(PROCTOR, ['init', workspace], { stdio: 'ignore' })
  const key = join(folder, 'alice')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', key])
  const signer = `alice@localhost namespaces="promotion@proctor" ${readFileSync(`${key}.pub`, 'utf8')}`
  appendFileSync(join(workspace, 'allowed_signers'), signer)
  commit(workspace, 'Who may promote')
  return { workspace, key }
}

async function recordConformance(workspace: string, ok: boolean): Promise<void> {
  const summary = ok ? 'it conforms' : '1 case off'
  await recordAssessment(workspace, {
    kind: 'conformance',
    engine: 'fake',
    task: null,
    ok,
    summary,
    result: {},
  })
}

function stageOf(workspace: string): unknown {
  const { engines } = proctor(workspace, 'stage', 'status').json() as {
    engines: { id: string; stage: string }[]
  }
  return engines.find(({ id }) => id === 'fake')?.stage
}

test('the first rung by commands: refused, unsigned, promoted, and lost again to what changed', async () => {
  const { workspace, key } = newWorkspace()
  const promote = (...more: string[]): ReturnType<typeof proctor> =>
    proctor(workspace, 'stage', 'promote', 'fake', 'artificial-fixture', ...more)
  expect(promote('--key', key)).toMatchObject({
    code: 1,
    out: expect.stringContaining('not shown to conform'),
  })
  await recordConformance(workspace, true)
  expect(promote()).toMatchObject({ code: 4, out: expect.stringContaining('promotion@proctor') })
  expect(stageOf(workspace)).toBe('gated-engine')

  const stranger = join(workspace, '..', 'mallory')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', stranger])
  expect(promote('--key', stranger)).toMatchObject({
    code: 1,
    out: expect.stringContaining('lets no one sign'),
  })

  expect(promote('--key', key).code).toBe(0)
  expect(stageOf(workspace)).toBe('artificial-fixture')
  expect(proctor(workspace, 'ledger', 'verify').code).toBe(0)

  // A stage that is written into a file has no effect.
  writeFileSync(join(workspace, '.proctor', 'standing.json'), '{"fake":"candidate-default"}')
  expect(stageOf(workspace)).toBe('artificial-fixture')

  // The policy changes: what was promoted under the old one no longer holds.
  const config = join(workspace, 'proctor.yaml')
  const before = readFileSync(config, 'utf8')
  appendFileSync(config, '\nstages:\n  maxAgeDays: 7\n')
  commit(workspace, 'Evidence expires sooner')
  expect(proctor(workspace, 'stage', 'status').out).toContain('made under another policy')
  expect(stageOf(workspace)).toBe('gated-engine')
  writeFileSync(config, before)
  commit(workspace, 'And back')
  expect(stageOf(workspace)).toBe('artificial-fixture')

  // Another engine is named: nothing of what this one rests on has changed.
  writeFileSync(config, before.replace('\nengines:\n', '\nengines:\n  - id: second\n    adapter: fake\n'))
  commit(workspace, 'Another engine')
  expect(stageOf(workspace)).toBe('artificial-fixture')

  await recordConformance(workspace, false)
  expect(stageOf(workspace)).toBe('gated-engine')
})

test('bad input is a clear error, and nothing is appended', () => {
  const { workspace } = newWorkspace()
  const size = (): unknown =>
    (proctor(workspace, 'ledger', 'verify').json() as { head: { size: number } }).head.size
  const before = size()
  expect(proctor(workspace, 'stage', 'check', 'fake', 'champion').code).toBe(2)
  expect(proctor(workspace, 'stage', 'check', 'nobody', 'gated-engine').code).toBe(2)
  expect(proctor(workspace, 'stage', 'demote', 'fake', 'champion', '--reason', 'x').code).toBe(2)
  expect(proctor(workspace, 'compare', '--engines', 'fake,codex', '--tasks', 'nothing-*').code).toBe(2)
  expect(proctor(workspace, 'compare', '--engines', 'fake', '--tasks', '*').code).toBe(2)
  // Known, and never admitted: neither compared nor raised, and what is missing is said.
  const notAdmitted = { code: 3, out: expect.stringMatching(/refused.*case.*(nothing installed|source)/) }
  expect(proctor(workspace, 'compare', '--engines', 'case,fake', '--tasks', '*')).toMatchObject(notAdmitted)
  expect(proctor(workspace, 'compare', '--engines', 'fake,case', '--tasks', '*')).toMatchObject(notAdmitted)
  expect(proctor(workspace, 'stage', 'promote', 'case', 'artificial-fixture')).toMatchObject(notAdmitted)
  expect(proctor(workspace, 'stage', 'check', 'case', 'artificial-fixture')).toMatchObject({
    code: 1,
    out: expect.stringMatching(/nothing installed|source/),
  })
  expect(size()).toBe(before)
  const log = (): string => readFileSync(join(workspace, '.proctor/ledger/log.jsonl'), 'utf8')
  const entries = log()
  appendFileSync(join(workspace, 'proctor.yaml'), '\nstages:\n  minSuccess: 0.5\n  keepSuccess: 0.9\n')
  for (const command of [
    'stage status',
    'stage promote fake artificial-fixture',
    'stage demote fake gated-engine --reason x',
    'run --task example --engine fake',
    'decide --task example',
    'controls --task example',
    'compare --engines fake,codex --tasks *',
    'engine check fake',
  ])
    expect(proctor(workspace, ...command.split(' ')), command).toMatchObject({
      code: 2,
      out: expect.stringMatching(
        /stages\.keepSuccess: 0\.9 is above .*would fall at once \(.*proctor\.yaml:\d+:\d+\)/,
      ),
    })
  expect(log()).toBe(entries)
})
