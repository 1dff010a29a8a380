import { readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { git, tryGit, withFewForks } from './git.ts'
import { createFolder, createSource } from './repository.fixture.ts'

const openGitDir = () => join(createSource({ 'a.txt': 'a\n' }), '.git')
const inShells = <T>(act: () => Promise<T>) => withFewForks(join(createFolder(), 'shells'), act)

it('gives the bytes and the exit code of git, and what it was given', async () => {
  const gitDir = openGitDir()
  const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
  await inShells(async () => {
    const id = (await git(['hash-object', '-w', '--stdin'], { gitDir, stdin: bytes })).toString().trim()
    expect(await git(['cat-file', 'blob', id], { gitDir })).toEqual(Buffer.from(bytes))
    expect((await tryGit(['rev-parse', '--verify', '--quiet', 'nope'], { gitDir })).status).toBe(1)
    await expect(git(['cat-file', 'blob', 'nope'], { gitDir })).rejects.toMatchObject({
      code: 'git_failed',
      message: expect.stringContaining('git cat-file ended with 128: fatal'),
      details: { command: ['git', 'cat-file', 'blob', 'nope'], exitCode: 128 },
    })
  })
})

it('starts git by a shell, and leaves none behind', async () => {
  const gitDir = openGitDir()
  const parents = ['-c', 'alias.parent=!cat /proc/$PPID/stat', 'parent']
  // What git starts is below git, and that below the shell.
  const parentOf = (stat: Buffer | string) => /^\d+ \(.*\) \w (\d+)/.exec(stat.toString())?.[1]
  const shells = await inShells(async () => {
    const stats = await Promise.all(Array.from({ length: 8 }, () => git(parents, { gitDir })))
    return new Set(stats.map(parentOf))
  })
  expect(shells.size).toBeGreaterThan(0)
  expect(shells.size).toBeLessThan(4)
  expect(shells).not.toContain(String(process.pid))
  for (const pid of shells) expect(readdirSync('/proc')).not.toContain(pid)
})

it('takes any path and any value as they are', async () => {
  const odd = `it's $(touch x) "\\ \n*`
  const folder = join(createFolder(), odd)
  await withFewForks(join(folder, 'shells'), async () => {
    const gitDir = openGitDir()
    const indexFile = join(folder, 'index')
    const config = [['proctor.value', odd]] as const
    await git(['read-tree', 'HEAD'], { gitDir, indexFile })
    expect((await git(['ls-files'], { gitDir, indexFile })).toString()).toBe('a.txt\n')
    expect((await git(['config', '-z', 'proctor.value'], { gitDir, config })).toString()).toBe(`${odd}\0`)
  })
  expect(readdirSync(folder).sort()).toEqual(['index', 'shells'])
})

it('does not take what kept git from starting for an answer of git', async () => {
  const gitDir = openGitDir()
  const folder = join(createFolder(), 'shells')
  await withFewForks(folder, async () => {
    const version = () => tryGit(['--version'], { gitDir })
    // Each ends a shell, and each of these is replaced.
    for (let round = 0; round < 5; round += 1) {
      const there = tryGit(['--version'], { gitDir: join(gitDir, 'gone') })
      await expect(there).rejects.toMatchObject({ code: 'git_failed' })
    }
    expect((await version()).status).toBe(0)
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
    await expect(version()).rejects.toMatchObject({ code: 'git_failed' })
    expect((await version()).status).toBe(0)
  })
})

it('tells the end by a signal from an exit code', async () => {
  const gitDir = openGitDir()
  await inShells(async () => {
    const killed = await tryGit(['-c', 'alias.die=!kill -9 $PPID; sleep 1', 'die'], { gitDir })
    expect(killed.status).toBeNull()
    expect((await tryGit(['update-index', '--nonsense'], { gitDir })).status).toBe(129)
  })
})

it('says that git is missing', async () => {
  const gitDir = openGitDir()
  const path = process.env.PATH
  onTestFinished(() => {
    process.env.PATH = path
  })
  const bin = createFolder()
  process.env.PATH = `${bin}:/bin-of-nobody`
  symlinkSync('/bin/sh', join(bin, 'sh'))
  const asking = inShells(() => git(['--version'], { gitDir }))
  await expect(asking).rejects.toMatchObject({ code: 'tool_missing' })
})

it('passes nothing of our environment on, and nothing from one git to the next', async () => {
  const gitDir = openGitDir()
  process.env.GIT_OBJECT_DIRECTORY = '/nonexistent'
  onTestFinished(() => {
    delete process.env.GIT_OBJECT_DIRECTORY
  })
  await inShells(async () => {
    await tryGit(['--version'], { gitDir, objects: '/nonexistent' })
    expect((await git(['cat-file', '-p', 'HEAD:a.txt'], { gitDir })).toString()).toBe('a\n')
  })
})

it('takes input of any size, and passes the error on when it fails', async () => {
  const gitDir = openGitDir()
  async function* blob(size: number, fails: boolean) {
    yield Buffer.from(`blob\nmark :1\ndata ${size}\n`)
    for (let at = 0; at < size; at += 65_536) yield Buffer.alloc(Math.min(65_536, size - at), 'x')
    await Promise.resolve()
    if (fails) throw new Error('disk on fire')
    yield Buffer.from('\nget-mark :1\ndone\n')
  }
  const args = ['fast-import', '--quiet', '--done']
  await inShells(async () => {
    for (const size of [10, 3_000_000]) {
      const id = (await git(args, { gitDir, stdin: blob(size, false) })).toString().trim()
      expect((await git(['cat-file', '-s', id], { gitDir })).toString().trim()).toBe(String(size))
      await expect(git(args, { gitDir, stdin: blob(size, true) })).rejects.toThrow('disk on fire')
    }
  })
})

it('gives what git says on its way', async () => {
  const gitDir = openGitDir()
  const answer = await inShells(() => tryGit(['-c', 'alias.say=!echo out; echo err >&2', 'say'], { gitDir }))
  expect(answer).toEqual({ status: 0, stdout: Buffer.from('out\n'), stderr: 'err\n' })
})
