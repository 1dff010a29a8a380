import { execFileSync } from 'node:child_process'
import { chmodSync, lstatSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  asOrdinaryUser,
  createFolder,
  createSource,
  createTrap,
  listTree,
  openSource,
  runGit,
  writeFiles,
} from './repository.fixture.ts'

const IGNORING = {
  '.gitignore': 'node_modules/\n*.log\n!keep.log\n',
  'sub/.gitignore': '/built\n',
  'a.txt': 'a\n',
}

async function openPlain(files: Parameters<typeof createSource>[0] = { 'a.txt': 'a\n', 'sub/b.txt': 'b\n' }) {
  const opened = await openSource(createSource(files))
  return { ...opened, at: (name: string) => join(opened.checkout.path, name) }
}

describe('ignored files', () => {
  it('are those of the base, by name, and only where untracked', async () => {
    const { checkout } = await openPlain({ ...IGNORING, 'tracked.log': 'log\n', 'sub/built/tracked': 'x\n' })
    writeFiles(checkout.path, {
      'node_modules/dep/index.js': 'x\n',
      'sub/node_modules/dep/index.js': 'x\n',
      'new.log': 'x\n',
      'keep.log': 'x\n',
      'sub/built/new': 'x\n',
      'built/new': 'x\n',
      'tracked.log': 'edited\n',
      'sub/built/tracked': 'edited\n',
      ':!odd.log': 'x\n',
      '-n\n.log': 'x\n',
    })
    const changes = await checkout.changes()
    expect(changes.ignored).toEqual([
      '"-n\\n.log"',
      ':!odd.log',
      'new.log',
      'node_modules/dep/index.js',
      'sub/built/new',
      'sub/node_modules/dep/index.js',
    ])
    expect(changes.changedFiles.map(({ path }) => path)).toEqual([
      'built/new',
      'keep.log',
      'sub/built/tracked',
      'tracked.log',
    ])
    expect(changes.applies).toBe(true)
  })

  it('are not decided by rules that the engine writes', async () => {
    const { checkout } = await openPlain(IGNORING)
    writeFiles(checkout.path, {
      '.gitignore': '*\n',
      'sub/.gitignore': '*\n',
      'hidden.txt': 'x\n',
      'sub/hidden': 'x\n',
    })
    writeFiles(checkout.path, { 'new/.gitignore': '*\n', 'new/hidden': 'x\n', '.git/info/exclude': '*\n' })
    const { changedFiles, ignored } = await checkout.changes()
    expect(changedFiles.map(({ path }) => path)).toEqual([
      '.gitignore',
      'hidden.txt',
      'new/.gitignore',
      'new/hidden',
      'sub/.gitignore',
      'sub/hidden',
    ])
    expect(ignored).toEqual([])
  })

  it('are left out of a checkout of the result by the rules of the base too', async () => {
    const { checkout, repository } = await openPlain(IGNORING)
    writeFiles(checkout.path, { '.gitignore': '*\n' })
    const { resultTree } = await checkout.changes()
    const path = join(createFolder(), 'result')
    const result = await repository.open(resultTree, { path, engineGit: false, maxBytes: 1_000 })
    writeFiles(path, { 'a.log': 'x\n', 'other.txt': 'x\n' })
    const { changedFiles, ignored } = await result.changes()
    expect([changedFiles.map((file) => file.path), ignored]).toEqual([['other.txt'], ['a.log']])
  })
})

describe('what a tree can not hold', () => {
  it('nested .git folders hide nothing, and are named', async () => {
    const { checkout, at, gitDir } = await openPlain()
    writeFiles(checkout.path, {
      'nested/inner.txt': 'x\n',
      'upper/.GIT/config': 'x\n',
      'sub/.git': 'gitdir: /\n',
    })
    runGit(at('nested'), 'init', '--quiet')
    runGit(at('nested'), 'commit', '--quiet', '--allow-empty', '--message', 'x')
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([
      { kind: 'nested-git', path: 'nested/.git' },
      { kind: 'nested-git', path: 'sub/.git' },
      { kind: 'nested-git', path: 'upper/.GIT' },
    ])
    expect([...listTree(gitDir, changes.resultTree).keys()]).toEqual([
      'a.txt',
      'nested/inner.txt',
      'sub/b.txt',
    ])
    expect(changes.applies).toBe(true)
  })

  it('.git at the root is an anomaly where the checkout has none of its own', async () => {
    const source = createSource({ 'a.txt': 'a\n' })
    const { checkout } = await openSource(source, { engineGit: false })
    runGit(checkout.path, 'init', '--quiet')
    expect((await checkout.changes()).anomalies).toEqual([{ kind: 'nested-git', path: '.git' }])
  })

  it.each(['file', 'link', 'nothing'])('a %s in the place of .git changes nothing', async (kind) => {
    const { checkout, at } = await openPlain()
    rmSync(at('.git'), { recursive: true })
    if (kind === 'file') writeFileSync(at('.git'), 'gitdir: /etc\n')
    if (kind === 'link') symlinkSync('/etc', at('.git'))
    writeFiles(checkout.path, { 'a.txt': 'b\n' })
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([])
    expect(changes.changedFiles.map(({ path }) => path)).toEqual(['a.txt'])
  })

  it('pipes, sockets and links named .gitmodules are named and left out', async () => {
    const { checkout, at } = await openPlain()
    rmSync(at('a.txt'))
    execFileSync('mkfifo', [at('a.txt'), at('pipe')])
    symlinkSync('a.txt', at('.gitmodules'))
    const server = createServer().listen(at('socket'))
    onTestFinished(() => void server.close())
    await new Promise((resolve) => server.once('listening', resolve))
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([
      { kind: 'special-file', path: '.gitmodules' },
      { kind: 'special-file', path: 'a.txt' },
      { kind: 'special-file', path: 'pipe' },
      { kind: 'special-file', path: 'socket' },
    ])
    expect(changes.changedFiles.map(({ path, change }) => `${change} ${path}`)).toEqual(['deleted a.txt'])
    expect(changes.applies).toBe(true)
  })

  it('set-id bits are named, the bytes are taken', async () => {
    const { checkout, at } = await openPlain()
    chmodSync(at('a.txt'), 0o4755)
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([{ kind: 'setid', path: 'a.txt' }])
    expect(changes.changedFiles).toMatchObject([{ path: 'a.txt', newMode: '100755' }])
  })

  it('a sparse file of 1 TB is not read', async () => {
    const { checkout, at } = await openPlain()
    writeFileSync(at('huge'), '')
    truncateSync(at('huge'), 2 ** 40)
    truncateSync(at('a.txt'), 2 ** 40)
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([
      { kind: 'too-large', path: 'a.txt' },
      { kind: 'too-large', path: 'huge' },
    ])
    expect(changes.changedFiles.map(({ path, change }) => `${change} ${path}`)).toEqual(['deleted a.txt'])
  })

  it('the size limit counts what is new, over all files, and not what the base holds', async () => {
    const source = createSource({ 'big.txt': 'x'.repeat(5_000) })
    const { checkout } = await openSource(source, { maxBytes: 100 })
    writeFiles(checkout.path, {
      'big.txt': 'y'.repeat(5_000),
      'one.txt': 'x'.repeat(60),
      'two.txt': 'x'.repeat(60),
    })
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([{ kind: 'too-large', path: 'two.txt' }])
    expect(changes.changedFiles.map(({ path }) => path)).toEqual(['big.txt', 'one.txt'])
  })

  it('paths too deep for any program are named, and removed in the end', async () => {
    const { checkout } = await openPlain()
    const dig = `for (let i = 0; i < 60; i++) { fs.mkdirSync('d'.repeat(200)); process.chdir('d'.repeat(200)) }
      fs.writeFileSync('bottom', 'x')`
    execFileSync(process.execPath, ['-e', dig], { cwd: checkout.path })
    const changes = await checkout.changes()
    expect(changes.anomalies.map(({ kind }) => kind)).toEqual(['unreadable'])
    await checkout.close()
    expect(() => lstatSync(checkout.path)).toThrow('ENOENT')
  })
})

describe('locked folders and files', () => {
  const lock = async () => {
    const opened = await openPlain({ 'a.txt': 'a\n', 'locked/b.txt': 'b\n', 'locked/deep/c.txt': 'c\n' })
    writeFiles(opened.checkout.path, { 'locked/deep/c.txt': 'C\n', 'a.txt': 'A\n' })
    chmodSync(opened.at('locked/deep'), 0o300)
    chmodSync(opened.at('locked'), 0)
    chmodSync(opened.at('a.txt'), 0)
    return opened
  }
  const check = async ({ checkout }: Awaited<ReturnType<typeof lock>>) => {
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([
      { kind: 'locked-directory', path: 'locked' },
      { kind: 'locked-directory', path: 'locked/deep' },
    ])
    expect(changes.changedFiles.map(({ path }) => path)).toEqual(['a.txt', 'locked/deep/c.txt'])
    chmodSync(join(checkout.path, 'locked'), 0)
    chmodSync(checkout.path, 0)
    await checkout.close()
    expect(() => lstatSync(checkout.path)).toThrow('ENOENT')
  }

  it('are opened again and measured', async () => check(await lock()))

  it('are opened again and measured by an ordinary user', async () => {
    await asOrdinaryUser(async () => check(await lock()))
  })
})

describe('submodules', () => {
  const withSubmodule = async () => {
    const inner = createSource({ 'inner.txt': 'x\n' })
    const source = createSource({ 'a.txt': 'a\n' })
    runGit(source, 'submodule', '--quiet', 'add', inner, 'module')
    runGit(source, 'commit', '--quiet', '--message', 'module')
    const opened = await openSource(source)
    return { ...opened, at: (name: string) => join(opened.checkout.path, name) }
  }

  it('stay as they are while their folder is empty', async () => {
    const { checkout, at, gitDir } = await withSubmodule()
    writeFileSync(at('a.txt'), 'b\n')
    const changes = await checkout.changes()
    expect(changes.changedFiles.map(({ path }) => path)).toEqual(['a.txt'])
    expect(listTree(gitDir, changes.resultTree).get('module')?.mode).toBe('160000')
    expect(changes.applies).toBe(true)
  })

  it('are an anomaly when filled', async () => {
    const { checkout } = await withSubmodule()
    writeFiles(checkout.path, { 'module/x.txt': 'x\n' })
    const changes = await checkout.changes()
    expect(changes.anomalies).toEqual([{ kind: 'nested-git', path: 'module' }])
    expect(changes.changedFiles).toEqual([])
  })

  it('are deleted or replaced when their folder is', async () => {
    const { checkout, at } = await withSubmodule()
    renameSync(at('module'), at('elsewhere'))
    const gone = await checkout.changes()
    expect(gone.changedFiles).toMatchObject([{ path: 'module', change: 'deleted', oldMode: '160000' }])
    expect(gone.applies).toBe(true)
    writeFileSync(at('module'), 'a file now\n')
    const replaced = await checkout.changes()
    expect(replaced.changedFiles).toMatchObject([{ path: 'module', oldMode: '160000', newMode: '100644' }])
    expect(replaced.applies).toBe(true)
  })
})

describe('the git of the engine', () => {
  it('is never run: no hook, monitor, alias or editor of it', async () => {
    const trap = createTrap()
    const { checkout, at } = await openPlain()
    for (const key of ['core.fsmonitor', 'core.sshCommand', 'core.pager', 'diff.external', 'core.editor']) {
      runGit(checkout.path, 'config', key, trap.program)
    }
    runGit(checkout.path, 'config', 'core.hooksPath', trap.hooks)
    writeFileSync(at('a.txt'), 'b\n')
    expect((await checkout.changes()).applies).toBe(true)
    expect(trap.wasRun()).toBe(false)
    runGit(checkout.path, 'status')
    expect(trap.wasRun(), 'the trap works').toBe(true)
  })

  it('shares nothing with the source and can be broken without harm', async () => {
    const source = createSource({
      'a.txt': 'a\n',
      'b.bin': Uint8Array.from({ length: 9_000 }, (_, i) => i % 251),
    })
    writeFiles(source, { 'a.txt': 'b\n' })
    runGit(source, 'commit', '--quiet', '--all', '--message', 'second')
    const { checkout } = await openSource(source)
    const log = runGit(checkout.path, 'log', '--format=%s')
    expect(log).toBe('second')
    expect(runGit(checkout.path, 'remote')).toBe('')
    expect(runGit(checkout.path, 'fsck', '--strict')).toBe('')
    expect(runGit(checkout.path, 'count-objects', '-v')).not.toContain('alternate')
    runGit(checkout.path, 'commit', '--quiet', '--allow-empty', '--message', 'of the engine')
    execFileSync(
      'sh',
      ['-c', 'chmod -R u+w .git/objects; find .git/objects -type f -exec sh -c "echo x >> {}" ";"'],
      {
        cwd: checkout.path,
      },
    )
    runGit(source, 'fsck', '--strict')
    expect((await checkout.changes()).changedFiles).toEqual([])
  })
})
