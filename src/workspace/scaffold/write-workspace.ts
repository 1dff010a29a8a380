// Promises: a new workspace that reads without a finding, in a git commit of its own; nothing is ever overwritten.
// Must not: touch a file that is there (.gitignore is only added to), or make keys: they come in. Called by: run/.
import { lstat, mkdir, readFile, realpath, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { InitResult } from '../../contract/setup-results.ts'
import type { Trust } from '../../contract/trust.ts'
import { errnoOf, ProctorError } from '../../kernel/proctor-error.ts'
import { git, gitOrThrow } from '../git.ts'
import { CONFIG_NAME, workspacePaths } from '../paths.ts'
import { writeExampleRepository } from './example-repository.ts'
import { guardFiles, type ScaffoldFile } from './guard-files.ts'
import { schemaLine } from './schema-line.ts'
import { EXAMPLE_REPOSITORY, IGNORED, WORKSPACE_FILES } from './workspace-files.ts'

/** The planning half of a new workspace, as the planning room words it. */
export interface ScaffoldPlanning {
  /** Path, from the workspace, to text. */
  readonly documents: ReadonlyMap<string, string>
  readonly prd: string
  readonly issues: string
  readonly workboard: string
  /** The section `planning:` of proctor.yaml. */
  readonly section: string
  /** Text of tools/validate_cto_child.py. */
  readonly shim: string
}

/** What `writeWorkspace` would do in a folder, as far as can be said without doing it. */
export interface WorkspacePlan {
  readonly result: Omit<InitResult, 'dryRun' | 'commit'>
  /** By path; proctor.yaml is last: a folder that has it is a whole workspace. */
  readonly contents: ReadonlyMap<string, ScaffoldFile>
}

const SCHEMAS = [
  'workspace',
  'task',
  'scenario',
  'turns',
  'workboard',
  'source-admission',
  'enablement',
  'policy-case',
] as const

/**
 * @param dir absolute; need not exist
 * @throws ProctorError workspace_exists (naming what is in the way), path_missing, tool_missing
 */
export async function planWorkspace(dir: string, planning: ScaffoldPlanning): Promise<WorkspacePlan> {
  const contents = contentsOf(planning)
  const committed = committedOf(contents)
  const files = ['.proctor/keys', ...SCHEMAS.map(schemaPath), EXAMPLE_REPOSITORY, ...committed]
  const kind = await kindOf(dir)
  if (kind === 'other') {
    throw new ProctorError('path_missing', `${dir} is not a folder`, { hint: 'name a folder' })
  }
  const inTheWay: string[] = []
  for (const file of ['.proctor', EXAMPLE_REPOSITORY, ...committed]) {
    if (file !== '.gitignore' && (await kindOf(join(dir, file))) !== 'nothing') inTheWay.push(file)
  }
  if (inTheWay.length > 0) {
    throw new ProctorError('workspace_exists', `there already is ${inTheWay.join(', ')} in ${dir}`, {
      hint: 'name another folder: nothing that exists is overwritten',
      details: { inTheWay },
    })
  }
  const gitInit = kind === 'nothing' || !(await isOwnRepository(dir))
  return { result: { workspace: dir, files, gitInit }, contents }
}

function contentsOf(planning: ScaffoldPlanning): ReadonlyMap<string, ScaffoldFile> {
  const contents = new Map<string, ScaffoldFile>()
  const add = (path: string, text: string): void => {
    contents.set(path, { text, executable: false })
  }
  for (const [path, file] of guardFiles(planning, planning.shim)) contents.set(path, file)
  for (const [path, text] of planning.documents)
    add(path, path === planning.workboard ? `${schemaLine('', 'workboard')}${text}` : text)
  for (const [path, text] of Object.entries(WORKSPACE_FILES))
    add(path, path === CONFIG_NAME ? `${text}\n${planning.section}` : text)
  return contents
}

const committedOf = (contents: ReadonlyMap<string, unknown>): readonly string[] => [
  '.gitignore',
  'trust.json',
  ...contents.keys(),
]

/**
 * Writes and commits everything but the keys. Returns the commit.
 * @param schemaText gives a published JSON Schema, for editors
 * @throws ProctorError git_failed, tool_missing
 */
export async function writeWorkspace(
  plan: WorkspacePlan,
  trust: Trust,
  schemaText: (name: string) => Promise<string>,
): Promise<string> {
  const dir = plan.result.workspace
  const committed = committedOf(plan.contents)
  const paths = workspacePaths(dir)
  for (const path of [paths.runs, paths.work, paths.cache]) await mkdir(path, { recursive: true })
  for (const name of SCHEMAS) await writeNew(join(dir, schemaPath(name)), await schemaText(name))
  await writeExampleRepository(join(dir, EXAMPLE_REPOSITORY))
  await extendIgnore(join(dir, '.gitignore'))
  await writeNew(paths.trust, toText(trust))
  for (const [name, { text, executable }] of plan.contents)
    await writeNew(join(dir, name), text, executable ? 0o777 : 0o666)
  if (plan.result.gitInit) await gitOrThrow(dir, ['-c', 'init.defaultBranch=main', 'init', '-q'])
  await gitOrThrow(dir, ['add', '--force', '--', ...committed])
  // Only these files, whatever else is staged; the person's own name if git knows it.
  await gitOrThrow(
    dir,
    ['-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'proctor init', '--', ...committed],
    await fallbackIdentity(dir),
  )
  return (await gitOrThrow(dir, ['rev-parse', 'HEAD'])).trim()
}

function schemaPath(name: (typeof SCHEMAS)[number]): string {
  return `.proctor/schemas/${name}.schema.json`
}

function toText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

async function writeNew(path: string, content: string, mode = 0o666): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content, { flag: 'wx', mode })
}

async function extendIgnore(path: string): Promise<void> {
  const before = (await kindOf(path)) === 'nothing' ? '' : await readFile(path, 'utf8')
  const missing = IGNORED.filter((line) => !before.split(/\r?\n/).includes(line))
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  if (missing.length > 0) await writeFile(path, `${gap}${missing.join('\n')}\n`, { flag: 'a' })
}

async function fallbackIdentity(dir: string): Promise<Record<string, string>> {
  const known = await git(dir, ['var', 'GIT_COMMITTER_IDENT'])
  if (known.code === 0) return {}
  const [name, email] = ['proctor init', 'init@proctor.invalid']
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  }
}

/** Whether the folder is the top of a repository; lying somewhere inside one does not count. */
async function isOwnRepository(dir: string): Promise<boolean> {
  const top = await git(dir, ['rev-parse', '--show-toplevel'])
  return top.code === 0 && (await realpath(top.stdout.trimEnd())) === (await realpath(dir))
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'nothing'> {
  try {
    return (await lstat(path)).isDirectory() ? 'folder' : 'other'
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return 'nothing'
    throw error
  }
}
