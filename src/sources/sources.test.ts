import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { GitSource, NpmSource } from '../contract/source-admission.ts'
import { sha256 } from '../kernel/digest.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { checkGit } from './check-git.ts'
import { NO_CACHE, openDigestCache } from './digest-cache.ts'
import { digestTree } from './digest-tree.ts'
import { resolveCommit, retrieveGit } from './git-source.ts'
import { findLicence, isTextOf } from './licence-evidence.ts'
import { checkNpm, parseNpmPurl } from './npm-source.ts'

const MIT = `MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this software.
The above copyright notice and this permission notice shall be included in all\ncopies or substantial portions.\n`
const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is granted,
provided that the above copyright notice and this permission notice appear in all copies.\n`
const URL = 'https://example.invalid/engine'
let folder = ''
let origin = ''
let commit = ''

function git(...args: string[]): string {
  const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' }
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', '-c', 'commit.gpgsign=false']
  return execFileSync('git', ['-C', origin, ...who, ...args], { env, encoding: 'utf8' }).trim()
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'proctor-sources-'))
  origin = join(folder, 'origin')
  mkdirSync(join(origin, 'src'), { recursive: true })
  git('init', '-q')
  writeFileSync(join(origin, 'package.json'), '{"name":"engine","version":"1.0.0","license":"MIT"}\n')
  writeFileSync(join(origin, 'LICENSE'), MIT)
  writeFileSync(join(origin, 'src/index.js'), '#!/usr/bin/env node\n')
  chmodSync(join(origin, 'src/index.js'), 0o755)
  // Neither attribute may change what is laid out.
  writeFileSync(join(origin, '.gitattributes'), 'src/** export-ignore\n*.txt text eol=crlf\n')
  writeFileSync(join(origin, 'notes.txt'), 'one\ntwo\n')
  symlinkSync('src/index.js', join(origin, 'main'))
  git('add', '.')
  git('commit', '-qm', 'one')
  git('tag', '-a', 'v1', '-m', 'v1')
  commit = git('rev-parse', 'HEAD')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const request = (changes: object = {}) => ({ url: URL, mirror: origin, commit, tag: undefined, ...changes })
async function retrieve(name: string) {
  const derived = await retrieveGit(request(), commit, join(folder, name))
  return {
    derived,
    source: derived.source as GitSource,
    at: join(folder, name),
    tree: join(folder, name, 'tree'),
  }
}

describe('a git source', () => {
  test('is retrieved at its commit, byte for byte, with all its ids', async () => {
    const { derived, source, tree, at } = await retrieve('one')
    expect(source).toMatchObject({
      url: URL,
      commit,
      tree: git('rev-parse', 'HEAD^{tree}'),
      swhid: { rev: `swh:1:rev:${commit}` },
      commitSignature: 'none',
      executables: [{ path: 'src/index.js', sha256: sha256('#!/usr/bin/env node\n') }],
    })
    expect(source.archiveSha256).toBe(
      sha256(execFileSync('git', ['-C', origin, '-c', 'tar.umask=0022', 'archive', 'HEAD'])),
    )
    expect((await digestTree(tree, { modes: true }))?.files.get('notes.txt')).toBe(sha256('one\ntwo\n'))
    expect(derived.licence).toMatchObject({ declared: 'MIT', concluded: 'MIT' })
    expect((await checkGit(source, at, tree, NO_CACHE)).differences).toEqual([])
  })

  test.each([
    ['a byte', (tree: string) => appendFileSync(join(tree, 'src/index.js'), ' ')],
    ['a new file', (tree: string) => writeFileSync(join(tree, 'new'), '')],
    ['a mode', (tree: string) => chmodSync(join(tree, 'notes.txt'), 0o755)],
    ['a lost file', (tree: string) => rmSync(join(tree, 'notes.txt'))],
    [
      'a link',
      (tree: string) => {
        rmSync(join(tree, 'main'))
        symlinkSync('/etc/passwd', join(tree, 'main'))
      },
    ],
    ['the lost objects', (tree: string) => rmSync(join(tree, '../git'), { recursive: true })],
  ])('%s makes a difference', async (what, change) => {
    const { source, at, tree } = await retrieve(`changed-${what.replaceAll(' ', '-')}`)
    change(tree)
    expect((await checkGit(source, at, tree, NO_CACHE)).differences).not.toEqual([])
  })

  describe('that is run from an installation', () => {
    async function installed(name: string, prepare: (install: string) => void = () => undefined) {
      const at = join(folder, name)
      const install = join(at, 'install')
      mkdirSync(join(install, 'engine/node_modules/a'), { recursive: true })
      execFileSync('cp', ['-a', `${origin}/.`, join(install, 'engine')])
      rmSync(join(install, 'engine/.git'), { recursive: true })
      writeFileSync(join(install, 'engine/notes.txt'), 'generated\n')
      writeFileSync(join(install, 'engine/node_modules/a/index.js'), 'a\n')
      writeFileSync(join(install, 'runtime'), 'ELF', { mode: 0o755 })
      prepare(install)
      const derived = await retrieveGit(request({ install }), commit, at)
      const source = derived.source as GitSource
      const differences = async () => (await checkGit(source, at, install, NO_CACHE)).differences
      return { install, source, differences }
    }

    test('says what it is made of beside the commit, and derives to the same again', async () => {
      const { source, differences } = await installed('installed')
      const index = sha256('#!/usr/bin/env node\n')
      expect(source.installation).toMatchObject({
        sourcePath: 'engine',
        changed: [{ path: 'engine/notes.txt', sha256: sha256('generated\n') }],
        added: [
          { path: 'engine/node_modules', files: 1 },
          { path: 'runtime', files: 1 },
        ],
        executables: [
          { path: 'engine/src/index.js', sha256: index },
          { path: 'runtime', sha256: sha256('ELF') },
        ],
      })
      expect(await differences()).toEqual([])
    })

    test.each<[string, (install: string) => void, RegExp]>([
      ['a byte of the runtime', (at) => appendFileSync(join(at, 'runtime'), '!'), /^runtime has SHA-256/],
      [
        'a byte of a package',
        (at) => appendFileSync(join(at, 'engine/node_modules/a/index.js'), ' '),
        /^engine\/node_modules has SHA-256/,
      ],
      [
        'a byte of the source',
        (at) => appendFileSync(join(at, 'engine/package.json'), ' '),
        /^engine\/package.json is not as the commit has it/,
      ],
      [
        'what was generated, generated otherwise',
        (at) => appendFileSync(join(at, 'engine/notes.txt'), ' '),
        /^engine\/notes.txt has SHA-256/,
      ],
      ['a mode', (at) => chmodSync(join(at, 'engine/notes.txt'), 0o755), /notes.txt is installed/],
      [
        'a new file',
        (at) => writeFileSync(join(at, 'engine/src/new.js'), ''),
        /^engine\/src\/new.js is installed/,
      ],
      [
        'a lost file',
        (at) => rmSync(join(at, 'engine/LICENSE')),
        /^engine\/LICENSE is not as .* \(it is not there\)$/,
      ],
      [
        'a link that leads out',
        (at) => symlinkSync('/etc/passwd', join(at, 'engine/x')),
        /the link engine\/x leads out of it/,
      ],
      ['the whole folder', (at) => rmSync(at, { recursive: true }), /there is no folder/],
    ])('%s makes a difference that is named', async (what, change, why) => {
      const { install, differences } = await installed(`other-${what.replaceAll(' ', '-')}`)
      change(install)
      expect((await differences()).some((difference) => why.test(difference))).toBe(true)
    })

    test.each<[string, (install: string) => void, RegExp]>([
      ['no folder', (at) => rmSync(at, { recursive: true }), /it is not there/],
      [
        'nothing of the commit',
        (at) => rmSync(join(at, 'engine'), { recursive: true }),
        /no.* file of the commit/,
      ],
      ['a link that leads out', (at) => symlinkSync('../..', join(at, 'engine/x')), /leads out of it/],
      ['a link to nowhere', (at) => symlinkSync('nowhere', join(at, 'engine/x')), /leads nowhere/],
      ['a pipe', (at) => execFileSync('mkfifo', [join(at, 'pipe')]), /no file, folder or link/],
    ])('%s can not go on record', async (what, prepare, why) => {
      await expect(installed(`bad-${what.replaceAll(' ', '-')}`, prepare)).rejects.toThrow(why)
    })
  })

  test('a tag leads to its commit; a short id and a tag that is not there lead nowhere', async () => {
    expect(await resolveCommit(request({ commit: undefined, tag: 'v1' }))).toBe(commit)
    await expect(resolveCommit(request({ commit: commit.slice(0, 12) }))).rejects.toThrow(/no full commit id/)
    await expect(resolveCommit(request({ commit: undefined, tag: 'v9' }))).rejects.toThrow(/no tag v9/)
    await expect(retrieveGit(request(), 'f'.repeat(40), join(folder, 'none'))).rejects.toSatisfy((error) =>
      isProctorError(error, 'source_failed'),
    )
  })
})

describe('an npm source', () => {
  const files = { 'package.json': '{}', 'bin/engine': 'ELF' }
  async function installed(name: string): Promise<{ root: string; source: NpmSource }> {
    const root = join(folder, name)
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, 'node_modules/@a/engine/bin'), { recursive: true })
      writeFileSync(join(root, 'node_modules/@a/engine', path), text)
    }
    const digest = await digestTree(join(root, 'node_modules/@a/engine'), { modes: false })
    const integrity = `sha512-${'A'.repeat(86)}==`
    const purl = 'pkg:npm/%40a/engine@1.0.0'
    return {
      root,
      source: {
        kind: 'npm',
        url: purl,
        version: '1.0.0',
        platform: `${process.platform}-${process.arch}`,
        lockSha256: sha256(''),
        packages: [
          { path: 'node_modules/@a/engine', purl, integrity, treeSha256: digest?.sha256 ?? null },
          { path: 'node_modules/@a/engine-other', purl, integrity, treeSha256: null },
        ],
        executables: [{ path: 'node_modules/@a/engine/bin/engine', sha256: sha256('ELF') }],
      },
    }
  }
  const check = async ({ root, source }: { root: string; source: NpmSource }) =>
    (await checkNpm(source, root, NO_CACHE)).differences

  test('as it was retrieved', async () => {
    expect(await check(await installed('npm-same'))).toEqual([])
  })

  test('one byte of an executable, another package, a package of another platform, none at all', async () => {
    const changed = await installed('npm-changed')
    appendFileSync(join(changed.root, 'node_modules/@a/engine/bin/engine'), '!')
    expect((await check(changed)).join()).toMatch(/bin\/engine has SHA-256/)
    const more = await installed('npm-more')
    mkdirSync(join(more.root, 'node_modules/@a/engine/node_modules/b'), { recursive: true })
    expect(await check(more)).toEqual([
      'node_modules/@a/engine/node_modules/b is installed and not on record',
    ])
    const other = await installed('npm-other')
    mkdirSync(join(other.root, 'node_modules/@a/engine-other'))
    expect((await check(other)).join()).toMatch(/never retrieved/)
    const gone = await installed('npm-gone')
    rmSync(join(gone.root, 'node_modules'), { recursive: true })
    expect((await check(gone)).join()).toMatch(/is not installed/)
  })

  test('may be installed without type declarations and source maps, and not with others', async () => {
    const { root, source } = await installed('npm-pruned')
    const bare = source.packages[0]
    const declaration = join(root, 'node_modules/@a/engine/index.d.ts')
    writeFileSync(declaration, 'export {}')
    const whole = await digestTree(join(root, 'node_modules/@a/engine'), { modes: false })
    const packages = [{ ...bare, treeSha256: whole?.sha256, prunedSha256: bare?.treeSha256 }]
    const recorded = { root, source: { ...source, packages } as NpmSource }
    expect(await check(recorded)).toEqual([])
    writeFileSync(declaration, 'export const other = 1')
    expect((await check(recorded)).join()).toMatch(/the files of node_modules\/@a\/engine have/)
    rmSync(declaration)
    expect(await check(recorded)).toEqual([])
  })

  test('a package URL must name an exact version on npm', () => {
    expect(parseNpmPurl('pkg:npm/%40openai/codex@0.169.0')).toEqual({
      name: '@openai/codex',
      version: '0.169.0',
    })
    for (const bad of ['pkg:npm/codex', 'pkg:npm/codex@latest', 'pkg:pypi/codex@1.0.0', 'codex'])
      expect(() => parseNpmPurl(bad)).toThrow()
  })
})

describe('a licence', () => {
  test.each([
    ['declared and confirmed', { 'package.json': '{"license":"MIT"}', LICENSE: MIT }, 'MIT'],
    ['declared, the text is another', { 'package.json': '{"license":"MIT"}', LICENSE: ISC }, 'NOASSERTION'],
    ['declared, no text', { 'package.json': '{"license":"MIT"}' }, 'NOASSERTION'],
    ['a text that nobody declared', { LICENSE: MIT }, 'NOASSERTION'],
    ['named in the README', { 'README.md': 'Licensed under MIT', LICENSE: MIT }, 'MIT'],
    ['in none of the three places', { 'README.md': 'an engine' }, 'NONE'],
    ['a manifest that is no JSON', { 'package.json': '{', LICENSE: MIT }, 'NOASSERTION'],
  ])('%s', async (name, content, concluded) => {
    const at = join(folder, `licence ${name}`)
    mkdirSync(at)
    for (const [path, text] of Object.entries(content)) writeFileSync(join(at, path), text)
    expect((await findLicence(at)).concluded).toBe(concluded)
  })

  test('ISC is not taken for 0BSD, nor the other way round', () => {
    expect([isTextOf(ISC, 'ISC'), isTextOf(ISC, '0BSD')]).toEqual([true, false])
    expect(isTextOf(MIT, 'toString')).toBe(false)
  })
})

test('a cache trusts inode, size and times, and nothing after they changed', async () => {
  const at = join(folder, 'cached')
  mkdirSync(at)
  writeFileSync(join(at, 'a'), 'one')
  const file = join(folder, 'cache.json')
  const first = await digestTree(at, { modes: true, cache: await openDigestCache(file) })
  expect(await digestTree(at, { modes: true, cache: await openDigestCache(file) })).toEqual(first)
  appendFileSync(join(at, 'a'), 'more')
  const after = await digestTree(at, { modes: true, cache: await openDigestCache(file) })
  expect(after?.files.get('a')).toBe(sha256('onemore'))
})
