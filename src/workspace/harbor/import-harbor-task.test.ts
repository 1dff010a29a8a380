import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../test/samples/temporary-folder.ts'
import type { TaskImportResult } from '../../contract/task-import.ts'
import { readTask } from '../read-task.ts'
import { readWorkspace } from '../read-workspace.ts'
import { importHarborTask } from './import-harbor-task.ts'

const FIXTURES = join(import.meta.dirname, '../../../fixtures/harbor')
const CONFIG = `version: 1
repositories:
  - {id: repo, path: ../anywhere, class: artificial}
engines:
  - {id: fake, adapter: fake}
`

let dir = ''
let harbor = ''
beforeEach(() => {
  const root = temporaryFolder()
  dir = join(root, 'workspace')
  harbor = join(root, 'median-held-out')
  mkdirSync(dir)
  writeFileSync(join(dir, 'proctor.yaml'), CONFIG)
  cpSync(join(FIXTURES, 'median-held-out'), harbor, { recursive: true })
})

async function take(
  more: { id?: string; repository?: string; from?: string } = {},
): Promise<TaskImportResult> {
  const { id, repository = 'repo', from = harbor } = more
  return await importHarborTask(await readWorkspace(dir), { dir: from, repository, id })
}

/** Changes one part of the Harbor task. */
function edit(path: string, change: (before: string) => string): void {
  const full = join(harbor, path)
  writeFileSync(full, change(existsSync(full) ? readFileSync(full, 'utf8') : ''))
}

async function reasons(): Promise<readonly string[]> {
  const result = await take()
  // Nothing is written when it is refused, and a task when it is not.
  expect(existsSync(join(dir, 'tasks'))).toBe(result.reasons.length === 0)
  return result.reasons.map(({ text }) => text.replaceAll(harbor, 'H'))
}

/** What is wrong, the file of it, how it comes about, and a pattern of the reason. */
type Refused = [string, string, (before: string) => string, string]

describe('what needs no container', () => {
  test('is a task of the workspace that reads like any other, tests held out', async () => {
    const result = await take()
    expect(result).toMatchObject({ task: 'median-held-out', reasons: [] })
    expect(result.notes.join('\n')).toMatch(/cpus, memory_mb.*\n.*node:24/)
    const loaded = await readTask(await readWorkspace(dir), 'median-held-out')
    expect(loaded.task).toMatchObject({
      repository: 'repo',
      timeout: 120,
      scope: { allow: ['**'], deny: ['harbor-tests/**'] },
      test: { timeout: 60, report: 'node' },
    })
    expect(loaded.instruction).toBe(readFileSync(join(harbor, 'instruction.md'), 'utf8'))
    expect(loaded.hiddenTests?.files.map(({ path }) => path)).toEqual([
      'harbor-tests/held-out-values.js',
      'harbor-tests/held-out.test.js',
    ])
    expect(Buffer.from(loaded.oracle ?? []).toString()).toMatch(/^--- a\/src\/median\.js\n[\s\S]*\n }\n$/)
  })

  test.each([
    [
      'a reward by a variable',
      'RESULT=$?\nif [ "$RESULT" -eq 0 ]\nthen echo 1.0 > R\nelse echo 0 >R\nfi\nexit $RESULT\n',
    ],
    ['a reward on one line', 'if [ $? -eq 0 ]; then echo 1 > R; else echo 0 > R; fi\n'],
  ])('%s says the same as the runner', async (_, verdict) => {
    const reward = verdict
      .replaceAll('R\n', '/logs/verifier/reward.txt\n')
      .replaceAll('R;', '/logs/verifier/reward.txt;')
    edit('tests/test.sh', () => `set -uo pipefail\ncd /app\nnode --test /tests/held-out.test.js\n${reward}`)
    expect(await reasons()).toEqual([])
  })

  test.each([
    ['a patch beside it', 'patch -p1 < /solution/fix.patch\n', 'PATCH\n'],
    ['anything but a patch', 'sed -i s/a/b/ src/median.js\n', null],
    ['a patch and more', "git apply <<'EOF'\nPATCH\nEOF\nrm -r test\n", null],
    ['a patch in which the shell replaces', 'git apply <<EOF\n$PATCH\nEOF\n', null],
  ])('a solution that is %s', async (_, script, oracle) => {
    edit('solution/solve.sh', () => script)
    edit('solution/fix.patch', () => 'PATCH\n')
    const result = await take()
    const path = join(dir, 'tasks/median-held-out/oracle.patch')
    expect(existsSync(path) ? readFileSync(path, 'utf8') : null).toBe(oracle)
    expect(result.notes.some((note) => note.startsWith('no oracle'))).toBe(oracle === null)
  })
})

test.each(['1.1', '1.2', '1.3', '1.4'])(
  'version %s, without network, tests where the work is',
  async (version) => {
    edit('task.toml', (it) =>
      it
        .replace('version = "1.0"', `schema_version = "${version}"\nartifacts = ["/app/out.txt"]`)
        .replace('[agent]', '[agent]\nnetwork_mode = "no-network"')
        .replace('[verifier]', '[verifier]\nnetwork_mode = "no-network"\nenvironment_mode = "shared"')
        .replace('[environment]', '[environment]\nnetwork_mode = "no-network"\nallowed_hosts = []'),
    )
    expect(readFileSync(join(harbor, 'task.toml'), 'utf8').match(/no-network/g)).toHaveLength(3)
    const result = await take()
    expect(result.reasons).toEqual([])
    expect(result.notes).toContain('not taken over: artifacts; a bundle holds what a run leaves')
  },
)

describe('what is refused', () => {
  test.each<Refused>([
    [
      'an unknown version',
      'task.toml',
      (it) => it.replace('"1.0"', '"9.0"'),
      'version: `9.0` is not one of .* \\(H/task.toml:1:1\\)',
    ],
    ['no version', 'task.toml', (it) => it.replace('version = "1.0"', ''), 'version: is missing'],
    [
      'an unknown key',
      'task.toml',
      (it) => it.replace('cpus', 'cpu_sets'),
      'environment: unknown key `cpu_sets` \\(H/task.toml:19:1\\)',
    ],
    [
      'an unknown table',
      'task.toml',
      (it) => `${it}[[steps]]\nname = "one"\n`,
      'unknown key `steps` \\(H/task.toml:21:1\\)',
    ],
    ['no TOML', 'task.toml', (it) => `${it}cpus = = 2\n`, 'not TOML: .* \\(H/task.toml:21:\\d+\\)'],
    [
      'a key that reaches into objects',
      'task.toml',
      (it) => `${it}[metadata.__proto__]\nx = 1\n`,
      'not TOML',
    ],
    [
      'the network',
      'task.toml',
      (it) => `${it}allow_internet = true\n`,
      'allow_internet: .*network \\(H/task.toml:21:1\\)',
    ],
    ...(['environment', 'agent', 'verifier'] as const).flatMap((name): Refused[] => [
      [
        `the network, by the mode of ${name}`,
        'task.toml',
        (it) => it.replace(`[${name}]`, `[${name}]\nnetwork_mode = "public"`),
        `${name}.network_mode: the task asks for the network \\(H/task.toml:\\d+:1\\)`,
      ],
      [
        `the network, by the hosts of ${name}`,
        'task.toml',
        (it) => it.replace(`[${name}]`, `[${name}]\nallowed_hosts = ["example.org"]`),
        `${name}.allowed_hosts: the task asks for the network`,
      ],
    ]),
    [
      'tests in a container of their own',
      'task.toml',
      (it) => it.replace('[verifier]', '[verifier]\nenvironment_mode = "separate"'),
      'verifier.environment_mode: the tests run in a container of their own',
    ],
    [
      'a container for the tests',
      'task.toml',
      (it) => `${it}[verifier.environment]\ncpus = 1\n`,
      'verifier.environment: the tests run in a container of their own',
    ],
    [
      'commands before files are collected',
      'task.toml',
      (it) => `${it}[[verifier.collect]]\ncommand = "x"\n`,
      'verifier.collect: commands of a container',
    ],
    ['a built image', 'task.toml', (it) => `${it}docker_image = "x"\n`, 'docker_image'],
    [
      'servers',
      'task.toml',
      (it) => `${it}[[environment.mcp_servers]]\nname = "x"\n`,
      'mcp_servers: servers beside',
    ],
    [
      'more than a base image',
      'environment/Dockerfile',
      (it) => `${it}RUN make \\\n  all\nCOPY . .\n`,
      'RUN make all.*Dockerfile:3.*\\|.*COPY.*Dockerfile:5',
    ],
    [
      'an image that is not plain',
      'environment/Dockerfile',
      () => 'FROM ghcr.io/a/node:1\nWORKDIR /app\n',
      'not a plain base image',
    ],
    ['a second stage', 'environment/Dockerfile', (it) => `${it}FROM node:22\n`, 'a second stage'],
    ['no work folder', 'environment/Dockerfile', () => 'FROM node:24\n', 'names no work folder'],
    ['several containers', 'environment/docker-compose.yaml', () => 'services: {}\n', 'several containers'],
    [
      'a reward of its own',
      'tests/test.sh',
      (it) => it.replace('echo 0 ', 'echo 0.5 '),
      'not the verdict .*test.sh:8',
    ],
    [
      'a reward beforehand',
      'tests/test.sh',
      (it) => it.replace('cd /app', 'echo 1 > /logs/verifier/reward.txt'),
      'a reward of its own.*test.sh:3',
    ],
    ['a reward that is always one', 'tests/test.sh', (it) => it.replace('-eq', '-ge'), 'not the verdict'],
    ['no reward', 'tests/test.sh', (it) => it.replace(/if \[[\s\S]*/, ''), 'no reward is written'],
    [
      'another runner',
      'tests/test.sh',
      (it) => it.replace('node --test', 'pytest'),
      'not understood: `pytest',
    ],
    [
      'a runner that may fail',
      'tests/test.sh',
      (it) => it.replace('test.js', 'test.js || true'),
      'not understood',
    ],
    [
      'an installation',
      'tests/test.sh',
      (it) => it.replace('mkdir -p /logs/verifier', 'apt-get install x'),
      'needs the network',
    ],
    [
      'a test that is not there',
      'tests/test.sh',
      (it) => it.replace('held-out.test', 'other.test'),
      'tests/other.test.js is not there',
    ],
    ['a test nobody names', 'tests/more.test.js', () => '', 'more.test.js would be run'],
    [
      'a path of the container in a test',
      'tests/held-out-values.js',
      () => "x('/app/src')\n",
      'names `/app`.*values.js:1:4',
    ],
    [
      'a test that reaches out',
      'tests/held-out-values.js',
      () => "import '../app/x.js'\n",
      'reaches out of tests/',
    ],
    [
      'a path of the container in the words',
      'instruction.md',
      () => 'Mend /app/src/median.js\n',
      'names `/app`.*instruction.md:1:6',
    ],
  ])('%s', async (_, path, change, expected) => {
    edit(path, change)
    expect((await reasons()).join(' | ')).toMatch(new RegExp(expected))
  })

  test.each(['task.toml', 'instruction.md', 'environment/Dockerfile', 'tests/test.sh'])(
    '%s missing',
    async (path) => {
      rmSync(join(harbor, path))
      expect(await reasons()).toContain(`is missing (H/${path})`)
    },
  )

  test.each(['instruction.md', 'tests/held-out-values.js', 'solution/solve.sh'])(
    '%s as a link',
    async (path) => {
      rmSync(join(harbor, path))
      symlinkSync('/etc/hostname', join(harbor, path))
      expect((await reasons()).join()).toMatch(/no plain file|is a link/)
    },
  )

  test('text that is made to keep a reader busy is read in one go', async () => {
    edit('tests/test.sh', (it) => `set${' -o pipefail'.repeat(60)} x\n${it}`)
    edit('task.toml', (it) => `${it}[metadata.more]\nlong = '''\n[${' '.repeat(200_000)}\n'''\n`)
    expect((await reasons()).join()).toContain('not understood: `set -o pipefail')
  })

  test('every reason is said at once', async () => {
    const all = (await take({ from: join(FIXTURES, 'needs-a-container') })).reasons.map(({ text }) => text)
    for (const part of ['task.toml', 'Dockerfile', 'docker-compose', 'instruction.md', 'test.sh', 'score.py'])
      expect(all.join('\n')).toContain(part)
    expect(all.length).toBeGreaterThan(12)
  })
})

test('nothing is overwritten, and what is asked for must make sense', async () => {
  const kept = join(dir, 'tasks/median-held-out/mine.txt')
  mkdirSync(join(kept, '..'), { recursive: true })
  writeFileSync(kept, 'mine')
  await expect(take()).rejects.toMatchObject({
    code: 'usage',
    message: expect.stringContaining('there already'),
  })
  expect(readdirSync(join(kept, '..'))).toEqual(['mine.txt'])
  await expect(take({ id: '../out' })).rejects.toMatchObject({ code: 'usage' })
  await expect(take({ id: 'two', repository: 'rep' })).rejects.toMatchObject({ hint: 'did you mean repo?' })
  const both = await Promise.allSettled([take({ id: 'two' }), take({ id: 'two' })])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  // The one that came too late has taken nothing away.
  expect((await readTask(await readWorkspace(dir), 'two')).task.id).toBe('two')
})
