import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from './samples/temporary-folder.ts'

const PROCTOR = join(import.meta.dirname, '../bin/proctor')
const HARBOR = join(import.meta.dirname, '../fixtures/harbor')

test('a Harbor task is taken over by a command, and its controls hold; what needs a container is not', () => {
  const workspace = join(temporaryFolder(), 'workspace')
  execFileSync(PROCTOR, ['init', workspace], { stdio: 'ignore' })
  const proctor = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(PROCTOR, [...args, '--workspace', workspace, '--json'], { encoding: 'utf8' })
  const take = (name: string): ReturnType<typeof proctor> =>
    proctor('task', 'import', '--format', 'harbor', '--repository', 'example', join(HARBOR, name))

  const refused = take('needs-a-container')
  expect(refused.status).toBe(1)
  expect(JSON.parse(refused.stdout)).toMatchObject({ task: null, files: [] })
  expect(refused.stderr).toContain('environment/Dockerfile:2:1')

  expect(take('median-held-out').status).toBe(0)
  expect(take('median-held-out')).toMatchObject({ status: 2, stdout: expect.stringContaining('usage') })

  const controls = proctor('controls', '--task', 'median-held-out')
  expect(controls.status, controls.stderr).toBe(0)
  const { runs } = JSON.parse(controls.stdout) as { runs: { control: string; status: string }[] }
  expect(runs.map(({ control, status }) => `${control} ${status}`)).toEqual([
    'oracle pass',
    'no-op fail',
    'cheater fail',
  ])
}, 120_000)
