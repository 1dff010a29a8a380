import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  commitAll,
  createSource,
  createTrap,
  listTree,
  openSource,
  runGit,
  writeFiles,
} from './repository.fixture.ts'

const ATTRIBUTES = [
  '*.txt text eol=crlf',
  '*.id ident',
  '*.u16 text working-tree-encoding=UTF-16LE',
  '*.flt filter=trap',
  '*.bin binary',
  '',
].join('\n')

const FILES = {
  'a.txt': 'one\ntwo\n',
  'raw.md': 'one\r\ntwo\r\n',
  'a.id': '$Id$\n',
  'a.u16': Buffer.from('hello\n', 'utf16le'),
  'a.flt': 'plain\n',
  'a.bin': 'in truth text\n',
}

describe('a repository with attributes that convert files', () => {
  it('is checked out as the bytes of its blobs, unchanged before any edit', async () => {
    const { checkout, repository, gitDir } = await openSource(
      createSource({ '.gitattributes': ATTRIBUTES, ...FILES }),
    )
    for (const [path, { bytes }] of listTree(gitDir, repository.base.tree)) {
      expect([path, readFileSync(join(checkout.path, path))]).toEqual([path, bytes])
    }
    expect(readFileSync(join(checkout.path, 'a.txt'), 'utf8')).toBe('one\ntwo\n')
    expect((await checkout.changes()).resultTree).toBe(repository.base.tree)
  })

  it('gives blobs of the bytes on disk after edits', async () => {
    const { checkout, gitDir } = await openSource(createSource({ '.gitattributes': ATTRIBUTES, ...FILES }))
    const edits = {
      'a.txt': Buffer.from('one\r\nTWO\r\n'),
      'a.id': Buffer.from('$Id: 0123456789 $\n'),
      'a.u16': Buffer.from('hullo\n', 'utf16le'),
      'a.flt': Buffer.from('other\n'),
      'a.bin': Buffer.from('in truth more text\n'),
      'new.txt': Buffer.from('mixed\r\nlines\n'),
    }
    writeFiles(checkout.path, edits)
    const changes = await checkout.changes()
    expect(changes.applies).toBe(true)
    const tree = listTree(gitDir, changes.resultTree)
    for (const [path, bytes] of Object.entries(edits))
      expect([path, tree.get(path)?.bytes]).toEqual([path, bytes])
    expect(changes.changedFiles.find(({ path }) => path === 'a.bin')?.binary).toBe(false)
  })

  it('hides no edit behind attributes that the engine adds', async () => {
    const { checkout, gitDir } = await openSource(createSource({ 'a.txt': 'one\n', 'sub/b.txt': 'b\n' }))
    const all = '* working-tree-encoding=UTF-16 filter=gone eol=crlf ident binary merge=none diff=none\n'
    writeFiles(checkout.path, {
      '.gitattributes': all,
      'sub/.gitattributes': all,
      'a.txt': 'two\n',
      'sub/b.txt': 'c\r\n',
    })
    const changes = await checkout.changes()
    expect(changes.applies).toBe(true)
    expect(changes.changedFiles.map(({ path }) => path)).toEqual([
      '.gitattributes',
      'a.txt',
      'sub/.gitattributes',
      'sub/b.txt',
    ])
    expect(listTree(gitDir, changes.resultTree).get('sub/b.txt')?.bytes).toEqual(Buffer.from('c\r\n'))
    expect(changes.changedFiles.every(({ binary }) => !binary)).toBe(true)
  })

  it('runs no filter, diff driver or text conversion that source or engine configure', async () => {
    const trap = createTrap()
    const source = createSource({ '.gitattributes': '*.flt filter=trap diff=trap\n', 'a.flt': 'plain\n' })
    const plant = (folder: string) => {
      for (const key of [
        'filter.trap.clean',
        'filter.trap.smudge',
        'filter.trap.process',
        'diff.trap.command',
      ]) {
        runGit(folder, 'config', key, trap.program)
      }
      runGit(folder, 'config', 'diff.trap.textconv', trap.program)
      runGit(folder, 'config', 'filter.trap.required', 'true')
    }
    plant(source)
    const { checkout, repository } = await openSource(source)
    plant(checkout.path)
    writeFiles(checkout.path, { 'a.flt': 'edited\n' })
    expect((await checkout.changes()).changedFiles).toHaveLength(1)
    writeFileSync(join(source, 'a.flt'), 'PLAIN\n')
    expect((await repository.state(true)).dirtyPaths).toEqual(['a.flt'])
    expect(trap.wasRun()).toBe(false)
    expect(() => commitAll(source)).toThrow('filter')
    expect(trap.wasRun(), 'the trap works').toBe(true)
  })

  it('lets the git of the engine see the same files as clean', async () => {
    const owner = process.getuid?.() === 0 ? { uid: 40_001, gid: 40_001 } : undefined
    const source = createSource({ '.gitattributes': ATTRIBUTES, ...FILES })
    const { checkout } = await openSource(source, { owner })
    expect(runGit(checkout.path, 'diff-files', '--name-only')).toBe('')
    expect(runGit(checkout.path, 'status', '--porcelain')).toBe('')
    expect(runGit(checkout.path, 'rev-list', '--all')).toBe(runGit(source, 'rev-parse', 'HEAD'))
  })
})
