import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FIXED_GIT_ENV } from '../fixtures/fixed-git-env.ts'

const root = join(import.meta.dirname, '..')
const fixtures = join(root, 'fixtures', 'demo', 'minimist')
/** The seeded bug: the option is never looked at. */
const SEED = { find: 'if (opts.stopEarly) {', with: 'if (false) {' } as const

/**
 * Makes a git repository of the published package minimist, which npm put into node_modules, with one bug seeded.
 * The dates are fixed, so that the commit is the same everywhere.
 */
export function makeDemoRepository(folder: string): void {
  mkdirSync(folder, { recursive: true })
  const source = join(root, 'node_modules', 'minimist')
  for (const name of ['index.js', 'test', 'LICENSE', 'README.md']) {
    cpSync(join(source, name), join(folder, name), { recursive: true })
  }
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(fixtures, name), join(folder, name))
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\n')
  const path = join(folder, 'index.js')
  const whole = readFileSync(path, 'utf8')
  if (whole.split(SEED.find).length !== 2) throw new Error('the seed does not fit this version of minimist')
  writeFileSync(path, whole.replace(SEED.find, SEED.with))
  git(folder, 'init', '-q', '-b', 'main')
  git(folder, 'add', '-A')
  git(folder, 'commit', '-q', '-m', 'minimist 1.2.8 with one bug seeded')
}

function git(folder: string, ...args: string[]): void {
  execFileSync('git', args, { cwd: folder, env: FIXED_GIT_ENV, stdio: 'pipe' })
}

/** Puts the demo's task into a workspace and names its repository in proctor.yaml. */
export function addDemoTask(workspace: string, registries: readonly string[]): void {
  cpSync(join(fixtures, 'task'), join(workspace, 'tasks', 'stop-early'), { recursive: true })
  const path = join(workspace, 'proctor.yaml')
  const config = readFileSync(path, 'utf8')
  const repository = [
    '  - id: minimist',
    '    path: repositories/minimist # generated from the published package, one bug seeded',
    '    class: artificial',
  ].join('\n')
  const policy = `\npolicy:\n  registries: ${JSON.stringify(registries)} # what set-up may reach\n`
  const marked = config.replace('version: 1\n', 'version: 1\ntest: true # a workspace for a demonstration\n')
  writeFileSync(path, `${marked.replace('repositories:\n', `repositories:\n${repository}\n`)}${policy}`)
  git(workspace, 'add', '-A')
  git(workspace, 'commit', '-q', '-m', 'The task of the demonstration')
}
