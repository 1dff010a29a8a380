import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as pause } from 'node:timers/promises'
import type { SourceState } from '../contract/facts.ts'
import { EMPTY_SHA256, sha256 } from '../kernel/digest.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { readFileBytes } from './file-bytes.ts'
import { assertReadable, walkFolder } from './folder-walk.ts'
import { type GitCall, git, toGitError, tryGit } from './git.ts'
import { fileAt, textOf, toRawPath } from './raw-path.ts'
import type { Source } from './source.ts'

const DIRTY_PATHS_SHOWN = 20

/** No hook and no monitor of the source's configuration may run. */
const QUIET: readonly (readonly [key: string, value: string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.untrackedCache', 'false'],
]

/** Gives stdout, or null when git says no by exit code 1. */
async function ask(args: readonly string[], call: GitCall): Promise<string | null> {
  const result = await tryGit(args, call)
  if (result.status === 1) return null
  if (result.status !== 0) throw toGitError(args, result)
  return result.stdout.toString().trim()
}

type Settings = readonly (readonly [key: string, value: string])[]

/** Settings that switch off every filter program of the source's own configuration. */
export async function readFilterSwitches(source: Source): Promise<Settings> {
  const args = [
    'config',
    '--null',
    '--name-only',
    '--get-regexp',
    '^filter\\..*\\.(clean|smudge|process|required)$',
  ]
  const result = await tryGit(args, { gitDir: source.gitDir })
  if (result.status !== 0 && result.status !== 1) throw toGitError(args, result)
  const keys = new Set(result.stdout.toString().split('\0').slice(0, -1))
  return [...keys].map((key) => [key, key.endsWith('.required') ? 'false' : ''] as const)
}

/** Path of one entry of `git status --porcelain=v2 -z`. */
function pathOfEntry(entry: string): string {
  const fieldsBefore: Readonly<Record<string, number>> = { '1': 8, u: 10, '?': 1 }
  const count = fieldsBefore[entry.charAt(0)]
  if (count === undefined) throw new ProctorError('git_failed', `git status said something unknown: ${entry}`)
  return entry.split(' ').slice(count).join(' ')
}

async function readStatus(
  source: Source,
  switches: Settings,
): Promise<Pick<SourceState, 'status' | 'clean' | 'dirtyPaths'>> {
  if (source.workTree === null) return { status: EMPTY_SHA256, clean: true, dirtyPaths: [] }
  const output = await git(
    ['status', '--porcelain=v2', '-z', '--untracked-files=all', '--ignore-submodules=dirty', '--no-renames'],
    {
      gitDir: source.gitDir,
      workTree: source.workTree,
      config: [...QUIET, ...switches],
    },
  )
  const entries = toRawPath(output).split('\0').slice(0, -1)
  const dirtyPaths = entries.slice(0, DIRTY_PATHS_SHOWN).map((entry) => textOf(pathOfEntry(entry)))
  return { status: sha256(output), clean: entries.length === 0, dirtyPaths }
}

function digestOfIndex(source: Source): string {
  try {
    return sha256(readFileSync(join(source.gitDir, 'index')))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return EMPTY_SHA256
    throw error
  }
}

/** SHA-256 over mode, name and bytes of everything in a work tree but its `.git`. */
async function digestOfBytes(workTree: string): Promise<string> {
  const hash = createHash('sha256')
  const enters = (path: string) => path !== '.git'
  let count = 0
  for (const found of walkFolder(workTree, { enters, unlocks: false })) {
    if (++count % 512 === 0) await pause()
    if (found.path === '.git') continue
    assertReadable(found)
    const { path, stat } = found
    const file = fileAt(workTree, path)
    const content = createHash('sha256')
    if (stat.isSymbolicLink()) content.update(readlinkSync(file, { encoding: 'buffer' }))
    else if (stat.isFile()) for (const chunk of readFileBytes(file, stat)) content.update(chunk)
    hash.update(`${stat.mode.toString(8)} ${content.digest('hex')} ${path}\0`, 'latin1')
  }
  return hash.digest('hex')
}

type Head = Pick<SourceState, 'head' | 'branch'>

/** HEAD from its file and the list of refs, when they say it; a process is worth 10 ms. Null sends the caller to git. */
function readHeadFile(source: Source, refs: Buffer): Head | null {
  let text: string
  try {
    text = readFileSync(join(source.gitDir, 'HEAD'), 'latin1').trimEnd()
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  const branch = /^ref: (refs\/heads\/[^\n]+)$/.exec(text)?.[1]
  if (branch === undefined) return null
  const line = refs
    .toString('latin1')
    .split('\n')
    .map((ref) => ref.split('\0'))
    .find(([name, , symref]) => name === branch && symref === '')
  return line?.[1] === undefined ? null : { head: line[1], branch: Buffer.from(branch, 'latin1').toString() }
}

async function askHead(call: GitCall): Promise<Head> {
  const [head, branch] = await Promise.all([
    ask(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], call),
    ask(['symbolic-ref', '--quiet', 'HEAD'], call),
  ])
  return { head: head ?? '0'.repeat(40), branch }
}

/**
 * State of the source right now. Writes nothing, and runs no program that the source's configuration names.
 * @param switches what `readFilterSwitches` gave for this source
 */
export async function readSourceState(
  source: Source,
  switches: Settings,
  bytes: boolean,
): Promise<SourceState> {
  const call = { gitDir: source.gitDir, config: QUIET }
  const [refs, status] = await Promise.all([
    git(['for-each-ref', '--format=%(refname)%00%(objectname)%00%(symref)'], call),
    readStatus(source, switches),
  ])
  return {
    ...(readHeadFile(source, refs) ?? (await askHead(call))),
    refs: sha256(refs),
    index: digestOfIndex(source),
    ...status,
    bytes: bytes ? await (source.workTree === null ? EMPTY_SHA256 : digestOfBytes(source.workTree)) : null,
  }
}
