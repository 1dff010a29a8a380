import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openRepository, treeOfPatch } from './index.ts'
import {
  asOrdinaryUser,
  commitAll,
  createFolder,
  createSource,
  createTrap,
  openSource,
  runGit,
  writeFiles,
} from './repository.fixture.ts'

const ROOT = process.getuid?.() === 0
const own = () => join(createFolder(), 'own.git')

/** Every file of a folder, its `.git` included, by mode, times and bytes. */
function fingerprintOf(folder: string): string {
  const script =
    'find . -printf "%p %m %s %T@ %i %l\\n" | LC_ALL=C sort; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum'
  return execFileSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' })
}

describe('openRepository', () => {
  it('refuses what is no repository, each with a hint', async () => {
    const folder = createFolder()
    writeFiles(folder, { file: 'x\n', 'broken/.git': 'gitdir: ../nowhere\n', 'plain/a.txt': 'x\n' })
    const source = createSource({ 'sub/a.txt': 'a\n' })
    const paths = ['absent', 'file', 'broken', 'plain'].map((name) => join(folder, name))
    for (const path of [...paths, join(source, 'sub'), join(source, '.git')]) {
      const expected = { code: 'repository_unusable', hint: expect.any(String) }
      await expect(openRepository(path, 'HEAD', own()), path).rejects.toMatchObject(expected)
    }
  })

  it('refuses a repository without commits, and a revision that is none', async () => {
    const empty = createFolder()
    runGit(empty, 'init', '--quiet')
    await expect(openRepository(empty, 'HEAD', own())).rejects.toMatchObject({ code: 'repository_unusable' })
    const source = createSource({ 'a.txt': 'a\n' })
    const tree = runGit(source, 'rev-parse', 'HEAD^{tree}')
    for (const revision of [
      'nope',
      '',
      'HEAD\nHEAD',
      '--help',
      tree,
      'HEAD:a.txt',
      '0'.repeat(40),
      'HEAD~1',
    ]) {
      const gitDir = own()
      const opening = openRepository(source, revision, gitDir)
      await expect(opening, revision).rejects.toMatchObject({
        code: 'base_unknown',
        hint: expect.any(String),
      })
      expect(existsSync(gitDir)).toBe(false)
    }
  })

  it('takes branches, annotated tags and ids', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const first = runGit(source, 'rev-parse', 'HEAD')
    runGit(source, 'tag', '--annotate', 'v1', '--message', 'one')
    writeFiles(source, { 'a.txt': 'b\n' })
    const second = commitAll(source)
    for (const [revision, commit] of [
      ['main', second],
      ['v1', first],
      [first.slice(0, 12), first],
      ['HEAD~1', first],
    ] as const) {
      const repository = await openRepository(source, revision, own())
      expect(repository.base.commit).toBe(commit)
      await repository.close()
    }
  })

  it('works on bare repositories, linked work trees, links and borrowed objects', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const folder = createFolder()
    const at = (name: string) => join(folder, name)
    runGit(folder, 'clone', '--quiet', '--bare', source, 'bare')
    runGit(source, 'worktree', 'add', '--quiet', at('linked'))
    runGit(folder, 'clone', '--quiet', '--shared', source, 'borrowing "odd"\nname')
    symlinkSync(source, at('link'))
    for (const name of ['bare', 'linked', 'borrowing "odd"\nname', 'link']) {
      const { checkout, repository } = await openSource(at(name))
      expect(readFileSync(join(checkout.path, 'a.txt'), 'utf8')).toBe('a\n')
      writeFileSync(join(checkout.path, 'a.txt'), 'b\n')
      expect((await checkout.changes()).applies).toBe(true)
      const state = await repository.state(true)
      expect([name, state.clean, state.head]).toEqual([name, true, repository.base.commit])
      expect(state.branch).toBe(name === 'linked' ? 'refs/heads/linked' : 'refs/heads/main')
    }
  })

  it('works on SHA-256 repositories', async () => {
    const source = createSource({ 'a.txt': 'a\n', 'gone.txt': 'x\n' }, '--object-format=sha256')
    const { checkout, repository } = await openSource(source)
    expect(repository.base.commit).toHaveLength(64)
    expect(runGit(checkout.path, 'rev-parse', 'HEAD')).toBe(repository.base.commit)
    expect(runGit(checkout.path, 'status', '--porcelain')).toBe('')
    expect((await checkout.changes()).resultTree).toBe(repository.base.tree)
    writeFiles(checkout.path, { 'a.txt': 'b\n', 'new.bin': Uint8Array.of(0, 1, 2) })
    const changes = await checkout.changes()
    expect(changes.resultTree).toHaveLength(64)
    expect(changes.applies).toBe(true)
    expect(await treeOfPatch(source, repository.base.commit, changes.patch, own())).toBe(changes.resultTree)
  })

  it('refuses a repository that lacks objects of the commit', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const blob = runGit(source, 'rev-parse', 'HEAD:a.txt')
    rmSync(join(source, '.git/objects', blob.slice(0, 2)), { recursive: true })
    const gitDir = own()
    const expected = { code: 'repository_unusable', hint: expect.any(String) }
    await expect(openRepository(source, 'HEAD', gitDir)).rejects.toMatchObject(expected)
    expect(existsSync(gitDir)).toBe(false)
  })

  it('works on a shallow clone, and gives the engine no history', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    writeFiles(source, { 'a.txt': 'b\n' })
    commitAll(source)
    runGit(createFolder(), 'clone', '--quiet', '--depth=1', `file://${source}`, join(source, 'shallow'))
    const { checkout } = await openSource(join(source, 'shallow'))
    expect(runGit(checkout.path, 'rev-list', '--count', 'HEAD')).toBe('1')
  })

  it('gives ids of files and folders of the base', async () => {
    const source = createSource({ 'package-lock.json': '{}\n', 'src/[a].ts': 'a\n', 'src/grün.ts': 'b\n' })
    const { repository } = await openSource(source)
    const id = (path: string) => runGit(source, 'rev-parse', `HEAD:${path}`)
    const asked = [
      'package-lock.json',
      'src',
      'src/',
      'src/[a].ts',
      'src/grün.ts',
      'src/*',
      '../x',
      '/etc',
      'gone',
      '.',
      '',
    ]
    expect(Object.fromEntries(await repository.idsOf(asked))).toEqual({
      'package-lock.json': id('package-lock.json'),
      src: id('src'),
      'src/': id('src'),
      'src/[a].ts': id('src/[a].ts'),
      'src/grün.ts': id('src/grün.ts'),
      'src/*': null,
      '../x': null,
      '/etc': null,
      gone: null,
      '.': repository.base.tree,
      '': null,
    })
  })

  it.runIf(ROOT)(
    'gives the checkout to its owner, whose git then works, and leaves the source to whom it was',
    async () => {
      const source = createSource({ 'a.txt': 'a\n', 'sub/b': { link: '../a.txt' } })
      const before = fingerprintOf(source)
      const owner = { uid: 40_001, gid: 40_001 }
      const { checkout } = await openSource(source, { owner })
      const owners = execFileSync('find', [checkout.path, '-printf', '%U:%G\n'], { encoding: 'utf8' })
      expect(new Set(owners.trim().split('\n'))).toEqual(new Set(['40001:40001']))
      chmodSync(join(checkout.path, '..'), 0o755)
      const script =
        'git status --porcelain && echo edit > a.txt && git commit --quiet --all --message edit && git log --format=%s'
      const options = { cwd: checkout.path, encoding: 'utf8', env: { PATH: process.env.PATH } } as const
      const log = execFileSync(
        'setpriv',
        ['--reuid=40001', '--regid=40001', '--clear-groups', 'sh', '-c', script],
        options,
      )
      expect(log).toBe('edit\nbase\n')
      expect((await checkout.changes()).changedFiles.map(({ path }) => path)).toEqual(['a.txt'])
      expect(fingerprintOf(source)).toBe(before)
    },
  )

  it.runIf(ROOT)('reads a source that belongs to someone else', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    for (const path of ['', '.git']) chownSync(join(source, path), 40_002, 40_002)
    const { checkout, repository } = await openSource(source)
    expect((await repository.state(true)).clean).toBe(true)
    expect((await checkout.changes()).applies).toBe(true)
  })

  it('works for an ordinary user', async () => {
    await asOrdinaryUser(async () => {
      const { checkout, repository } = await openSource(createSource({ 'a.txt': 'a\n' }))
      writeFiles(checkout.path, { 'a.txt': 'b\n' })
      expect((await checkout.changes()).applies).toBe(true)
      expect((await repository.state(true)).clean).toBe(true)
      await checkout.close()
      await repository.close()
    })
  })
})

describe('the source', () => {
  it('is byte for byte as it was after all of it, index and times included', async () => {
    const source = createSource({ 'a.txt': 'a\n', '.gitignore': 'out/\n', 'b.txt': 'b\n' })
    writeFiles(source, { 'new.txt': 'n\n' })
    commitAll(source)
    runGit(source, 'reset', '--quiet', '--hard', 'HEAD~1')
    writeFiles(source, { 'out/x': 'x\n' })
    utimesSync(join(source, 'a.txt'), 1_000_000_000, 1_000_000_000)
    const before = fingerprintOf(source)
    const { checkout, repository } = await openSource(source)
    const first = await repository.state(true)
    expect(first).toMatchObject({ clean: true, dirtyPaths: [], branch: 'refs/heads/main' })
    writeFiles(checkout.path, { 'a.txt': 'b\n', 'new.txt': 'n\n' })
    const { patch } = await checkout.changes()
    await treeOfPatch(source, repository.base.commit, patch, own())
    expect(await repository.state(true)).toEqual(first)
    await checkout.close()
    await repository.close()
    expect(fingerprintOf(source)).toBe(before)
    runGit(source, 'fsck', '--strict')
  })

  it('runs no hook or monitor that its configuration names', async () => {
    const trap = createTrap()
    const source = createSource({ 'a.txt': 'a\n' })
    runGit(source, 'config', 'core.fsmonitor', trap.program)
    runGit(source, 'config', 'core.hooksPath', trap.hooks)
    const { checkout, repository } = await openSource(source)
    writeFiles(source, { 'a.txt': 'b\n' })
    expect((await repository.state(false)).clean).toBe(false)
    writeFiles(checkout.path, { 'a.txt': 'c\n' })
    await checkout.changes()
    expect(trap.wasRun()).toBe(false)
    runGit(source, 'status')
    expect(trap.wasRun(), 'the trap works').toBe(true)
  })

  it('shows each kind of difference in its state', async () => {
    const source = createSource({ 'a.txt': 'a\n', '.gitignore': 'out/\n' })
    const { repository } = await openSource(source)
    const clean = await repository.state(true)
    const differing = async () => {
      const now = await repository.state(true)
      return Object.entries(now).flatMap(([key, value]) =>
        JSON.stringify(value) === JSON.stringify(Reflect.get(clean, key)) ? [] : [key],
      )
    }
    expect(await differing()).toEqual([])
    writeFiles(source, { 'out/x': 'ignored\n' })
    expect(await differing()).toEqual(['bytes'])
    writeFiles(source, { 'odd "\n name': 'x\n', 'plain name': 'x\n' })
    expect(await differing()).toEqual(['status', 'clean', 'dirtyPaths', 'bytes'])
    expect((await repository.state(false)).dirtyPaths).toEqual(['"odd \\"\\n name"', 'plain name'])
    runGit(source, 'tag', 'v1')
    expect(await differing()).toContain('refs')
    runGit(source, 'add', '--all')
    expect(await differing()).toContain('index')
    runGit(source, 'checkout', '--quiet', '--detach')
    const detached = await repository.state(false)
    expect([detached.branch, detached.head, detached.bytes]).toEqual([null, clean.head, null])
    runGit(source, 'commit', '--quiet', '--message', 'more')
    expect(await differing()).toContain('head')
  })

  it('names at most 20 dirty paths, conflicts and moved files among them', async () => {
    const source = createSource({ 'a.txt': 'a\n'.repeat(9), 'c.txt': 'c\n' })
    const { repository } = await openSource(source)
    runGit(source, 'checkout', '--quiet', '-b', 'other')
    writeFiles(source, { 'c.txt': 'other\n' })
    commitAll(source)
    runGit(source, 'checkout', '--quiet', 'main')
    writeFiles(source, { 'c.txt': 'main\n' })
    commitAll(source)
    expect(() => runGit(source, 'merge', 'other')).toThrow()
    renameSync(join(source, 'a.txt'), join(source, 'b.txt'))
    expect((await repository.state(false)).dirtyPaths.sort()).toEqual(['a.txt', 'b.txt', 'c.txt'])
    for (let n = 0; n < 30; n++) writeFiles(source, { [`new-${n}`]: '' })
    expect((await repository.state(false)).dirtyPaths).toHaveLength(20)
  })
})

describe('open', () => {
  it('leaves nothing behind when the tree is unknown, and refuses a folder that is there', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const repository = await openRepository(source, 'HEAD', own())
    const path = join(createFolder(), 'checkout')
    const options = { path, engineGit: true, maxBytes: 1_000 }
    await expect(repository.open('0'.repeat(40), options)).rejects.toMatchObject({ code: 'git_failed' })
    expect(existsSync(path)).toBe(false)
    mkdirSync(path)
    await expect(repository.open(repository.base.tree, options)).rejects.toThrow('EEXIST')
    expect(lstatSync(path).isDirectory()).toBe(true)
  })

  it('measures two checkouts at once', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const repository = await openRepository(source, 'HEAD', own())
    const folder = createFolder()
    const trees = await Promise.all(
      ['x', 'y'].map(async (name) => {
        const path = join(folder, name)
        const checkout = await repository.open(repository.base.tree, {
          path,
          engineGit: true,
          maxBytes: 1_000,
        })
        writeFiles(path, { 'a.txt': `${name}\n` })
        const changes = await checkout.changes()
        expect(changes.applies).toBe(true)
        return changes.resultTree
      }),
    )
    expect(trees[0]).not.toBe(trees[1])
  })
})

describe('treeOfPatch', () => {
  it('takes no binary patch for its word, even where the source holds what it claims to lead to', async () => {
    const bytes = Uint8Array.from({ length: 3_000 }, (_, index) => (index * 7919) % 256)
    const claimed = bytes.toReversed()
    const source = createSource({ 'a.bin': bytes })
    const { checkout, repository } = await openSource(source)
    writeFiles(source, { 'a.bin': claimed })
    commitAll(source)
    writeFiles(checkout.path, { 'a.bin': claimed })
    const { patch, resultTree } = await checkout.changes()
    writeFiles(checkout.path, { 'a.bin': claimed.with(7, 0) })
    const other = await checkout.changes()
    const [indexLine = ''] = /^index .*$/m.exec(Buffer.from(patch).toString('latin1')) ?? []
    const forged = Buffer.from(other.patch)
      .toString('latin1')
      .replace(/^index .*$/m, indexLine)
    const { commit } = repository.base
    expect(await treeOfPatch(source, commit, patch, own())).toBe(resultTree)
    expect(await treeOfPatch(source, commit, other.patch, own())).toBe(other.resultTree)
    expect(await treeOfPatch(source, commit, Buffer.from(forged, 'latin1'), own())).toBe(null)
  })

  it('says null for a patch that does not apply, and throws where there is no answer', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const commit = runGit(source, 'rev-parse', 'HEAD')
    const tree = runGit(source, 'rev-parse', 'HEAD^{tree}')
    expect(await treeOfPatch(source, commit, new Uint8Array(), own())).toBe(tree)
    const wrong = 'diff --git a/a.txt b/a.txt\n--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-zzz\n+b\n'
    const outside =
      'diff --git a/../x b/../x\nnew file mode 100644\n--- /dev/null\n+++ b/../x\n@@ -0,0 +1 @@\n+x\n'
    for (const patch of [wrong, outside, 'garbage', '\0']) {
      expect([patch, await treeOfPatch(source, commit, Buffer.from(patch), own())]).toEqual([patch, null])
    }
    for (const revision of ['HEAD', 'f'.repeat(40), '--help']) {
      const gitDir = own()
      await expect(treeOfPatch(source, revision, new Uint8Array(), gitDir)).rejects.toMatchObject({
        code: 'base_unknown',
      })
      expect(existsSync(gitDir)).toBe(false)
    }
  })
})
