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
import { parse } from 'yaml'
import * as z from 'zod'
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
    const tracked = git(join(folder, 'demo'), 'ls-files').split('\n')
    expect(tracked).toContain('trust.json')
    expect(tracked.filter((path) => path.startsWith('.proctor/'))).toEqual([])
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

  test('--dry-run shows the tree and writes nothing; the tree is what is written after it', () => {
    const { status, stdout } = proctor('init', 'demo', '--dry-run')
    expect(status).toBe(0)
    expect(stdout).toContain('planning/\n  contracts/\n    adapter.md\n')
    expect(readdirSync(folder)).toEqual([])
    const planned = InitResult.parse(JSON.parse(proctor('init', 'demo', '--dry-run', '--json').stdout)).files
    proctor('init', 'demo')
    expect(git(join(folder, 'demo'), 'ls-files').split('\n').toSorted()).toEqual(
      planned.filter((path) => !path.startsWith('.proctor/') && path !== 'repositories/example').toSorted(),
    )
  })

  test('init, then validate, then run: all pass at once', () => {
    expect(proctor('init', 'demo').status).toBe(0)
    const validated = proctor('validate', '--workspace', 'demo', '--require-clean')
    expect(validated, validated.stdout).toMatchObject({ status: 0 })
    const ran = proctor('run', '--workspace', 'demo', '--task', 'example', '--engine', 'fake')
    expect(ran, ran.stderr).toMatchObject({ status: 0 })
  })

  test.each(['codex', 'pi', 'my-agent'])('a workspace about %s validates as it is written', (candidate) => {
    expect(proctor('init', 'demo', '--candidate', candidate).status).toBe(0)
    expect(readFileSync(join(folder, 'demo/proctor.yaml'), 'utf8')).toContain(`candidate: '${candidate}'`)
    expect(proctor('validate', '--workspace', 'demo', '--require-clean', '--quiet')).toMatchObject({
      status: 0,
    })
  })

  test('a name that is no id is refused before anything is written', () => {
    expect(proctor('init', 'demo', '--candidate', "x'\ny: 1")).toMatchObject({ status: 2 })
    expect(readdirSync(folder)).toEqual([])
  })

  test('the hook, once switched on, refuses a commit that makes a document claim too much', () => {
    proctor('init', 'demo')
    const dir = join(folder, 'demo')
    git(dir, 'config', 'core.hooksPath', '.githooks')
    const commit = (text: string) => {
      writeFileSync(join(dir, 'planning/note.md'), `# Note\n\n${text}\n`)
      git(dir, 'add', 'planning/note.md')
      return spawnSync(
        'git',
        ['-C', dir, '-c', 'user.name=a', '-c', 'user.email=a@b.invalid', 'commit', '-m', 'note'],
        {
          env: { PATH: process.env.PATH, HOME: folder, PROCTOR: BIN },
          encoding: 'utf8',
        },
      )
    }
    const refused = commit('Case is the default backend.')
    expect(refused.status).not.toBe(0)
    expect(refused.stdout + refused.stderr).toContain('planning/note.md:3')
    expect(commit('Case is a candidate.')).toMatchObject({ status: 0 })
  })

  test('the CI file is YAML that runs validate with pinned actions and no rights', () => {
    proctor('init', 'demo')
    const text = readFileSync(join(folder, 'demo/.github/workflows/proctor-validate.yml'), 'utf8')
    const workflow = z
      .object({
        permissions: z.strictObject({ contents: z.literal('read') }),
        jobs: z.object({
          validate: z.object({
            steps: z.array(z.object({ uses: z.string().optional(), run: z.string().optional() })),
          }),
        }),
      })
      .parse(parse(text))
    const steps = workflow.jobs.validate.steps
    expect(steps.at(-1)?.run).toContain('proctor validate --require-clean')
    for (const { uses } of steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/)
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
