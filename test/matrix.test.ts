import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/proctor')
const LIMIT = 180_000
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-matrix-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fixtures(...args: string[]) {
  const { PATH, HOME } = process.env
  const { status, stdout, stderr } = spawnSync(BIN, ['fixtures', ...args], {
    cwd: folder,
    env: { PATH, HOME },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}

test(
  'rows are run, compared and written down; a row that was not run is not green',
  () => {
    const only = ['pass', 'no-diff', 'artifact-write-failure', 'approval-denied'].flatMap((id) => [
      '--only',
      id,
    ])
    const { status, stdout } = fixtures('run', ...only, '--out', 'out', '--json', '--quiet')
    const { rows } = JSON.parse(stdout) as {
      rows: { id: string; ok: boolean; verdict: string; why: string[] }[]
    }
    expect(rows.map(({ id, ok, verdict }) => [id, ok, verdict])).toEqual([
      ['pass', true, 'pass'],
      ['artifact-write-failure', true, 'pass'],
      ['no-diff', true, 'pass'],
      ['approval-denied', true, 'pass'],
    ])
    expect(status).toBe(0)
    expect(JSON.parse(readFileSync(join(folder, 'out/matrix.json'), 'utf8'))).toMatchObject({ rows })
    expect(readFileSync(join(folder, 'out/matrix.md'), 'utf8')).toContain('| no-diff | fake | pass |')
    const other = fixtures('run', '--engine', 'acp', '--only', 'pass', '--json', '--quiet')
    expect(other.status).toBe(4)
    expect(JSON.parse(other.stdout)).toMatchObject({ rows: [{ id: 'pass', ok: false, verdict: 'not-run' }] })
    const gated = fixtures('run', '--engine', 'case', '--only', 'pass', '--json', '--quiet')
    expect(gated.status).toBe(4)
    expect(JSON.parse(gated.stdout)).toMatchObject({
      rows: [
        {
          verdict: 'not-run',
          why: [expect.stringMatching(/people have admitted and enabled: ask in the workspace/)],
        },
      ],
    })
  },
  LIMIT,
)

test('a fixture that does not exist is an error of use, with the nearest name', () => {
  const { status, stderr } = fixtures('run', '--only', 'no-dif')
  expect(status).toBe(2)
  expect(stderr).toMatch(/no fixture no-dif[\s\S]*did you mean no-diff\?/)
  expect(fixtures('run', '--engine', 'nobody').status).toBe(2)
})

test('the list names every row with its exit', () => {
  const { status, stdout } = fixtures('list', '--json')
  expect(status).toBe(0)
  expect((JSON.parse(stdout) as { rows: unknown[] }).rows.length).toBeGreaterThan(40)
})
