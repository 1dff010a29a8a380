import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { treeOfPatch } from './index.ts'
import {
  commitAll,
  createFolder,
  createSource,
  listTree,
  openSource,
  runGit,
  writeFiles,
} from './repository.fixture.ts'

const NOISE = Uint8Array.from({ length: 5_000 }, (_, index) => (index * 131 + (index >> 3)) & 0xff)

describe('an untouched checkout', () => {
  it('is the base, and changes nothing', async () => {
    const source = createSource({
      'a.txt': 'a\n',
      'bin/run': { run: '#!/bin/sh\n' },
      link: { link: 'a.txt' },
    })
    const { checkout, repository } = await openSource(source)
    expect(repository.base.commit).toBe(runGit(source, 'rev-parse', 'HEAD'))
    expect(repository.base.tree).toBe(runGit(source, 'rev-parse', 'HEAD^{tree}'))
    expect(readFileSync(join(checkout.path, 'a.txt'), 'utf8')).toBe('a\n')
    expect(lstatSync(join(checkout.path, 'bin/run')).mode & 0o111).not.toBe(0)
    expect(lstatSync(join(checkout.path, 'link')).isSymbolicLink()).toBe(true)
    expect(await checkout.changes()).toEqual({
      resultTree: repository.base.tree,
      patch: new Uint8Array(),
      changedFiles: [],
      anomalies: [],
      ignored: [],
      applies: true,
    })
  })

  it('of a commit without files is an empty folder that can be filled', async () => {
    const { checkout } = await openSource(createSource({}))
    expect((await checkout.changes()).changedFiles).toEqual([])
    writeFiles(checkout.path, { 'first.txt': 'one\n' })
    const changes = await checkout.changes()
    expect(changes.applies).toBe(true)
    expect(changes.changedFiles.map(({ path, change }) => [path, change])).toEqual([['first.txt', 'added']])
    rmSync(join(checkout.path, 'first.txt'))
    expect((await checkout.changes()).patch).toHaveLength(0)
  })
})

describe('changes', () => {
  it('are exact for bytes, modes, links, moves and what takes the place of something else', async () => {
    const source = createSource({
      'text.txt': 'one\ntwo\n',
      'noise.bin': NOISE,
      'gone.txt': 'gone\n',
      'old/name.txt': 'a long enough line to be seen as moved\n'.repeat(5),
      'run.sh': '#!/bin/sh\n',
      link: { link: 'text.txt' },
      'folder/a.txt': 'a\n',
      'folder/deep/b.txt': 'b\n',
      file: 'file\n',
      'becomes-link.txt': 'text.txt',
      'no-newline': 'x',
    })
    const { checkout, gitDir, repository } = await openSource(source)
    const at = (name: string) => join(checkout.path, name)
    writeFileSync(at('text.txt'), 'one\nTWO\n')
    writeFileSync(
      at('noise.bin'),
      NOISE.map((byte, index) => (index === 2_000 ? byte ^ 1 : byte)),
    )
    rmSync(at('gone.txt'))
    mkdirSync(at('new'))
    renameSync(at('old/name.txt'), at('new/name.txt'))
    chmodSync(at('run.sh'), 0o755)
    rmSync(at('link'))
    symlinkSync('../outside', at('link'))
    rmSync(at('folder'), { recursive: true })
    symlinkSync('/etc', at('folder'))
    rmSync(at('file'))
    writeFiles(checkout.path, { 'file/inner.txt': 'inner\n', 'added.bin': NOISE.slice(10) })
    rmSync(at('becomes-link.txt'))
    symlinkSync('text.txt', at('becomes-link.txt'))

    const changes = await checkout.changes()
    expect(changes.applies).toBe(true)
    expect(changes.anomalies).toEqual([])
    expect(
      changes.changedFiles.map((file) => `${file.change} ${file.oldMode} ${file.newMode} ${file.path}`),
    ).toEqual([
      'added 000000 100644 added.bin',
      'modified 100644 120000 becomes-link.txt',
      'deleted 100644 000000 file',
      'added 000000 100644 file/inner.txt',
      'added 000000 120000 folder',
      'deleted 100644 000000 folder/a.txt',
      'deleted 100644 000000 folder/deep/b.txt',
      'deleted 100644 000000 gone.txt',
      'modified 120000 120000 link',
      'added 000000 100644 new/name.txt',
      'modified 100644 100644 noise.bin',
      'deleted 100644 000000 old/name.txt',
      'modified 100644 100755 run.sh',
      'modified 100644 100644 text.txt',
    ])
    expect(changes.changedFiles.find(({ path }) => path === 'text.txt')).toMatchObject({
      addedLines: 1,
      deletedLines: 1,
      binary: false,
    })
    expect(changes.changedFiles.find(({ path }) => path === 'noise.bin')).toMatchObject({
      addedLines: 0,
      deletedLines: 0,
      binary: true,
    })
    const tree = listTree(gitDir, changes.resultTree)
    expect(tree.get('added.bin')).toEqual({ mode: '100644', bytes: Buffer.from(NOISE.slice(10)) })
    expect(tree.get('folder')).toEqual({ mode: '120000', bytes: Buffer.from('/etc') })
    expect([...tree.keys()].sort()).toEqual(
      [
        'added.bin',
        'becomes-link.txt',
        'file/inner.txt',
        'folder',
        'link',
        'new/name.txt',
        'no-newline',
      ].concat(['noise.bin', 'run.sh', 'text.txt']),
    )
    const { commit } = repository.base
    expect(await treeOfPatch(source, commit, changes.patch, join(createFolder(), 'git'))).toBe(
      changes.resultTree,
    )
  })

  it('take any file name that Linux takes', async () => {
    const names = [
      '-rf',
      ' ',
      'new\nline',
      'tab\t',
      'quo"te',
      'back\\slash',
      '\xff\xfe',
      'gr\xc3\xbcn',
      ':(top)*',
      'a -> b',
    ]
    const odd = (content: string) => Object.fromEntries(names.map((name) => [name, content]))
    const source = createSource({ 'plain.txt': 'x\n' })
    writeFiles(source, odd('base\n'), 'latin1')
    commitAll(source)
    const { checkout, gitDir } = await openSource(source)
    expect((await checkout.changes()).changedFiles).toEqual([])
    writeFiles(checkout.path, odd('edited\n'), 'latin1')
    writeFiles(checkout.path, { 'd\xe9/\n': 'new\n', 'git~1': 'new\n', 'con:': 'new\n' }, 'latin1')
    const changes = await checkout.changes()
    expect(changes.applies).toBe(true)
    expect(changes.changedFiles.map(({ path }) => path).sort()).toEqual(
      [' ', '-rf', ':(top)*', 'a -> b', 'con:', 'git~1', 'grün', '"\\377\\376"', '"back\\\\slash"']
        .concat(['"d\\351/\\n"', '"new\\nline"', '"quo\\"te"', '"tab\\t"'])
        .sort(),
    )
    const tree = listTree(gitDir, changes.resultTree)
    for (const name of names) expect([name, tree.get(name)?.bytes.toString()]).toEqual([name, 'edited\n'])
    const again = await treeOfPatch(
      source,
      runGit(source, 'rev-parse', 'HEAD'),
      changes.patch,
      join(createFolder(), 'git'),
    )
    expect(again).toBe(changes.resultTree)
  })

  it('say that the patch does not apply where git can not read the names that it wrote', async () => {
    const { checkout, gitDir } = await openSource(createSource({ 'a.txt': 'a\n' }))
    writeFiles(checkout.path, { 'ends in space /empty': '' })
    const { applies, resultTree } = await checkout.changes()
    expect(applies).toBe(false)
    expect(listTree(gitDir, resultTree).has('ends in space /empty')).toBe(true)
  })

  it('can be measured again after more edits, and in a checkout of the result', async () => {
    const { checkout, repository } = await openSource(createSource({ 'a.txt': 'a\n' }))
    writeFiles(checkout.path, { 'a.txt': 'b\n' })
    const first = await checkout.changes()
    writeFiles(checkout.path, { 'b.txt': 'b\n' })
    const second = await checkout.changes()
    expect(second.applies && second.resultTree !== first.resultTree).toBe(true)

    const path = join(createFolder(), 'result')
    const result = await repository.open(first.resultTree, { path, engineGit: false, maxBytes: 1_000 })
    expect(readFileSync(join(path, 'a.txt'), 'utf8')).toBe('b\n')
    expect((await result.changes()).resultTree).toBe(first.resultTree)
    writeFiles(path, { 'a.txt': 'a\n' })
    expect((await result.changes()).resultTree).toBe(repository.base.tree)
    await result.close()
    expect(() => lstatSync(path)).toThrow('ENOENT')
  })
})
