import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { assetPath } from '../asset-path.ts'
import { TASK_ID, toCaseFiles } from './case-files.ts'

const RECORDING = join(import.meta.dirname, '../../../fixtures/recordings/case/success.jsonl')

function lay() {
  const root = mkdtempSync(join(tmpdir(), 'proctor-case-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const checkout = join(root, 'checkout')
  const files = toCaseFiles({ instruction: 'Mend it.', model: 'm', inside: { checkout }, port: 1 })
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, 'home', name, '..'), { recursive: true })
    writeFileSync(join(root, 'home', name), content)
  }
  mkdirSync(checkout)
  const play = (script: string) =>
    spawnSync(
      process.execPath,
      [assetPath('case-relay.mjs'), checkout, join(root, 'home/task'), TASK_ID, '--', 'sh', '-c', script],
      { cwd: checkout, encoding: 'utf8' },
    )
  return { checkout, play }
}

test('the task lies in the checkout while Case runs; its log comes out whole, its words to stderr, and nothing stays', () => {
  const { checkout, play } = lay()
  const { status, stdout, stderr } = play(
    `cat .case/active .case/tasks/active/${TASK_ID}.md; mkdir -p .case/${TASK_ID}/soon; cd .case/${TASK_ID}; echo old > soon/run-0.jsonl;
     touch -d '1 hour ago' soon/run-0.jsonl; cp ${RECORDING} soon/run-1.jsonl; mv soon events; cd ../..; touch edited; exit 3`,
  )
  expect(status).toBe(3)
  expect(stdout).toBe(readFileSync(RECORDING, 'utf8'))
  expect(stderr).toContain(`${TASK_ID}\n`)
  expect(stderr).toContain('Mend it.')
  expect([existsSync(join(checkout, '.case')), existsSync(join(checkout, 'edited'))]).toEqual([false, true])
})

test('a Case that dies before its first line leaves nothing to read', () => {
  const { play } = lay()
  expect(play('kill -9 $$')).toMatchObject({ status: 137, stdout: '' })
})

test('a .case that belongs to the repository is not touched', () => {
  const { checkout, play } = lay()
  mkdirSync(join(checkout, '.case'))
  expect(play('true')).toMatchObject({ status: 65, stdout: '' })
  expect(existsSync(join(checkout, '.case'))).toBe(true)
})
