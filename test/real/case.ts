import { execFileSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type EngineRun, eventsOf, FIX, makeEngineWorkspace, ROOT, runEngine } from '../support/engine-run.ts'
import { admitSource, appointPeople, enableEngine } from '../support/gated-engine.ts'
import { foldersForFile } from '../support/shared-folder.ts'
import { broken, honest, liar, USAGE } from './case-turns.ts'

const COMMIT = '30b1fa1285a9d8f5a05f81377bcf95fbe250642c'
const folders = foldersForFile()
let mirror = ''
let install = ''

beforeAll(() => {
  const named = process.env.PROCTOR_CASE_SOURCE
  if (named === undefined || named === '')
    throw new Error('PROCTOR_CASE_SOURCE names no repository that holds the source of Case')
  mirror = resolve(ROOT, named)
  install = join(folders.next(), 'install')
  execFileSync(join(ROOT, 'script/install-case'), [mirror, COMMIT, install], { stdio: 'inherit' })
})

/** A workspace in which Case is gated, admitted from the source and enabled, and one ordinary run in it. */
function runCase(turns: Parameters<typeof makeEngineWorkspace>[2]): EngineRun {
  const folder = folders.next()
  const workspace = makeEngineWorkspace(
    join(folder, 'workspace'),
    {
      id: 'case',
      adapter: 'case',
      gated: true,
      install,
      model: 'scripted-1',
      source: { kind: 'git', url: 'https://github.com/workos/case', commit: COMMIT },
    },
    turns,
  )
  const people = appointPeople(workspace.dir, folder)
  const gated = { engine: 'case', mirror, repository: 'example' }
  expect(admitSource(workspace.dir, people, gated)).toMatchObject({ licence: 'NONE', signed: true })
  enableEngine(workspace.dir, people, gated)
  const started = performance.now()
  const run = runEngine(workspace)
  console.log(figures(run, performance.now() - started))
  return run
}

function figures({ result, facts, events, patch }: EngineRun, ms: number): string {
  const { provider, engine } = facts
  const du = execFileSync('du', ['-sb', String(result.bundle)], { encoding: 'utf8' })
  return [
    `case: ${result.status} (${result.blockers.join(', ')})`,
    `${Math.round(ms)} ms in all, engine ${engine?.exit.durationMs} ms`,
    `${provider?.requests} requests, ${provider?.inputTokens}+${provider?.outputTokens} tokens`,
    `${events.length} events, bundle ${du.split('\t')[0]} bytes, patch ${patch.length} bytes`,
  ].join('; ')
}

describe('Case on its real source', () => {
  test('mends the bug; the pull request is withheld, and the bundle verifies', () => {
    const run = runCase(honest)
    expect(run.result).toMatchObject({ status: 'pass', blockers: [], exitCode: 0 })
    expect(run.verified).toMatchObject({ ok: true, status: 'pass', findings: [] })
    expect(run.patch).toContain(`+${FIX}`)
    expect(run.facts.engine).toMatchObject({
      terminal: 'completed',
      terminalMessage: 'the pull request was withheld',
      unparsed: 0,
      exit: { exitCode: 0, leftProcesses: [] },
    })
    expect(run.facts.patch?.changedFiles.map(({ path }) => path)).toEqual(['src/median.js'])
    expect(run.facts.provider).toMatchObject({
      inputTokens: USAGE.input * (run.facts.provider?.requests ?? 0),
      unavailable: false,
    })
    expect(run.facts.vendor?.changed).toEqual([])
    expect(eventsOf(run, 'tool.finished').map(({ name, status }) => `${name} ${status}`)).toContain(
      'edit completed',
    )
  })

  test('changes nothing and says that all is done: we say that nothing was done', () => {
    const run = runCase(liar)
    expect(run.facts.engine).toMatchObject({ terminal: 'completed' })
    expect(run.result).toMatchObject({ status: 'fail' })
    expect(run.result.blockers).toEqual(expect.arrayContaining(['no_diff', 'tests_failed']))
    expect(run.verified).toMatchObject({ ok: true, findings: [] })
    expect(run.patch).toBe('')
  })

  test('never names the cause when its provider fails: we do', () => {
    const run = runCase(broken)
    expect(run.facts.engine).toMatchObject({ terminal: 'failed', exit: { exitCode: 0 } })
    expect(run.facts.provider).toMatchObject({ unavailable: true, answered: 0 })
    expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
    expect(run.result.blockers).toEqual(expect.arrayContaining(['provider_unavailable', 'engine_failed']))
    expect(run.verified).toMatchObject({ ok: true, findings: [] })
  })
})
