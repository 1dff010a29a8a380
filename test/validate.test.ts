import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ValidationReport } from '../src/contract/planning.ts'
import {
  PLANNING_ALLOWED_FILES,
  toPlanningTemplates,
  VALIDATOR_SHIM,
} from '../src/planning/templates/planning-templates.ts'
import { prdTemplate } from '../src/planning/templates/prd-template.ts'
import { validateWorkspace } from '../src/planning/validate-workspace.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const BIN = join(ROOT, 'bin/proctor')
const NOW = ['--now', '2026-11-22']
let folder = ''

function write(dir: string, path: string, text: string): void {
  mkdirSync(dirname(join(dir, path)), { recursive: true })
  writeFileSync(join(dir, path), text)
}

function git(dir: string, ...args: readonly string[]): string {
  return execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args], {
    cwd: dir,
    encoding: 'utf8',
  })
}

function proctor(dir: string, args: readonly string[]) {
  const { PATH, HOME } = process.env
  return spawnSync(BIN, ['validate', '--workspace', dir, ...args], { env: { PATH, HOME }, encoding: 'utf8' })
}

function reportOf(stdout: string): ValidationReport {
  return ValidationReport.parse(JSON.parse(stdout))
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-validate-'))
  const good = join(folder, 'good')
  for (const [path, text] of toPlanningTemplates({ candidate: 'case', owner: 'jp', today: '2026-11-01' }))
    write(good, path, text)
  const planning = {
    prd: 'planning/prd.md',
    issues: 'planning/issues.md',
    candidate: 'case',
    allowedFiles: PLANNING_ALLOWED_FILES,
  }
  const config = {
    version: 1,
    test: true,
    repositories: [{ id: 'example', path: 'example', class: 'artificial' }],
    engines: [{ id: 'fake', adapter: 'fake' }],
    planning,
  }
  write(good, 'proctor.yaml', JSON.stringify(config))
  write(good, 'tools/validate_cto_child.py', VALIDATOR_SHIM)
  git(good, 'init', '-q')
  git(good, 'add', '-A')
  git(good, 'commit', '-qm', 'start')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function copy(name: string): string {
  const dir = join(folder, name)
  cpSync(join(folder, 'good'), dir, { recursive: true })
  return dir
}

describe('proctor validate', () => {
  test('a good workspace gives 0 and one document', () => {
    const { status, stdout, stderr } = proctor(join(folder, 'good'), ['--json', '--require-clean', ...NOW])
    expect({ status, ok: reportOf(stdout).ok }, stderr).toEqual({ status: 0, ok: true })
    expect(reportOf(stdout)).toMatchObject({
      planningOnly: true,
      git: { commit: git(join(folder, 'good'), 'rev-parse', 'HEAD').trim(), clean: true },
    })
  })

  test('a claim gives 1, with file, line, sentence and fix on one line', () => {
    const dir = copy('claim')
    writeFileSync(join(dir, 'planning/prd.md'), '\n## Note\n\nCase is the default backend.\n', { flag: 'a' })
    const { status, stdout } = proctor(dir, NOW)
    expect(status).toBe(1)
    expect(stdout).toMatch(
      /^planning\/prd\.md:\d+: candidate-wording .*“Case is the default backend\.”.*\(fix: /m,
    )
  })

  test('a dirty work tree fails only when a clean one is asked for', () => {
    const dir = copy('dirty')
    write(dir, 'left.txt', 'x')
    expect(proctor(dir, NOW).status).toBe(0)
    expect(proctor(dir, ['--require-clean', ...NOW]).status).toBe(1)
  })

  test('documents go stale with the day that is named', () => {
    expect(proctor(join(folder, 'good'), ['--now', '2027-03-01']).status).toBe(1)
    expect(proctor(join(folder, 'good'), ['--now', 'tomorrow']).status).toBe(2)
  })

  test('a change is held against its issue', () => {
    const dir = copy('diff')
    write(dir, 'planning/more.md', '# More about the candidate Case\n')
    git(dir, 'add', '-A')
    git(dir, 'commit', '-qm', 'inside')
    expect(proctor(dir, ['--diff', 'HEAD~1..HEAD', '--issue', 'PLAN-004', ...NOW]).status).toBe(0)
    write(dir, 'src/code.ts', '')
    git(dir, 'add', '-A')
    git(dir, 'commit', '-qm', 'outside')
    const { status, stdout } = proctor(dir, ['--diff', 'HEAD~1..HEAD', '--issue', 'PLAN-004', ...NOW])
    expect(status).toBe(1)
    expect(stdout).toContain('src/code.ts:1: changed-files')
    expect(proctor(dir, ['--diff', 'nonsense..HEAD', '--issue', 'PLAN-004', ...NOW]).status).toBe(2)
    expect(proctor(dir, ['--diff', 'HEAD~1..HEAD', ...NOW]).status).toBe(2)
  })

  test('a link that leaves the workspace is not followed', () => {
    const dir = copy('link')
    write(folder, 'outside.md', 'Case is the default backend.')
    symlinkSync('../../outside.md', join(dir, 'planning/extra.md'))
    const { status, stdout } = proctor(dir, NOW)
    expect(status).toBe(1)
    expect(stdout).toContain('planning/extra.md:1: readable it is a link that leaves the workspace')
    expect(stdout).not.toContain('default backend')
  })

  test('findings are written as SARIF', () => {
    const dir = copy('sarif')
    const file = join(folder, 'out.sarif')
    rmSync(join(dir, 'planning/prd.md'))
    expect(proctor(dir, ['--sarif', file, ...NOW]).status).toBe(1)
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
      version: '2.1.0',
      runs: [{ results: [{ ruleId: 'prd-present' }] }],
    })
  })

  test('docs sync brings a contract document back to what the program says', () => {
    const dir = copy('sync')
    const page = join(dir, 'planning/contracts/failure-matrix.md')
    writeFileSync(page, readFileSync(page, 'utf8').replace(/\| timeout \|.*\n/, ''))
    expect(proctor(dir, NOW).status).toBe(1)
    const { PATH, HOME } = process.env
    const sync = spawnSync(BIN, ['docs', 'sync', '--workspace', dir], {
      env: { PATH, HOME },
      encoding: 'utf8',
    })
    expect({ status: sync.status, stdout: sync.stdout }).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('failure-matrix.md'),
    })
    expect(proctor(dir, NOW).status).toBe(0)
  })

  test('the shim for the documents prints the same report and gives the same exit', () => {
    const shim = (dir: string) =>
      spawnSync('python3', ['tools/validate_cto_child.py', ...NOW], {
        cwd: dir,
        env: { PATH: process.env.PATH, PROCTOR: BIN },
        encoding: 'utf8',
      })
    const good = shim(join(folder, 'good'))
    expect({ status: good.status, ok: reportOf(good.stdout).ok }).toEqual({ status: 0, ok: true })
    const dir = copy('shim')
    rmSync(join(dir, 'planning/prd.md'))
    expect(shim(dir).status).toBe(1)
  })
})

const GIVEN = join(ROOT, '../shared/spec/CTO-CASE-CANDIDATE-BACKEND-ISSUES.md')

if (existsSync(GIVEN)) {
  describe('an issue artifact that others wrote', () => {
    const at = (name: string): string => `.sot/03-PROTOCOLS/CTO-CASE-CANDIDATE-BACKEND-${name}.md`
    const board = [
      `entries:`,
      `  - {id: CTO-WORK-001, kind: prd, document: ${at('PRD')}, state: doing}`,
      `  - {id: CTO-WORK-002, kind: issues, document: ${at('ISSUES')}, state: doing, blockedBy: [CTO-WORK-001]}`,
      ...[3, 4, 5, 6, 7, 8].map(
        (n) => `  - {id: CTO-WORK-00${n}, kind: issue, document: ${at('ISSUES')}, state: todo}`,
      ),
    ].join('\n')

    test('validates with a PRD and a workboard written for it', () => {
      const encoder = new TextEncoder()
      const report = validateWorkspace(
        new Map<string, Uint8Array>([
          [at('PRD'), encoder.encode(prdTemplate({ candidate: 'case', owner: 'jp', today: '2026-05-31' }))],
          [at('ISSUES'), readFileSync(GIVEN)],
          ['WORKBOARD.yaml', encoder.encode(board)],
        ]),
        {
          now: '2026-06-15',
          config: {
            prd: at('PRD'),
            issues: at('ISSUES'),
            workboard: 'WORKBOARD.yaml',
            candidate: 'case',
            maxAgeDays: 90,
          },
        },
      )
      expect(report.checks.flatMap((check) => check.findings)).toEqual([])
      expect(report.ok).toBe(true)
    })
  })
}

test('--watch judges again when a document changes, outlives a broken proctor.yaml, and ends on SIGINT', async () => {
  const dir = join(folder, 'watched')
  cpSync(join(folder, 'good'), dir, { recursive: true })
  const { PATH, HOME } = process.env
  const child = spawn(BIN, ['validate', '--workspace', dir, '--watch', ...NOW], { env: { PATH, HOME } })
  let printed = ''
  const until = async (words: string): Promise<void> => {
    while (!printed.includes(words)) {
      const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
      printed += chunk.toString()
    }
    printed = printed.slice(printed.indexOf(words) + words.length)
  }
  await until('the planning documents hold')
  await until('waiting for a change')
  write(dir, 'planning/note.md', 'Case is the default backend.\n')
  await until('planning/note.md:1: candidate-wording')
  await until('waiting for a change')
  const config = readFileSync(join(dir, 'proctor.yaml'), 'utf8')
  write(dir, 'proctor.yaml', 'version: [')
  await until('config_invalid')
  rmSync(join(dir, 'planning/note.md'))
  write(dir, 'proctor.yaml', config)
  await until('the planning documents hold')
  await until('waiting for a change')
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  expect(await ended).toEqual([0, null])
})
