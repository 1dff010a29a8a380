import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { output, ROOT } from './shell.ts'

/** One branch of a regular expression is lost: numbers with an exponent are taken for text. */
export const SEED = {
  file: 'index.js',
  good: String.raw`	return (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/).test(x);`,
  bad: String.raw`	return (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/).test(x);`,
}
export const TEST_COMMAND = ['node', 'node_modules/tape/bin/tape', 'test/*.js'] as const
export const SETUP_COMMAND = ['tar', '-xf', 'vendor/node_modules.tar'] as const

/**
 * Makes a git repository of minimist as it was published, with the packages that its tests need as one archive.
 * Branch `oracle` is the original; `main` has the seeded bug.
 */
export function makeRepository(dir: string): void {
  cpSync(join(ROOT, 'node_modules/minimist'), dir, { recursive: true })
  mkdirSync(join(dir, 'vendor'))
  output(
    join(ROOT, 'node_modules'),
    ...(['tar', '--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'] as const),
    ...['--transform=s,^,node_modules/,', '-cf', join(dir, 'vendor/node_modules.tar'), ...packagesOf('tape')],
  )
  writeFileSync(join(dir, '.gitignore'), 'node_modules/\n')
  const git = (...args: string[]) =>
    output(
      dir,
      'git',
      '-c',
      'user.name=proctor demo',
      '-c',
      'user.email=demo@proctor.invalid',
      '-c',
      'commit.gpgsign=false',
      ...args,
    )
  git('-c', 'init.defaultBranch=main', 'init', '-q')
  git('add', '--all')
  git('commit', '-q', '-m', 'minimist 1.2.8 as published')
  git('branch', 'oracle')
  const path = join(dir, SEED.file)
  const source = readFileSync(path, 'utf8')
  if (!source.includes(SEED.good)) throw new Error(`${SEED.file} has no line to seed the bug in`)
  writeFileSync(
    path,
    source.replace(SEED.good, () => SEED.bad),
  )
  git('commit', '-q', '--all', '-m', 'Numbers, simplified')
}

/** Runs the repository's own tests on a branch, in a folder of its own. */
export function testBranch(
  repository: string,
  branch: string,
  folder: string,
): { readonly passed: number; readonly failed: number } {
  output(repository, 'git', 'clone', '-q', '--branch', branch, repository, folder)
  const [setup, ...setupArgs] = SETUP_COMMAND
  output(folder, setup, ...setupArgs)
  const [, ...args] = TEST_COMMAND
  const { stdout } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' })
  const count = (word: string): number => Number(new RegExp(`^# ${word} +(\\d+)`, 'm').exec(stdout)?.[1] ?? 0)
  return { passed: count('pass'), failed: count('fail') }
}

/** Folders below node_modules of a package and everything that it needs, as the lock file says. */
function packagesOf(name: string): string[] {
  const lock: unknown = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'))
  const packages = field(lock, 'packages')
  const found = new Set<string>()
  const walk = (from: string, wanted: string): void => {
    for (let base = from; ; base = base.slice(0, Math.max(0, base.lastIndexOf('/node_modules/')))) {
      const path = `${base === '' ? '' : `${base}/`}node_modules/${wanted}`
      const entry = field(packages, path)
      if (entry !== undefined) {
        if (found.has(path)) return
        found.add(path)
        for (const next of Object.keys(field(entry, 'dependencies') ?? {})) walk(path, next)
        return
      }
      if (base === '') throw new Error(`${wanted} is not in the lock file`)
    }
  }
  walk('', name)
  const folders = [...found].map((path) => path.slice('node_modules/'.length))
  return folders.filter((path) => !path.includes('/node_modules/')).sort()
}

function field(value: unknown, key: string): object | undefined {
  const inner: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
  return typeof inner === 'object' && inner !== null ? inner : undefined
}
