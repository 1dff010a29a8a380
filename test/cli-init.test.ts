import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Scenario } from '../src/contract/scenario.ts'
import { DoctorResult, InitResult } from '../src/contract/setup-results.ts'
import { Turns } from '../src/contract/turns.ts'
import { readConfig } from '../src/workspace/read-config.ts'
import { readTask } from '../src/workspace/read-task.ts'
import { readWorkspace } from '../src/workspace/read-workspace.ts'

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/proctor')
let folder = ''
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-init-')))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function proctor(...args: string[]) {
  const { PATH } = process.env
  // A home without git configuration: the commit must not depend on it.
  const { status, stdout, stderr } = spawnSync(BIN, args, {
    cwd: folder,
    env: { PATH, HOME: folder },
    encoding: 'utf8',
  })
  return { status, stdout, stderr }
}
const git = (dir: string, ...args: string[]) =>
  execFileSync('git', ['-C', dir, ...args], { encoding: 'utf8' }).trim()

describe('proctor init', () => {
  test('writes a committed, clean workspace that reads without a finding', async () => {
    const { status, stdout, stderr } = proctor('init', 'demo', '--json')
    expect([status, stderr.includes('workspace')]).toEqual([0, true])
    const result = InitResult.parse(JSON.parse(stdout))
    const dir = join(folder, 'demo')
    expect(result).toMatchObject({
      workspace: dir,
      dryRun: false,
      gitInit: true,
      commit: git(dir, 'rev-parse', 'HEAD'),
    })
    expect(git(dir, 'status', '--porcelain')).toBe('')

    const workspace = await readWorkspace(dir)
    expect(workspace.protection).toEqual({ protected: true, commit: result.commit, changed: [] })
    expect(workspace.trust?.keys.map(({ role }) => role)).toEqual(['harness', 'verifier', 'ledger'])
    const { task, dir: taskDir } = await readTask(workspace, 'example')
    expect(task.test?.command).toContain('--test')
    await readConfig(join(taskDir, 'fake.yaml'), Scenario)
    await readConfig(join(taskDir, 'model.codex.yaml'), Turns)
    for (const file of result.files) expect(statSync(join(dir, file)).size, file).toBeGreaterThan(0)
  })

  test('the keys are readable by their owner alone, and git never sees them', () => {
    proctor('init', 'demo')
    const keys = join(folder, 'demo/.proctor/keys')
    expect(statSync(keys).mode & 0o777).toBe(0o700)
    expect(readdirSync(keys)).toHaveLength(3)
    for (const name of readdirSync(keys)) expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600)
    expect(git(join(folder, 'demo'), 'ls-files')).toBe(
      '.gitignore\nproctor.yaml\ntasks/example/fake.yaml\ntasks/example/instruction.md\ntasks/example/model.codex.yaml\ntasks/example/task.yaml\ntrust.json',
    )
  })

  test('the example is red, green with the scripted fix, and the same commit everywhere', async () => {
    proctor('init', 'one')
    proctor('init', 'two')
    const example = join(folder, 'one/repositories/example')
    expect(git(example, 'rev-parse', 'HEAD')).toBe(
      git(join(folder, 'two/repositories/example'), 'rev-parse', 'HEAD'),
    )
    expect(git(example, 'status', '--porcelain')).toBe('')
    const runTests = () =>
      spawnSync(process.execPath, ['--test'], { cwd: example, encoding: 'utf8', env: {} })
    const red = runTests()
    expect([red.status, /fail 2/.test(red.stdout), /pass 3/.test(red.stdout)]).toEqual([1, true, true])
    const { value } = await readConfig(join(folder, 'one/tasks/example/fake.yaml'), Scenario)
    for (const step of value.steps) {
      if (step.do !== 'replace') continue
      const path = join(example, step.path)
      expect(readFileSync(path, 'utf8')).toContain(step.find)
      writeFileSync(path, readFileSync(path, 'utf8').replace(step.find, step.with))
    }
    expect(runTests().status).toBe(0)
  })

  test('the scripted patch of the model is made of lines that the example has', async () => {
    proctor('init', 'one')
    const source = readFileSync(join(folder, 'one/repositories/example/src/median.js'), 'utf8')
    const { value } = await readConfig(join(folder, 'one/tasks/example/model.codex.yaml'), Turns)
    const patch =
      value.turns.flatMap(({ calls }) => calls).find(({ name }) => name === 'apply_patch')?.input ?? ''
    const removed = patch
      .split('\n')
      .filter((line) => line.startsWith('-'))
      .map((line) => line.slice(1))
    expect(removed).toHaveLength(1)
    expect(source.split('\n')).toContain(removed[0])
  })

  test('--dry-run says what would be written and writes nothing', () => {
    const { status, stdout } = proctor('init', 'demo', '--dry-run')
    expect([status, stdout.includes('would write proctor.yaml')]).toEqual([0, true])
    expect(readdirSync(folder)).toEqual([])
  })

  test('nothing that exists is overwritten: exit 2, and what is in the way is named', () => {
    proctor('init', 'demo')
    const before = readFileSync(join(folder, 'demo/trust.json'), 'utf8')
    const { status, stdout } = proctor('init', 'demo', '--json')
    expect(status).toBe(2)
    expect(JSON.parse(stdout).error).toMatchObject({
      code: 'workspace_exists',
      message: expect.stringContaining('proctor.yaml'),
    })
    expect(readFileSync(join(folder, 'demo/trust.json'), 'utf8')).toBe(before)
  })

  test('in a repository of its own only our files are committed, and .gitignore is added to', () => {
    const dir = join(folder, 'mine')
    mkdirSync(dir)
    git(dir, 'init', '-q')
    writeFileSync(join(dir, '.gitignore'), 'dist')
    writeFileSync(join(dir, 'staged.txt'), 'x')
    git(dir, 'add', 'staged.txt')
    expect(proctor('init', 'mine').status).toBe(0)
    expect(readFileSync(join(dir, '.gitignore'), 'utf8')).toBe('dist\n/.proctor/\n/repositories/example/\n')
    expect(git(dir, 'ls-tree', '-r', '--name-only', 'HEAD')).not.toContain('staged.txt')
    expect(git(dir, 'status', '--porcelain')).toBe('A  staged.txt')
  })

  test('inside the repository of something else the workspace becomes one of its own', () => {
    git(folder, 'init', '-q')
    expect(proctor('init', 'inner').status).toBe(0)
    expect(git(join(folder, 'inner'), 'rev-parse', '--show-toplevel')).toBe(join(folder, 'inner'))
  })

  test('a file where the folder should be is refused', () => {
    writeFileSync(join(folder, 'demo'), '')
    expect(proctor('init', 'demo')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('is not a folder'),
    })
  })
})

describe('proctor doctor', () => {
  test('names every part with ok, missing or limited, and what a lack costs', () => {
    proctor('init', 'demo')
    const { stdout, status } = proctor('doctor', '--workspace', 'demo', '--json')
    const { ok, checks } = DoctorResult.parse(JSON.parse(stdout))
    expect(status).toBe(ok ? 0 : 1)
    const byId = new Map(checks.map((check) => [check.id, check]))
    for (const id of [
      'platform',
      'node',
      'git',
      'bubblewrap',
      'limits',
      'ssh-keygen',
      'disk',
      'keys',
      'protection',
      'engine fake',
      'engine codex',
    ]) {
      expect(byId.has(id), id).toBe(true)
    }
    expect(byId.get('keys')?.status).toBe('ok')
    for (const { status: state, cost } of checks) expect(cost === null).toBe(state === 'ok')
  })

  test('a lost key is missing, and the answer is no', () => {
    proctor('init', 'demo')
    rmSync(join(folder, 'demo/.proctor/keys/harness.pem'))
    const { status, stdout } = proctor('doctor', '--workspace', 'demo')
    expect(status).toBe(1)
    expect(stdout).toMatch(/missing {2}keys: missing\n {9}nothing can be sealed/)
  })

  test('an invalid workspace is an error, not a guess', () => {
    writeFileSync(join(folder, 'proctor.yaml'), 'version: 1\n')
    expect(proctor('doctor')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('proctor.yaml:1:1'),
    })
  })
})
