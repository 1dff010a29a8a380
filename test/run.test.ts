import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const CLI = join(ROOT, 'src', 'cli', 'main.ts')
let folder = ''
let workspace = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-run-'))
  workspace = join(folder, 'workspace')
  expect(proctor('init', workspace).status).toBe(0)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function proctor(...args: string[]) {
  const { status, stdout } = spawnSync(process.execPath, [CLI, ...args, '--json'], {
    cwd: existsSync(workspace) ? workspace : folder,
    encoding: 'utf8',
  })
  return { status, document: JSON.parse(stdout) }
}

function scenario(name: string, steps: readonly object[]): string {
  const path = join(folder, `${name}.yaml`)
  writeFileSync(path, stringify({ steps }))
  return path
}

/** Runs the example, and verifies what was sealed: whatever the verdict, the bundle is authentic. */
function run(...args: string[]) {
  const { status, document } = proctor('run', '--task', 'example', ...args)
  const verified = proctor('verify', document.bundle)
  expect({ findings: verified.document.findings, status: verified.status }).toEqual({
    findings: [],
    status: 0,
  })
  const report = JSON.parse(readFileSync(join(document.bundle, 'report.json'), 'utf8'))
  return { status, document, report }
}

const FIX = {
  do: 'replace',
  path: 'src/median.js',
  find: '[...numbers].sort()',
  with: '[...numbers].sort((a, b) => a - b)',
}

describe('one run, sealed and verified', () => {
  test('an engine that mends the bug passes, and leaves nothing in work/', () => {
    const { status, document, report } = run('--engine', 'fake')
    expect({ status, ...document }).toMatchObject({
      status: 'pass',
      completeness: 'complete',
      blockers: [],
      exitCode: 0,
    })
    expect(status).toBe(0)
    expect(report).toMatchObject({ changedFiles: ['src/median.js'], tests: { executed: 5, failed: 0 } })
    expect(readdirSync(join(workspace, '.proctor', 'work'))).toEqual([])
    expect(proctor('verify', document.bundle, '--require', 'pass').status).toBe(0)
  })

  test('an engine that does nothing and claims success fails: two failing tests are one code, told twice', () => {
    const idle = scenario('idle', [{ do: 'say', text: 'Done, all tests pass.' }])
    const { status, document, report } = run('--engine', 'fake', '--scenario', idle)
    expect(status).toBe(1)
    expect(document.blockers).toEqual(['no_diff', 'tests_failed'])
    expect(report.blockers.filter(({ code }: { code: string }) => code === 'tests_failed')).toHaveLength(2)
  })

  test('without a sandbox the same work passes, with the cap in its report', () => {
    const { status, report } = run('--engine', 'fake', '--sandbox', 'none')
    expect(status).toBe(0)
    expect(report.caps).toContain('sandbox-none')
    expect(report.sandbox).toMatchObject({ backend: 'none', separateUid: false })
  })

  test('a dirty source repository is refused, and the refusal is sealed with all seven artifacts', () => {
    const file = join(workspace, 'repositories', 'example', 'src', 'median.js')
    const before = readFileSync(file)
    appendFileSync(file, '// not committed\n')
    const { status, document } = run('--engine', 'fake')
    writeFileSync(file, before)
    expect(status).toBe(3)
    expect(document).toMatchObject({ completeness: 'incomplete', blockers: ['dirty_start'] })
    const names = readdirSync(document.bundle)
    const seven = [
      'report.json',
      'report.md',
      'events.normalized.jsonl',
      'patch.diff',
      'test.log',
      'trace.jsonl',
      'raw',
    ]
    expect(names).toEqual(expect.arrayContaining(seven))
  })

  test('SIGINT ends engine and daemon, seals what is known, and exits with 130', async () => {
    const marker = `86399.${process.pid}`
    const path = scenario('sleepy', [
      FIX,
      { do: 'daemon', command: ['sleep', marker] },
      { do: 'sleep', ms: 300_000 },
    ])
    const child = spawn(
      process.execPath,
      [CLI, 'run', '--task', 'example', '--engine', 'fake', '--scenario', path, '--json'],
      {
        cwd: workspace,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let text = ''
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    child.stderr.resume()
    await waitFor(() => commandLines().some((line) => line.includes(marker)))
    child.kill('SIGINT')
    const [code] = await once(child, 'close')
    const document = JSON.parse(text)
    expect({ code, ...document }).toMatchObject({ code: 130, completeness: 'interrupted', exitCode: 130 })
    expect(document.blockers).toContain('interrupted')
    expect(commandLines().filter((line) => line.includes(marker))).toEqual([])
    expect(proctor('verify', document.bundle)).toMatchObject({
      status: 0,
      document: { completeness: 'interrupted' },
    })
  })

  test('a repository that is none stops the command before anything is on record', () => {
    const config = join(workspace, 'proctor.yaml')
    const before = readFileSync(config, 'utf8')
    writeFileSync(config, before.replace('path: repositories/example', 'path: tasks'))
    const { status, document } = proctor('run', '--task', 'example', '--engine', 'fake')
    writeFileSync(config, before)
    expect({ status, code: document.error.code }).toEqual({ status: 2, code: 'repository_unusable' })
    expect(readdirSync(join(workspace, '.proctor', 'work'))).toEqual([])
  })
})

async function waitFor(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 50))
}

/** Command lines of every process of this machine that can be read. */
function commandLines(): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ')]
      } catch (error) {
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
          return []
        throw error
      }
    })
    .filter((line) => line.startsWith('sleep '))
}
