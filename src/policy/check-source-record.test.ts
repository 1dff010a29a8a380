import { describe, expect, test } from 'vitest'
import {
  type GitInstallation,
  type GitSource,
  type NpmSource,
  SourceAdmission,
} from '../contract/source-admission.ts'
import { checkSourceRecord, toSourceId } from './check-source-record.ts'
import { GIT_SOURCE, NPM_SOURCE, recordOf } from './source-record.fixture.ts'

const NOW = '2026-01-03T00:00:00.000Z'

const linesOf = (record: SourceAdmission, engine = 'engine'): string[] =>
  checkSourceRecord(record, engine, NOW).map(
    ({ path, message, fix }) => `${path.join('.')} ${message}: ${fix}`,
  )

test('a record in order has no problem, of either kind', () => {
  for (const source of [NPM_SOURCE, GIT_SOURCE]) {
    expect(SourceAdmission.parse(recordOf(source))).toEqual(recordOf(source))
    expect(linesOf(recordOf(source))).toEqual([])
  }
})

const unlicensed = { declared: null, concluded: 'NONE', file: null, evidence: 'looked', note: null }

test.each<readonly [string, Partial<SourceAdmission>, readonly string[]]>([
  [
    'another engine',
    { engine: 'other' },
    ['engine is not engine, which the file is named for: rename one of them'],
  ],
  [
    'retrieved in the future',
    {
      retrieval: { at: '2026-01-03T00:00:00.001Z', commands: [['x']] },
      admittedAt: '2026-01-03T00:00:00.001Z',
    },
    [
      'retrieval.at lies in the future: write when the source was really retrieved',
      'admittedAt lies in the future: write when it was really admitted',
    ],
  ],
  ['retrieved and admitted right now', { retrieval: { at: NOW, commands: [['x']] }, admittedAt: NOW }, []],
  [
    'admitted before it was retrieved',
    { admittedAt: '2025-12-31T00:00:00.000Z' },
    ['admittedAt is before the source was retrieved: admit what was retrieved'],
  ],
  [
    'over as it begins',
    { expiresAt: '2026-01-02T00:00:00.000Z' },
    ['expiresAt is not after the admission: write a later date'],
  ],
  [
    'no licence, and not a word of it',
    { licence: unlicensed },
    ['licence.note is missing: say in a sentence why NONE is accepted'],
  ],
  ['no licence, and a word of it', { licence: { ...unlicensed, note: 'our own' } }, []],
  [
    'another digest',
    { sourceId: '0'.repeat(64) },
    ['sourceId is not the digest of the source below: make the record again with proctor source update'],
  ],
])('%s', (_, change, lines) => {
  expect(linesOf(recordOf(NPM_SOURCE, change))).toEqual(lines)
})

test('a licence that is no SPDX expression is a problem, unless it is the declared one and in evidence', () => {
  const licence = { ...recordOf(NPM_SOURCE).licence }
  const pathsOf = (change: object) =>
    checkSourceRecord(recordOf(NPM_SOURCE, { licence: { ...licence, ...change } }), 'engine', NOW).map(
      ({ path, fix }) => [path.join('.'), fix],
    )
  const fix = 'write an SPDX expression, NOASSERTION or NONE'
  expect(pathsOf({ concluded: 'My Own' })).toEqual([['licence.concluded', fix]])
  expect(pathsOf({ concluded: 'My Own', evidence: 'My Own it says' })).toEqual([['licence.concluded', fix]])
  expect(pathsOf({ declared: 'My Own' })).toEqual([['licence.declared', fix]])
  expect(pathsOf({ declared: 'My Own', evidence: 'My Own it says' })).toEqual([])
  expect(pathsOf({ declared: null })).toEqual([])
  expect(pathsOf({ declared: 'NOASSERTION' })).toEqual([])
  const [problem] = checkSourceRecord(
    recordOf(NPM_SOURCE, { licence: { ...licence, concluded: 'My Own' } }),
    'engine',
    NOW,
  )
  expect(problem?.message).toMatch(/^`My Own` is no SPDX expression: ./)
})

describe('no path stands twice', () => {
  const twice = <T>(list: readonly T[]): T[] => [...list, ...list.slice(0, 1)]
  const { installation } = GIT_SOURCE
  const installed = (change: (whole: GitInstallation) => Partial<GitInstallation>): GitSource => {
    if (installation === undefined) throw new Error('the fixture is installed')
    return { ...GIT_SOURCE, installation: { ...installation, ...change(installation) } }
  }
  test.each<readonly [string, SourceAdmission['source']]>([
    ['source.executables', { ...NPM_SOURCE, executables: twice(NPM_SOURCE.executables) }],
    ['source.packages', { ...NPM_SOURCE, packages: twice(NPM_SOURCE.packages) }],
    ['source.installation.changed', installed(({ changed }) => ({ changed: twice(changed) }))],
    ['source.installation.added', installed(({ added }) => ({ added: twice(added) }))],
    [
      'source.installation.executables',
      installed(({ executables }) => ({ executables: twice(executables) })),
    ],
  ])('in %s', (path, source) => {
    expect(linesOf(recordOf(source))).toEqual([`${path} names a path twice: name each path once`])
  })
})

test('the persistent id of a git source names its commit, where the commit is named by SHA-1', () => {
  const rev = `swh:1:rev:${'c'.repeat(40)}`
  expect(linesOf(recordOf({ ...GIT_SOURCE, swhid: { ...GIT_SOURCE.swhid, rev } }))).toEqual([
    'source.swhid.rev names another commit: make the record again with proctor source update',
  ])
  expect(linesOf(recordOf({ ...GIT_SOURCE, commit: 'a'.repeat(64) }))).toEqual([])
})

describe('the id of a source', () => {
  const npm = (change: Partial<NpmSource>): string => toSourceId({ ...NPM_SOURCE, ...change })
  const git = (change: Partial<GitSource>): string => toSourceId({ ...GIT_SOURCE, ...change })
  const { installation } = GIT_SOURCE
  const installed = (change: Partial<GitInstallation>): string => {
    if (installation === undefined) throw new Error('the fixture is installed')
    return git({ installation: { ...installation, ...change } })
  }

  test('is another for another version, commit, byte or platform', () => {
    const { installation: _, ...plain } = GIT_SOURCE
    const ids = [
      toSourceId(NPM_SOURCE),
      npm({ url: 'pkg:npm/other@1.0.0' }),
      npm({ version: '1.0.1' }),
      npm({ platform: 'linux-arm64' }),
      npm({ packages: NPM_SOURCE.packages.slice(0, 1) }),
      npm({ executables: NPM_SOURCE.executables.slice(0, 1) }),
      toSourceId(GIT_SOURCE),
      toSourceId(plain),
      git({ url: 'https://example.test/other' }),
      git({ commit: 'd'.repeat(40) }),
      git({ tree: 'd'.repeat(40) }),
      git({ treeSha256: 'd'.repeat(64) }),
      git({ archiveSha256: 'd'.repeat(64) }),
      git({ executables: [] }),
      installed({ treeSha256: 'd'.repeat(64) }),
      installed({ sourcePath: 'source' }),
      installed({ changed: [] }),
      installed({ added: [] }),
      installed({ executables: [] }),
    ]
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('is the same whatever the order of its lists, and whatever was asked for or found on the way', () => {
    expect(npm({ packages: NPM_SOURCE.packages.toReversed() })).toBe(toSourceId(NPM_SOURCE))
    expect(npm({ executables: NPM_SOURCE.executables.toReversed() })).toBe(toSourceId(NPM_SOURCE))
    expect(npm({ lockSha256: 'd'.repeat(64) })).toBe(toSourceId(NPM_SOURCE))
    expect(git({ tag: 'v1', commitSignature: 'good' })).toBe(toSourceId(GIT_SOURCE))
    if (installation === undefined) throw new Error('the fixture is installed')
    const { changed, added, executables } = installation
    expect(installed({ changed: changed.toReversed() })).toBe(toSourceId(GIT_SOURCE))
    expect(installed({ added: added.toReversed() })).toBe(toSourceId(GIT_SOURCE))
    expect(installed({ executables: executables.toReversed() })).toBe(toSourceId(GIT_SOURCE))
  })

  test('is what it was when the format was frozen', () => {
    expect([toSourceId(NPM_SOURCE), toSourceId(GIT_SOURCE)]).toEqual([
      'b177c7258a5c4e517679a0f97db384b700d82e731286f73a7e889acdcf7bccd8',
      '70bb84ff0acc89a314b40ad49bd2649c2c72da0fdbadfec15d6a7414f8ac1d2a',
    ])
  })
})
