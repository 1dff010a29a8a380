import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import { packageRoot } from './asset-path.ts'

const SCRIPTS = join(packageRoot(), 'script')

test.each([[[]], [['nonesuch']], [['../engine-locks/codex']], [['codex', 'nonesuch']]])(
  'script/engines refuses %j before it installs anything',
  (names) => {
    const { status, stdout, stderr } = spawnSync(join(SCRIPTS, 'engines'), names, { encoding: 'utf8' })
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toContain('codex')
  },
)

function check(content: string, sha: string, platform = `${process.platform}-${process.arch}`) {
  const folder = mkdtempSync(join(tmpdir(), 'proctor-lock-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const platforms = [{ platform, executables: [{ path: 'engine', sha256: sha }] }]
  writeFileSync(join(folder, 'executables.json'), JSON.stringify({ engine: 'e', version: '1', platforms }))
  writeFileSync(join(folder, 'engine'), content)
  return spawnSync(process.execPath, [join(SCRIPTS, 'check-engine.mjs'), folder], { encoding: 'utf8' })
}

test('an installed engine is compared with its lock', () => {
  expect(check('binary', sha256('binary')).status).toBe(0)
  const tampered = check('binarY', sha256('binary'))
  expect([tampered.status, tampered.stderr]).toEqual([1, 'engine e: engine is not what the lock says\n'])
  expect(check('binary', sha256('binary'), 'other-cpu').status).toBe(1)
})
