import { execFileSync, spawnSync } from 'node:child_process'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const BIN = join(dirname(dirname(fileURLToPath(import.meta.url))), 'bin/proctor')
let folder = ''
let workspace = ''
let origin = ''

interface Answer {
  readonly status: number | null
  readonly stderr: string
  readonly document: Readonly<Record<string, unknown>>
}

function proctor(...args: string[]): Answer {
  const { PATH, HOME } = process.env
  const { status, stdout, stderr } = spawnSync(BIN, [...args, '--workspace', workspace, '--json'], {
    env: { PATH, HOME },
    encoding: 'utf8',
  })
  return { status, stderr, document: JSON.parse(stdout) as Answer['document'] }
}

function git(at: string, ...args: string[]): string {
  const who = ['-c', 'user.name=a', '-c', 'user.email=carol@example.com', '-c', 'commit.gpgsign=false']
  return execFileSync('git', ['-C', at, ...who, ...args], { encoding: 'utf8' }).trim()
}

const commit = (): string => git(workspace, 'add', '-A') + git(workspace, 'commit', '-qm', 'x')
const runCase = (): Answer => proctor('run', '--task', 'example', '--engine', 'case', '--sandbox', 'none')
const blockersOf = ({ document }: Answer): unknown => document.blockers
const admit = (...more: string[]): Answer =>
  proctor('source', 'admit', 'case', '--mirror', origin, '--key', join(folder, 'alice'), ...more)
const NOTE = ['--licence-note', 'no licence anywhere: run it, and vendor nothing']
const enable = (...more: string[]): Answer =>
  proctor(
    'engine',
    'enable',
    'case',
    '--repository',
    'example',
    '--reason',
    'a look',
    '--requested-by',
    'dave',
    '--accept-licence',
    'NONE',
    '--key',
    join(folder, 'bob'),
    ...more,
  )

/** Does something to the workspace, asks, and undoes it. */
function during<T>(change: () => void, ask: () => T): T {
  const before = git(workspace, 'rev-parse', 'HEAD')
  change()
  try {
    return ask()
  } finally {
    git(workspace, 'reset', '-q', '--hard', before)
  }
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-admission-'))
  workspace = join(folder, 'ws')
  origin = join(folder, 'origin')
  for (const name of ['alice', 'bob'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
  mkdirSync(origin)
  git(origin, 'init', '-q')
  writeFileSync(join(origin, 'index.js'), '// an engine\n')
  git(origin, 'add', '.')
  git(origin, 'commit', '-qm', 'one')
  proctor('init', workspace)
  const config = join(workspace, 'proctor.yaml')
  const text = readFileSync(config, 'utf8')
    .replace(/adapter: case\b/, 'adapter: fake')
    .replace(/commit: [0-9a-f]{40}/, `commit: ${git(origin, 'rev-parse', 'HEAD')}`)
  writeFileSync(config, text)
  const keyOf = (name: string): string =>
    readFileSync(join(folder, `${name}.pub`), 'utf8')
      .split(' ')
      .slice(0, 2)
      .join(' ')
  writeFileSync(
    join(workspace, 'allowed_signers'),
    `alice namespaces="admission@proctor" ${keyOf('alice')}\nbob namespaces="enablement@proctor" ${keyOf('bob')}\n`,
  )
  commit()
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a gated engine', () => {
  test('is refused with a decision that names all that is missing, before anything is started', () => {
    const answer = runCase()
    expect(answer.status).toBe(3)
    expect(blockersOf(answer)).toEqual(['source_not_admitted', 'engine_not_enabled'])
    const bundle = String(answer.document.bundle)
    expect(readFileSync(join(bundle, 'events.normalized.jsonl'), 'utf8')).not.toContain('engine.started')
    expect(proctor('verify', bundle).status).toBe(0)
  }, 60_000)

  test('has no record before a person says why NONE will do', () => {
    expect(admit()).toMatchObject({ status: 2 })
    expect(existsSync(join(workspace, 'sources/case.yaml'))).toBe(false)
  }, 60_000)

  test('runs once it is admitted and enabled, and not before', () => {
    expect(admit(...NOTE)).toMatchObject({ status: 0, document: { licence: 'NONE', signed: true } })
    commit()
    expect(blockersOf(runCase())).toEqual(['licence_denied', 'engine_not_enabled'])
    expect(enable()).toMatchObject({ status: 0, document: { signed: true } })
    expect(blockersOf(runCase())).toContain('engine_not_enabled')
    commit()
    const answer = runCase()
    expect(answer.status).toBe(0)
    const inputs = readdirSync(join(String(answer.document.bundle), 'inputs'))
    expect(inputs).toEqual(
      expect.arrayContaining(['decision-facts.json', 'source.yaml', 'source.yaml.sig', 'enablement.yaml']),
    )
    expect(proctor('verify', String(answer.document.bundle))).toMatchObject({
      status: 0,
      document: { findings: [] },
    })
  }, 120_000)

  const file = (name: string): string => join(workspace, name)
  /** A change that the right person signed and somebody committed. */
  const signed = (
    name: string,
    person: string,
    namespace: string,
    change: (text: string) => string,
  ): void => {
    writeFileSync(file(name), change(readFileSync(file(name), 'utf8')))
    rmSync(file(`${name}.sig`))
    execFileSync('ssh-keygen', ['-q', '-Y', 'sign', '-f', join(folder, person), '-n', namespace, file(name)])
    commit()
  }
  const past = (text: string): string =>
    text
      .replace(/^(\s*)(at|admittedAt|notBefore): .*/gm, '$1$2: 2020-01-01T00:00:00.000Z')
      .replace(/^expiresAt: .*/m, 'expiresAt: 2020-02-01T00:00:00.000Z')
  test.each<[string, () => void, string]>([
    ['its record is gone', () => rmSync(file('sources/case.yaml')), 'source_not_admitted'],
    [
      'its record is one byte longer',
      () => appendFileSync(file('sources/case.yaml'), '\n'),
      'source_not_admitted',
    ],
    [
      'the same, committed',
      () => [appendFileSync(file('sources/case.yaml'), '\n'), commit()],
      'source_not_admitted',
    ],
    [
      'its admission expired',
      () => signed('sources/case.yaml', 'alice', 'admission@proctor', past),
      'admission_expired',
    ],
    ['its enablement is gone', () => rmSync(file('enablements/case.yaml')), 'engine_not_enabled'],
    [
      'its enablement is one byte longer, committed',
      () => [appendFileSync(file('enablements/case.yaml'), '\n'), commit()],
      'engine_not_enabled',
    ],
    [
      'its enablement expired',
      () => signed('enablements/case.yaml', 'bob', 'enablement@proctor', past),
      'engine_not_enabled',
    ],
    [
      'it is enabled for another repository',
      () =>
        signed('enablements/case.yaml', 'bob', 'enablement@proctor', (text) =>
          text.replace(/^ {2}- example/m, '  - other'),
        ),
      'engine_not_enabled',
    ],
    [
      'the admitter signs the enablement too',
      () => signed('enablements/case.yaml', 'alice', 'enablement@proctor', (text) => text),
      'engine_not_enabled',
    ],
    ['its enablement was not signed', () => rmSync(file('enablements/case.yaml.sig')), 'engine_not_enabled'],
    ['it was disabled', () => proctor('engine', 'disable', 'case'), 'engine_not_enabled'],
    [
      'nobody may sign any more',
      () => [writeFileSync(file('allowed_signers'), ''), commit()],
      'source_not_admitted',
    ],
    [
      'the repository is of a higher class',
      () => [
        writeFileSync(
          file('proctor.yaml'),
          readFileSync(file('proctor.yaml'), 'utf8').replace('class: artificial', 'class: copied'),
        ),
        commit(),
      ],
      'not_eligible',
    ],
  ])(
    'is refused when %s',
    (_, change, code) => {
      const { document, status } = during(change, () =>
        proctor('decide', '--task', 'example', '--engine', 'case'),
      )
      expect(status).toBe(3)
      expect(JSON.stringify(document.denied)).toContain(`"${code}"`)
    },
    60_000,
  )

  test('is refused when one byte of its source changed, and runs again when it is retrieved anew', () => {
    const cache = join(workspace, '.proctor/cache/sources/case')
    const [id] = readdirSync(cache)
    appendFileSync(join(cache, String(id), 'tree/index.js'), ' ')
    expect(blockersOf(runCase())).toEqual(['source_mismatch'])
    expect(proctor('source', 'check', 'case')).toMatchObject({ status: 3 })
    expect(proctor('source', 'check', 'case', '--fetch', '--mirror', origin)).toMatchObject({
      status: 0,
      document: { ok: true },
    })
  }, 120_000)

  test('that changes its own source in a run is found out by the digest after it, and can not run again', () => {
    const cache = join(workspace, '.proctor/cache/sources/case')
    const [id] = readdirSync(cache)
    const file = join(cache, String(id), 'tree/index.js')
    const scenario = join(folder, 'mutate.yaml')
    // A program that runs without a sandbox can do this; in the sandbox there is nothing but a read-only mount of it.
    const command = JSON.stringify(['sh', '-c', `echo // more >> '${file}'`])
    writeFileSync(scenario, `steps:\n  - {do: run, command: ${command}}\n`)
    const args = ['--task', 'example', '--engine', 'case', '--sandbox', 'none', '--scenario', scenario]
    const answer = proctor('run', ...args)
    expect(answer.status).toBe(1)
    expect(blockersOf(answer)).toContain('source_mutated')
    const { vendor } = JSON.parse(readFileSync(join(String(answer.document.bundle), 'facts.json'), 'utf8'))
    expect(vendor.changed).toEqual(['index.js'])
    expect(proctor('verify', String(answer.document.bundle)).document).toMatchObject({ findings: [] })
    expect(blockersOf(runCase())).toEqual(['source_mismatch'])
    expect(proctor('source', 'check', 'case', '--fetch', '--mirror', origin).status).toBe(0)
  }, 120_000)

  test('needs another enablement, and earns its standing anew, once its source was updated; the record before is kept', () => {
    appendFileSync(join(origin, 'index.js'), '// more\n')
    git(origin, 'commit', '-qam', 'two')
    const change = (): void => {
      const id = git(origin, 'rev-parse', 'HEAD')
      const args = [
        '--reason',
        'a fix',
        '--commit',
        id,
        '--mirror',
        origin,
        '--key',
        join(folder, 'alice'),
        ...NOTE,
      ]
      const updated = proctor('source', 'update', 'case', ...args)
      expect(updated.status).toBe(0)
      expect(updated.document.previous).not.toBe(updated.document.sourceId)
      expect(readdirSync(join(workspace, 'sources/superseded/case'))).toHaveLength(2)
      commit()
    }
    const counting = () => {
      const engines = proctor('stage', 'status').document.engines as readonly {
        readonly id: string
        readonly counted: number
        readonly notCounted: Readonly<Record<string, number>>
      }[]
      return engines.find(({ id }) => id === 'case')
    }
    expect(counting()).toMatchObject({ counted: expect.toSatisfy((runs: number) => runs > 0) })
    during(change, () => {
      const { document } = proctor('decide', '--task', 'example', '--engine', 'case')
      expect(JSON.stringify(document.denied)).toContain('about another source')
      const { counted, notCounted } = counting() ?? {}
      expect(counted).toBe(0)
      expect(Object.keys(notCounted ?? {})).toContain('made with another source of the engine')
    })
  }, 120_000)
})

describe('bad input stops with file, line and reason, and nothing is written', () => {
  const record = (): string => join(workspace, 'sources/case.yaml')
  /** What runs and retrievals leave. */
  const written = (): string[][] =>
    ['runs', 'work', 'ledger', 'cache/sources/case'].map((name) => {
      const at = join(workspace, '.proctor', name)
      return existsSync(at) ? readdirSync(at, { recursive: true, encoding: 'utf8' }).sort() : []
    })
  const spoil = (from: RegExp, to: string) => (): void => {
    const text = readFileSync(record(), 'utf8')
    expect(text).toMatch(from)
    writeFileSync(record(), text.replace(from, to))
    renameSync(`${record()}.sig`, join(folder, 'sig'))
    execFileSync('ssh-keygen', [
      '-q',
      '-Y',
      'sign',
      '-f',
      join(folder, 'alice'),
      '-n',
      'admission@proctor',
      record(),
    ])
    commit()
  }
  test.each<[string, RegExp, string, RegExp]>([
    ['an unknown field', /^engine: case/m, 'engine: case\nextra: 1', /unknown key `extra`/],
    ['a short commit', /commit: [0-9a-f]{40}/, 'commit: 0123abcd', /`0123abcd` is no full git id/],
    [
      'an address with credentials',
      /url: .*/,
      'url: https://me:secret@example.invalid/x',
      /url: is no address that may go on record/,
    ],
    ['a licence that does not parse', /concluded: NONE/, 'concluded: Do What', /no SPDX expression/],
    ['a date in the future', /admittedAt: .*/, 'admittedAt: 2999-01-01T00:00:00.000Z', /lies in the future/],
    [
      'a path that leaves the source',
      /executables: \[\]/,
      `executables: [{path: ../x, sha256: ${'a'.repeat(64)}}]`,
      /`..\/x` is no path inside the source/,
    ],
  ])(
    '%s',
    (_, from, to, why) => {
      const before = written()
      const answer = during(spoil(from, to), () => runCase())
      expect(written()).toEqual(before)
      expect(answer.status).toBe(2)
      expect(answer.stderr).toMatch(why)
      expect(answer.stderr).toMatch(/^ {2}fix: /m)
      expect(answer.stderr).not.toContain('secret')
      expect(answer.stderr).toMatch(/sources\/case\.yaml:\d+/)
    },
    60_000,
  )

  test.each<[string, string[], RegExp]>([
    ['a short commit', ['--commit', '0123abcd'], /no full commit id/],
    [
      'an address with credentials',
      ['--source', 'https://me:secret@example.invalid/x', '--commit', 'f'.repeat(40)],
      /none that may go on record/,
    ],
    ['a licence that does not parse', ['--licence', 'Do What'], /Do What is no SPDX expression/],
    ['a date that has passed', ['--expires', '2020-01-01'], /has passed/],
  ])(
    'source update: %s',
    (_, args, why) => {
      const before = written()
      const always = ['--reason', 'x', '--mirror', origin, '--key', join(folder, 'alice'), ...NOTE]
      const answer = proctor('source', 'update', 'case', ...always, ...args)
      expect(answer.status).toBe(2)
      expect(answer.stderr).toMatch(why)
      expect(answer.stderr).not.toContain('secret')
      expect(written()).toEqual(before)
      expect(git(workspace, 'status', '--porcelain')).toBe('')
    },
    60_000,
  )

  test('an approval rule that names people of whom too few may approve is refused before a run, at its line', () => {
    const config = join(workspace, 'proctor.yaml')
    const rule = (from: string): void => {
      const text = readFileSync(config, 'utf8')
      const rules = `approvals: {rules: [{id: two, repositoryClasses: [copied], approvers: 2, from: [${from}]}]}`
      writeFileSync(config, `${text}policy:\n  ${rules}\n`)
      const signers = readFileSync(join(workspace, 'allowed_signers'), 'utf8')
      writeFileSync(
        join(workspace, 'allowed_signers'),
        signers.replace('enablement@proctor', 'enablement@proctor,approval@proctor'),
      )
      commit()
    }
    const decide = () => proctor('decide', '--task', 'example', '--engine', 'fake')
    const answer = during(() => rule('bob, alice, zoe'), decide)
    expect(answer.status).toBe(2)
    expect(answer.stderr).toMatch(
      /rule two wants 2 to approve, and allowed_signers lets none of these do it: alice, zoe/,
    )
    expect(answer.stderr).toMatch(/proctor\.yaml:\d+:\d+/)
    const short = during(() => rule('bob'), decide)
    expect(short).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/names 1 person, and rule two wants 2/),
    })
    expect(
      during(
        () => rule('bob, alice'),
        () => proctor('source', 'check', 'case'),
      ).status,
    ).not.toBe(2)
  }, 60_000)

  test('an engine that may sign is refused', () => {
    const change = (): void => {
      const text = readFileSync(join(workspace, 'allowed_signers'), 'utf8')
      writeFileSync(join(workspace, 'allowed_signers'), text.replace(/^alice/, 'case'))
    }
    const answer = during(change, () => runCase())
    expect(answer.status).toBe(2)
    expect(answer.stderr).toMatch(/no engine signs anything/)
  }, 60_000)
})
