import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../support/engine-run.ts'
import { foldersForFile } from '../support/shared-folder.ts'

const folders = foldersForFile()

test('an engine with agents of its own is read again and not played: no answer, with the reason and what to do', () => {
  const dir = join(folders.next(), 'ws')
  const proctor = (...args: string[]) =>
    spawnSync(join(ROOT, 'bin/proctor'), args, { cwd: ROOT, encoding: 'utf8' })
  expect(proctor('init', dir).status).toBe(0)
  const { status, stdout } = proctor('engine', 'check', 'case', '--workspace', dir, '--json')
  const answer = JSON.parse(stdout)
  expect(status).toBe(4)
  expect(answer).toMatchObject({ ok: false, cases: [], recordings: { differ: [], believed: [] } })
  expect(answer.recordings.read).toBeGreaterThan(0)
  expect(answer.notRun).toContain('`proctor fixtures run --engine case`')
})
