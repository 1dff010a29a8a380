import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ConformanceResult } from '../../src/contract/conformance.ts'
import { makeEngineWorkspace, ROOT, runEngine } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()
const turns = { turns: [{ text: 'Nothing.' }] }

function check(dir: string, engine: string) {
  const { status, stdout } = spawnSync(
    join(ROOT, 'bin/proctor'),
    ['engine', 'check', engine, '--workspace', dir, '--json'],
    { encoding: 'utf8' },
  )
  return { status, document: JSON.parse(stdout) as unknown }
}

test('an engine that may not run is not started: its recordings are read again', { timeout: 240_000 }, () => {
  const absent = { id: 'pi', adapter: 'pi', install: 'nowhere' }
  const { dir } = makeEngineWorkspace(folders.next(), absent, turns)
  const { status, document } = check(dir, 'pi')
  expect(status).toBe(4)
  const result = ConformanceResult.parse(document)
  expect(result).toMatchObject({ ok: false, cases: [], recordings: { read: 2, differ: [] } })
  expect(result.notRun).toContain('finds nothing installed')
  expect(check(dir, 'nobody').status).toBe(2)
})

test('an engine that is not installed is a named blocker in a sealed bundle', { timeout: 240_000 }, () => {
  const run = makeEngineWorkspace(folders.next(), { id: 'pi', adapter: 'pi', install: 'nowhere' }, turns)
  const { result, verified } = runEngine(run)
  expect(result).toMatchObject({ status: 'fail', exitCode: 4, blockers: ['engine_not_installed'] })
  expect(verified).toMatchObject({ ok: true, findings: [] })
})
