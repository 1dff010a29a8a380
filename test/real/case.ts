import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type EngineRun, eventsOf, FIX, makeEngineWorkspace, ROOT, runEngine } from '../support/engine-run.ts'
import { admitSource, appointPeople, ask, commitAll, enableEngine } from '../support/gated-engine.ts'
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

/** A workspace in which Case is gated, with people who may sign. */
function arrange(turns: Parameters<typeof makeEngineWorkspace>[2]) {
  const folder = folders.next()
  const { dir } = makeEngineWorkspace(
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
  const people = appointPeople(dir, folder)
  const gated = { engine: 'case', mirror, repository: 'example' }
  return {
    dir,
    admit: () => admitSource(dir, people, gated),
    enable: () => enableEngine(dir, people, gated),
  }
}

/** One ordinary run of Case, admitted from its source and enabled. */
function runCase(turns: Parameters<typeof makeEngineWorkspace>[2]): EngineRun {
  const { dir, admit, enable } = arrange(turns)
  expect(admit()).toMatchObject({ licence: 'NONE', signed: true })
  enable()
  const started = performance.now()
  const run = runEngine({ dir })
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
    expect(run.facts.vendor).toMatchObject({ after: run.facts.vendor?.before, changed: [] })
    const recommended = eventsOf(run, 'recommendation.made').map(({ what }) => what)
    expect(recommended).toContain('closer: pull request https://example.invalid/pr/1')
  })

  test('never names the cause when its provider fails: we do', () => {
    const run = runCase(broken)
    expect(run.facts.engine).toMatchObject({ terminal: 'failed', exit: { exitCode: 0 } })
    expect(run.facts.provider).toMatchObject({ unavailable: true, answered: 0 })
    expect(run.result).toMatchObject({ status: 'fail', exitCode: 4 })
    expect(run.result.blockers).toEqual(expect.arrayContaining(['provider_unavailable', 'engine_failed']))
    expect(run.verified).toMatchObject({ ok: true, findings: [] })
  })

  test('runs rows of the matrix where people let it, and none where they do not', () => {
    const { dir, admit, enable } = arrange(honest)
    const rows = ['no-diff', 'engine-not-enabled', 'resource-limit', 'sandbox-unavailable', 'missing-event']
    const only = rows.flatMap((id) => ['--only', id])
    const run = () => {
      const { status, document } = ask(dir, 'fixtures', 'run', '--engine', 'case', ...only)
      const seen = document.rows as { id: string; verdict: string; why: string[] }[]
      return { status, verdicts: Object.fromEntries(seen.map(({ id, verdict }) => [id, verdict])), seen }
    }
    admit()
    const refused = run()
    expect(refused.status).toBe(4)
    expect(new Set(refused.seen.map(({ verdict }) => verdict))).toEqual(new Set(['not-run']))
    expect(refused.seen[0]?.why.join()).toMatch(/gated and no enablement is in force/)
    enable()
    expect(run()).toMatchObject({
      status: 0,
      verdicts: {
        'no-diff': 'pass',
        'engine-not-enabled': 'pass',
        'resource-limit': 'pass',
        'sandbox-unavailable': 'pass',
        'missing-event': 'unprovokable',
      },
    })
  })

  test('runs only where it is admitted and enabled, byte for byte, and no further', () => {
    const { dir, admit, enable } = arrange(honest)
    const decide = () => {
      const { status, document } = ask(dir, 'decide', '--task', 'example', '--engine', 'case')
      return { status, codes: JSON.stringify(document.denied).match(/(?<="code":")\w+/g) ?? [] }
    }
    const fresh = runEngine({ dir })
    expect(fresh.result).toMatchObject({
      exitCode: 3,
      blockers: ['source_not_admitted', 'engine_not_enabled'],
    })
    expect(fresh.events.map(({ type }) => type)).not.toContain('engine.started')
    admit()
    expect(decide()).toEqual({ status: 3, codes: ['licence_denied', 'engine_not_enabled'] })
    enable()
    expect(decide()).toEqual({ status: 0, codes: [] })

    const parts = [
      'bun',
      'case/src/index.ts',
      'case/src/generated/package-assets.ts',
      'case/node_modules/yaml/package.json',
    ]
    for (const part of parts) {
      const file = join(install, part)
      const before = readFileSync(file)
      writeFileSync(file, Buffer.concat([before, Buffer.from('\n')]))
      expect(decide()).toMatchObject({ status: 3, codes: expect.arrayContaining(['source_mismatch']) })
      writeFileSync(file, before)
    }
    expect(decide().status).toBe(0)

    const config = join(dir, 'proctor.yaml')
    const text = readFileSync(config, 'utf8')
    writeFileSync(config, text.replace('class: artificial', 'class: copied'))
    commitAll(dir, 'A repository of a higher class')
    expect(decide()).toMatchObject({ status: 3, codes: expect.arrayContaining(['not_eligible']) })
    writeFileSync(config, text)
    commitAll(dir, 'And back')
    expect(decide().status).toBe(0)
    expect(ask(dir, 'engine', 'disable', 'case').status).toBe(0)
    expect(decide()).toEqual({ status: 3, codes: ['licence_denied', 'engine_not_enabled'] })
  })
})
