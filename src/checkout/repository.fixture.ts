// Promises: real source repositories in folders of their own, for the tests of this folder.
// Must not: be imported by anything but tests. Called by: the tests of this folder.
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openRepository } from './index.ts'
import type { Checkout, OpenOptions, Repository } from './port.ts'
import { removeFolder } from './removal.ts'

/** A folder that goes when the test ends. */
export function createFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'proctor-checkout-'))
  onTestFinished(() => removeFolder(folder))
  return folder
}

/** Git as a person would run it, but without the configuration of whoever runs the tests. */
export function runGit(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe', env: PERSON }).trim()
}

const PERSON = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  GIT_CONFIG_KEY_1: 'protocol.file.allow',
  GIT_CONFIG_VALUE_1: 'always',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

type Content = string | Uint8Array | { readonly link: string | Buffer } | { readonly run: string }

/** Writes files by name; names of odd bytes are given in latin1, one character a byte, with `latin1` set. */
export function writeFiles(
  root: string,
  files: Readonly<Record<string, Content>>,
  encoding: BufferEncoding = 'utf8',
): void {
  for (const [name, content] of Object.entries(files)) {
    const file = Buffer.concat([Buffer.from(`${root}/`), Buffer.from(name, encoding)])
    mkdirSync(Buffer.from(dirname(file.toString('latin1')), 'latin1'), { recursive: true })
    if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(file, content)
    else if ('link' in content) symlinkSync(content.link, file)
    else {
      writeFileSync(file, content.run)
      chmodSync(file, 0o755)
    }
  }
}

/** A repository with one commit of these files. */
export function createSource(files: Readonly<Record<string, Content>>, ...initArgs: string[]): string {
  const source = join(createFolder(), 'source')
  mkdirSync(source)
  runGit(source, 'init', '--quiet', '--initial-branch=main', ...initArgs)
  writeFiles(source, files)
  commitAll(source)
  return source
}

export function commitAll(source: string): string {
  runGit(source, 'add', '--all', '--force')
  runGit(source, 'commit', '--quiet', '--allow-empty', '--message', 'base')
  return runGit(source, 'rev-parse', 'HEAD')
}

export interface Opened {
  readonly repository: Repository
  readonly checkout: Checkout
  /** Our own git dir. */
  readonly gitDir: string
}

/** Opens the source and its base as the engine would get it. */
export async function openSource(source: string, options: Partial<OpenOptions> = {}): Promise<Opened> {
  const folder = createFolder()
  const gitDir = join(folder, 'own.git')
  const repository = await openRepository(source, 'HEAD', gitDir)
  const path = join(folder, 'checkout')
  const checkout = await repository.open(repository.base.tree, {
    path,
    engineGit: true,
    maxBytes: 64 * 1024 * 1024,
    ...options,
  })
  return { repository, checkout, gitDir }
}

/** Path, mode and bytes of everything in a tree, by git alone. */
export function listTree(
  gitDir: string,
  tree: string,
): Map<string, { mode: string; bytes: Buffer | string }> {
  const run = (...args: string[]) =>
    execFileSync('git', args, { env: { ...PERSON, GIT_DIR: gitDir }, cwd: gitDir, maxBuffer: 1 << 28 })
  const found = new Map<string, { mode: string; bytes: Buffer | string }>()
  for (const line of run('ls-tree', '-r', '-z', tree).toString('latin1').split('\0').slice(0, -1)) {
    const [, mode = '', type = '', id = '', path = ''] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? []
    found.set(path, { mode, bytes: type === 'blob' ? run('cat-file', 'blob', id) : id })
  }
  return found
}

/** A folder with a program in it that leaves a mark when it is run. */
export function createTrap(): { readonly program: string; readonly hooks: string; wasRun(): boolean } {
  const folder = createFolder()
  const mark = join(folder, 'mark')
  const text = `#!/bin/sh\ntouch ${mark}\nexec cat\n`
  const hooks = ['post-checkout', 'post-index-change', 'pre-commit', 'reference-transaction', 'post-commit']
  writeFiles(folder, { trap: { run: text } })
  for (const hook of hooks) writeFiles(folder, { [`hooks/${hook}`]: { run: text } })
  return { program: join(folder, 'trap'), hooks: join(folder, 'hooks'), wasRun: () => existsSync(mark) }
}

/** Runs what follows as a user without rights, where the tests run as root. */
export async function asOrdinaryUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  process.setegid?.(ORDINARY)
  process.seteuid?.(ORDINARY)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(0)
  }
}

const ORDINARY = 40_001
