import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Workspace } from '../contract/workspace.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { displayPath } from './config-problem.ts'
import { readTask } from './read-task.ts'
import { findWorkspace, readWorkspace } from './read-workspace.ts'
import { parseYaml } from './yaml-document.ts'

let dir = ''
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-workspace-')))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const GOOD = `version: 1
repositories:
  - {id: repo, path: ../anywhere, class: artificial}
engines:
  - id: fake
    adapter: fake
`
const TASK = `id: one
title: One
repository: repo
scope:
  allow: [src/**]
`

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(dir, path, '..'), { recursive: true })
  writeFileSync(join(dir, path), content)
}

async function failureOf(promise: Promise<unknown>): Promise<ProctorError> {
  try {
    await promise
  } catch (error) {
    if (error instanceof ProctorError) return error
    throw error
  }
  throw new Error('nothing failed')
}

/** The one line of the error, with the folder left out, and its hint. */
async function lineOf(promise: Promise<unknown>): Promise<string> {
  const { code, message, hint } = await failureOf(promise)
  return `${code}: ${message.replaceAll(dir, 'W')}${hint === undefined ? '' : ` | ${hint}`}`
}

describe('findWorkspace', () => {
  test('looks in the folder and in those above', async () => {
    write('proctor.yaml', GOOD)
    mkdirSync(join(dir, 'a/b'), { recursive: true })
    expect(await findWorkspace(join(dir, 'a/b'))).toBe(dir)
  })

  test('says what is missing: the workspace or the folder itself', async () => {
    expect((await failureOf(findWorkspace(dir))).code).toBe('workspace_missing')
    expect((await failureOf(findWorkspace(join(dir, 'nowhere')))).code).toBe('path_missing')
  })
})

describe('readWorkspace', () => {
  test('gives the configuration with its defaults, with CRLF and a byte order mark too', async () => {
    write('proctor.yaml', `\ufeff${GOOD.replaceAll('\n', '\r\n')}`)
    const { config, trust, protection } = await readWorkspace(dir)
    expect(config.policy.requiredGates).toContain('tests')
    expect(trust).toBeNull()
    expect(protection).toEqual({ protected: false, why: 'the workspace has no git commit' })
  })

  test.each([
    [
      'unknown key',
      GOOD.replace('adapter: fake', 'adaptor: fake'),
      'engines[0]: unknown key `adaptor` (W/proctor.yaml:6:5)',
      'did you mean `adapter`?',
    ],
    [
      'wrong type',
      GOOD.replace('version: 1', 'version: "1"'),
      'version: `1` is not one of 1 (W/proctor.yaml:1:10)',
      'did you mean `1`?',
    ],
    [
      'missing key',
      GOOD.replace('    adapter: fake\n', ''),
      'engines[0].adapter: is missing (text) (W/proctor.yaml:5:5)',
      'add `adapter`',
    ],
    [
      'bad enum',
      GOOD.replace('artificial', 'artifical'),
      'repositories[0].class: `artifical` is not one of artificial, copied, disposable, owned-noncritical, owned-critical (W/proctor.yaml:3:42)',
      'did you mean `artificial`?',
    ],
    [
      'bad id',
      GOOD.replace('id: fake', 'id: Fake'),
      'engines[0].id: `Fake` is no id (W/proctor.yaml:5:9)',
      'ids have up to 64 small letters, digits, dots, underscores and dashes, and begin with a letter or digit',
    ],
    [
      'list expected',
      GOOD.replace('    adapter: fake', '    adapter: fake\npolicy: {requiredGates: tests}'),
      'policy.requiredGates: must be a list, not text (W/proctor.yaml:7:25)',
      'write it as a list: [a, b], or lines that begin with a dash',
    ],
    [
      'too small',
      `${GOOD}policy: {limits: {processes: 2}}\n`,
      'policy.limits.processes: must be at least 8 (W/proctor.yaml:7:30)',
      undefined,
    ],
    [
      'unknown reviewer',
      `${GOOD}policy: {reviewers: [{id: look, kind: engine, engine: fakee}]}\n`,
      'policy.reviewers[0].engine: no engine `fakee` is defined (W/proctor.yaml:7:55)',
      'did you mean `fake`?',
    ],
    [
      'fewer people than must approve',
      `${GOOD}policy: {approvals: {rules: [{id: two, approvers: 2, from: [bob, bob]}]}}
`,
      'policy.approvals.rules[0].from: names 1 person, and rule two wants 2 to approve (W/proctor.yaml:7:60)',
      'name more people, or ask for fewer',
    ],
    [
      'rules that together leave nobody',
      `${GOOD}policy: {approvals: {rules: [{id: a, from: [bob]}, {id: b, riskClasses: [high], from: [carol]}]}}
`,
      'policy.approvals.rules: high risk on artificial repositories wants 1 to approve, and all rules together leave nobody (W/proctor.yaml:7:29)',
      'let the lists of these rules share more people',
    ],
    [
      'more approvals of a class than people',
      `${GOOD}policy: {classes: {low: {approvals: 2}}, approvals: {rules: [{id: a, from: [bob]}]}}
`,
      'policy.approvals.rules: low risk on artificial repositories wants 2 to approve, and all rules together leave bob (W/proctor.yaml:7:61)',
      'let the lists of these rules share more people',
    ],
    [
      'an engine that approves',
      `${GOOD}policy: {approvals: {rules: [{id: a, from: [bob, fake]}]}}
`,
      'policy.approvals.rules[0].from[1]: fake is an engine, and no engine decides (W/proctor.yaml:7:50)',
      'name a person',
    ],
    [
      'an engine that reviews as a person',
      `${GOOD}policy: {reviewers: [{id: look, kind: person, from: [fake]}]}
`,
      'policy.reviewers[0].from[0]: fake is an engine, and no engine decides (W/proctor.yaml:7:54)',
      'name a person',
    ],
    [
      'unknown provider',
      `${GOOD}    provider: opneai\nproviders: [{id: openai, kind: scripted, turns: t.yaml}]\n`,
      'engines[0].provider: no provider `opneai` is defined (W/proctor.yaml:7:15)',
      'did you mean `openai`?',
    ],
    [
      'unknown kind',
      `${GOOD}providers: [{id: a, kind: htpp}]\n`,
      'providers[0].kind: `htpp` is not one of scripted, http, replay (W/proctor.yaml:7:27)',
      'did you mean `http`?',
    ],
    [
      'key of the other kind',
      `${GOOD}providers: [{id: a, kind: scripted, turns: t, keyEnv: K}]\n`,
      'providers[0]: unknown key `keyEnv` (W/proctor.yaml:7:47)',
      'known keys: id, kind, turns, record, deadlines, prices',
    ],
    [
      'repeated id',
      `${GOOD}  - {id: fake, adapter: fake}\n`,
      'engines[1].id: `fake` is the id of another entry too (W/proctor.yaml:7:10)',
      'give each entry an id of its own',
    ],
    [
      'duplicate key',
      `${GOOD}version: 1\n`,
      'the key `version` is given twice (W/proctor.yaml:7:1)',
      'remove one of them',
    ],
    [
      'alias',
      `${GOOD}policy: &a {}\n`,
      'anchors and aliases are not allowed (W/proctor.yaml:7:12)',
      'write the value out',
    ],
    ['empty', '', 'the file is empty (W/proctor.yaml)', 'see schemas/ for what belongs there'],
    [
      'prototype key',
      `${GOOD}__proto__: {a: 1}\n`,
      'unknown key `__proto__` (W/proctor.yaml:7:1)',
      `known keys: ${Object.keys(Workspace.shape).join(', ')}`,
    ],
  ])('%s: one line with file, line and column, and a fix', async (_, text, message, fix) => {
    write('proctor.yaml', text)
    expect(await lineOf(readWorkspace(dir))).toBe(
      `config_invalid: ${message}${fix === undefined ? '' : ` | ${fix}`}`,
    )
  })

  test('all problems are listed, the first in the line', async () => {
    write('proctor.yaml', GOOD.replace('class: artificial', 'clas: x').replace('adapter', 'adaptor'))
    const error = await failureOf(readWorkspace(dir))
    expect(error.message).toMatch(/ and 1 more$/)
    expect(error.details.problems).toHaveLength(2)
  })

  test.each([
    ['a folder', () => mkdirSync(join(dir, 'proctor.yaml')), 'W/proctor.yaml is a folder, not a file'],
    ['nothing', () => undefined, 'W/proctor.yaml does not exist'],
    [
      'a loop of links',
      () => symlinkSync('proctor.yaml', join(dir, 'proctor.yaml')),
      'W/proctor.yaml can not be read (ELOOP)',
    ],
    [
      'a device',
      () => symlinkSync('/dev/zero', join(dir, 'proctor.yaml')),
      'W/proctor.yaml is not a regular file',
    ],
  ])('%s in place of proctor.yaml is unreadable', async (_, make, message) => {
    make()
    expect(await lineOf(readWorkspace(dir))).toBe(
      `config_unreadable: ${message} | check the path and its permissions`,
    )
  })

  test.each(['/etc/passwd', '../turns.yaml', 'a/../../b'])(
    'scripted turns at %s are refused',
    async (turns) => {
      write('proctor.yaml', `${GOOD}providers: [{id: a, kind: scripted, turns: ${turns}}]\n`)
      expect((await failureOf(readWorkspace(dir))).code).toBe('unsafe_path')
    },
  )

  test('protected means: committed, in a commit that holds this proctor.yaml', async () => {
    write('outer/w/proctor.yaml', GOOD)
    const outer = join(dir, 'outer')
    const git = (...args: string[]) =>
      execFileSync('git', ['-C', outer, '-c', 'user.name=t', '-c', 'user.email=t@t', ...args])
    git('init', '-q')
    git('commit', '-q', '--allow-empty', '-m', 'empty')
    const why = 'proctor.yaml is not in the last commit'
    expect((await readWorkspace(join(outer, 'w'))).protection).toEqual({ protected: false, why })
    git('add', '.')
    git('commit', '-q', '-m', 'all')
    const commit = git('rev-parse', 'HEAD').toString().trim()
    expect((await readWorkspace(join(outer, 'w'))).protection).toEqual({
      protected: true,
      commit,
      changed: [],
    })
    write('outer/w/tasks/new/task.yaml', TASK)
    const { protection } = await readWorkspace(join(outer, 'w'))
    expect(protection).toMatchObject({ protected: true, changed: ['w/tasks/new/task.yaml'] })
  })
})

describe('readTask', () => {
  beforeEach(() => {
    write('proctor.yaml', GOOD)
    write('tasks/one/task.yaml', TASK)
    write('tasks/one/instruction.md', 'Do it.\n')
  })
  const read = async (id = 'one') => readTask(await readWorkspace(dir), id)

  test('gives the task, its instruction and its folder', async () => {
    const { task, instruction, dir: folder } = await read()
    expect([task.base, instruction, folder]).toEqual(['HEAD', 'Do it.\n', join(dir, 'tasks/one')])
  })

  test.each([
    ['onr', 'task_unknown: no task `onr` in W/tasks | did you mean one?'],
    ['../one', 'task_unknown: no task `../one` in W/tasks | there are: one'],
    ['else', 'task_unknown: no task `else` in W/tasks | there are: one'],
  ])('there is no task %s', async (id, line) => {
    expect(await lineOf(read(id))).toBe(line)
  })

  test.each([
    [
      'another id',
      TASK.replace('id: one', 'id: two'),
      'config_invalid: id: `two` is not the name of the folder (W/tasks/one/task.yaml:1:5) | write `id: one`, or rename the folder',
    ],
    [
      'another repository',
      TASK.replace('repo\n', 'rpeo\n'),
      'config_invalid: repository: no repository `rpeo` in proctor.yaml (W/tasks/one/task.yaml:3:13) | did you mean `repo`?',
    ],
    [
      'an outer instruction',
      `${TASK}instruction: ../../proctor.yaml\n`,
      'unsafe_path: the path `../../proctor.yaml` leaves the folder by `..` (W/tasks/one/task.yaml:6) | use a path that stays inside the folder it is relative to',
    ],
    [
      'a missing instruction',
      `${TASK}instruction: none.md\n`,
      'config_unreadable: W/tasks/one/none.md does not exist | check the path and its permissions',
    ],
    [
      'an outer cache key',
      `${TASK}setup: {command: [a], cacheKey: [../x]}\n`,
      'config_invalid: setup.cacheKey[0]: `../x` leaves the folder by `..` (W/tasks/one/task.yaml:6:34) | use a path inside the repository',
    ],
    [
      'a cache in .git',
      `${TASK}setup: {command: [a], cacheKey: [x], produces: [.git/x]}\n`,
      "config_invalid: setup.produces[0]: `.git/x` is git's own (W/tasks/one/task.yaml:6:49) | use another path",
    ],
  ])('%s is refused', async (_, text, line) => {
    write('tasks/one/task.yaml', text)
    expect(await lineOf(read())).toBe(line)
  })

  test('an instruction that is a link out of the task is refused', async () => {
    write('secret', 'x')
    rmSync(join(dir, 'tasks/one/instruction.md'))
    symlinkSync('../../secret', join(dir, 'tasks/one/instruction.md'))
    expect(await lineOf(read())).toContain(
      'unsafe_path: the path `instruction.md` leaves the folder by a symbolic link',
    )
  })

  test('an instruction that is empty or binary is refused', async () => {
    write('tasks/one/instruction.md', ' \n')
    expect(await lineOf(read())).toContain('config_invalid: the instruction instruction.md is empty')
    write('tasks/one/instruction.md', new Uint8Array([0xff, 0xfe]))
    expect(await lineOf(read())).toContain('config_invalid: the instruction instruction.md is not UTF-8 text')
    chmodSync(join(dir, 'tasks/one/instruction.md'), 0o644)
  })
})

describe('hostile YAML', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)

  test.each([
    ['brackets without end', '['.repeat(20_000), 'nested too deeply'],
    [
      'indentation without end',
      Array.from({ length: 1_200 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'nested too deeply',
    ],
    ['a bomb of aliases', 'a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]', 'anchors and aliases'],
    ['a tag', 'a: !!js/function "x"', 'tags'],
    ['two documents', 'a: 1\n---\nb: 2', 'more than one document'],
    ['a list', '- a', 'must hold keys and values'],
    ['a tab', 'a:\n\tb: 1', 'a tab'],
    ['no keys', '\u0000', 'must hold keys and values'],
    ['too much', `a: ${'x'.repeat(1_100_000)}`, 'larger than 1 MiB'],
  ])('%s is a problem, not an exception', (_, text, what) => {
    const parsed = parseYaml(bytes(text), 'f.yaml')
    expect('value' in parsed ? 'accepted' : parsed[0]?.text).toContain(what)
  })

  test('no bytes at all make it throw', () => {
    const yamlish = fc.array(
      fc.constantFrom(
        'a',
        ':',
        ' ',
        '\n',
        '-',
        '[',
        '}',
        '&',
        '*',
        '!',
        '"',
        "'",
        '|',
        '?',
        '#',
        '%',
        '\t',
        '<<',
      ),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          yamlish.map((parts) => bytes(parts.join(''))),
        ),
        (input) => {
          const parsed = parseYaml(input, 'f.yaml')
          if ('value' in parsed) expect(typeof parsed.value).toBe('object')
          else expect(parsed.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 500 },
    )
  })
})

test('files are named as people would type them', () => {
  expect(displayPath('/a/b/c.yaml', '/a')).toBe('b/c.yaml')
  expect(displayPath('/x/c.yaml', '/a')).toBe('/x/c.yaml')
})
