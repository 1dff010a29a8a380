import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { git, tryGit } from './git.ts'
import { createFolder, createSource } from './repository.fixture.ts'

const openGitDir = () => join(createSource({ 'a.txt': 'a\n' }), '.git')

it('gives command and words of a git that fails', async () => {
  const failing = git(['cat-file', 'blob', 'nope'], { gitDir: openGitDir() })
  await expect(failing).rejects.toMatchObject({
    code: 'git_failed',
    message: expect.stringContaining('git cat-file ended with 128: fatal'),
    details: { command: ['git', 'cat-file', 'blob', 'nope'], exitCode: 128 },
  })
})

it('says that git is missing, and not so when only the folder is', async () => {
  const gitDir = openGitDir()
  await expect(git(['--version'], { gitDir: join(gitDir, 'gone') })).rejects.toMatchObject({
    code: 'git_failed',
  })
  const path = process.env.PATH
  onTestFinished(() => {
    process.env.PATH = path
  })
  process.env.PATH = createFolder()
  await expect(git(['--version'], { gitDir })).rejects.toMatchObject({ code: 'tool_missing' })
})

it('gives the exit code of a git that ends before it has read its input, in whatever way the pipe breaks', async () => {
  const stdin = Buffer.alloc(8 * 1024 * 1024)
  const gitDir = openGitDir()
  for (let round = 0; round < 10; round += 1) {
    const calls = Array.from({ length: 6 }, () =>
      tryGit(['rev-parse', '--verify', '--quiet', 'nope'], { gitDir, stdin }),
    )
    for (const { status } of await Promise.all(calls)) expect(status).toBe(1)
  }
})

it('ends git and passes the error on when its input fails', async () => {
  async function* failing() {
    yield Buffer.from('blob\n')
    await Promise.resolve()
    throw new Error('disk on fire')
  }
  await expect(git(['fast-import', '--quiet'], { gitDir: openGitDir(), stdin: failing() })).rejects.toThrow(
    'disk on fire',
  )
})

it('passes nothing of our environment on but PATH', async () => {
  process.env.GIT_OBJECT_DIRECTORY = '/nonexistent'
  onTestFinished(() => {
    delete process.env.GIT_OBJECT_DIRECTORY
  })
  expect((await git(['cat-file', '-p', 'HEAD:a.txt'], { gitDir: openGitDir() })).toString()).toBe('a\n')
})
