import { mkdirSync, writeFileSync } from 'node:fs'
import { git, toGitError, tryGit } from './git.ts'
import { bytesOf, fileAt, nameOf, type RawPath, toRawPath } from './raw-path.ts'
import type { TreeListing } from './tree-listing.ts'

const NEWLINE = 10

/** Put before each path, so that none starts with the `:` that git would take for a pattern's magic. */
const HERE = './'

/**
 * Writes the .gitignore files of a tree, and nothing else, into a new folder: git reads ignore rules from a
 * work tree only, and the one that an engine worked in holds rules of the engine's own.
 * @returns whether there are any
 */
async function writeRules(gitDir: string, listing: TreeListing, folder: string): Promise<boolean> {
  const rules = [...listing.entries].filter(
    ([path, { mode }]) => nameOf(path) === '.gitignore' && mode.startsWith('100'),
  )
  if (rules.length === 0) return false
  mkdirSync(folder)
  const stdin = Buffer.from(rules.map(([, { id }]) => `${id}\n`).join(''))
  const output = await git(['cat-file', '--batch=%(objectsize)'], { gitDir, stdin })
  let at = 0
  for (const [path] of rules) {
    const start = output.indexOf(NEWLINE, at) + 1
    const end = start + Number(output.toString('latin1', at, start - 1))
    const parent = path.slice(0, -'.gitignore'.length)
    mkdirSync(fileAt(folder, parent), { recursive: true })
    writeFileSync(fileAt(folder, path), output.subarray(start, end))
    at = end + 1
  }
  return true
}

/** Says which paths the rules of one tree ignore. */
export type IgnoreRules = (paths: readonly RawPath[]) => Promise<ReadonlySet<RawPath>>

/** @param folder to create for the rules; made when first needed */
export function createIgnoreRules(
  gitDir: string,
  listingOfBase: () => Promise<TreeListing>,
  folder: string,
): IgnoreRules {
  let written: Promise<boolean> | undefined
  return async (paths) => {
    if (paths.length === 0) return new Set()
    written ??= listingOfBase().then((listing) => writeRules(gitDir, listing, folder))
    if (!(await written)) return new Set()
    const args = ['check-ignore', '--no-index', '--stdin', '-z']
    const stdin = bytesOf(paths.map((path) => `${HERE}${path}\0`).join(''))
    const result = await tryGit(args, { gitDir, workTree: folder, stdin })
    if (result.status !== 0 && result.status !== 1) throw toGitError(args, result)
    const ignored = toRawPath(result.stdout).split('\0').slice(0, -1)
    return new Set(ignored.map((path) => path.slice(HERE.length)))
  }
}
