// Promises: what stands in the folder that a git source is run from, set against the files of its commit.
// Must not: build, fetch or write anything, or leave anything in the folder out. Called by: git-source.ts.
import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { GitInstallation } from '../contract/source-admission.ts'
import { errnoOf } from '../kernel/proctor-error.ts'
import { digestOfEntries, type TreeDigest } from './digest-tree.ts'

/** An installation, or why there is none that could go on record. */
export type DescribedInstallation =
  | { readonly installation: GitInstallation }
  | { readonly installation: null; readonly problem: string }

export async function describeInstallation(
  root: string,
  installed: TreeDigest,
  committed: TreeDigest,
): Promise<DescribedInstallation> {
  const problem = unusable(installed) ?? (await leavingLink(root, installed))
  if (problem !== null) return { installation: null, problem }
  const sourcePath = placeOf(committed, installed)
  if (sourcePath === undefined)
    return { installation: null, problem: 'nothing in it is a file of the commit' }
  const installation: GitInstallation = {
    treeSha256: installed.sha256,
    sourcePath,
    changed: changedFiles(committed, installed, sourcePath),
    added: addedParts(committed, installed, sourcePath),
    executables: installed.executables.map((path) => ({ path, sha256: installed.files.get(path) ?? '' })),
  }
  return { installation }
}

/** Where the installation is not the one on record, in words. */
export function installationDifferences(recorded: GitInstallation, found: GitInstallation): string[] {
  if (recorded.treeSha256 === found.treeSha256 && recorded.sourcePath === found.sourcePath) return []
  const differences = (['executables', 'changed', 'added'] as const).flatMap((list) => {
    const [before, after] = [digestsOf(recorded[list]), digestsOf(found[list])]
    return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
      const [admitted, actual] = [before.get(path), after.get(path)]
      if (admitted === actual) return []
      if (list === 'changed' && admitted === undefined)
        return [`${path} is not as the commit has it: SHA-256 ${actual}`]
      if (list === 'changed' && actual === undefined)
        return [`${path} is as the commit has it, admitted is ${admitted}`]
      if (admitted === undefined) return [`${path} is installed (SHA-256 ${actual}) and not on record`]
      return [`${path} has SHA-256 ${actual ?? ABSENT}, admitted is ${admitted}`]
    })
  })
  const whole = `the installation has SHA-256 ${found.treeSha256}, admitted is ${recorded.treeSha256}`
  return [...new Set([...differences, whole])]
}

const ABSENT = '(it is not there)'

function digestsOf(list: readonly { readonly path: string; readonly sha256: string | null }[]) {
  return new Map(list.map(({ path, sha256 }) => [path, sha256 ?? ABSENT]))
}

function unusable({ entries }: TreeDigest): string | null {
  for (const [path, entry] of entries) {
    if (entry.startsWith('special')) return `${path} is no file, folder or link`
    if (/[\\\0\uFFFD]/.test(path)) return `${JSON.stringify(path)} is no path that may go on record`
  }
  return null
}

/** What lies behind a link that leaves the folder is in no digest. */
async function leavingLink(root: string, { entries }: TreeDigest): Promise<string | null> {
  const inside = `${await realpath(root)}${sep}`
  for (const [path, entry] of entries) {
    if (!entry.startsWith('link')) continue
    try {
      if ((await realpath(join(root, path))).startsWith(inside)) continue
    } catch (error) {
      if (errnoOf(error) !== 'ENOENT' && errnoOf(error) !== 'ELOOP') throw error
      return `the link ${path} leads nowhere`
    }
    return `the link ${path} leads out of it`
  }
  return null
}

/** The top folder with the most files as the commit has them; null for the installation itself. */
function placeOf(committed: TreeDigest, installed: TreeDigest): string | null | undefined {
  const tops = [...installed.entries.keys()].filter((path) => path.includes('/'))
  const places = [null, ...new Set(tops.map((path) => path.slice(0, path.indexOf('/'))))]
  let best: { readonly place: string | null; readonly same: number } | undefined
  for (const place of places) {
    const same = [...committed.entries].filter(
      ([path, entry]) => installed.entries.get(within(place, path)) === entry,
    ).length
    if (same > (best?.same ?? 0)) best = { place, same }
  }
  return best?.place
}

function changedFiles(committed: TreeDigest, installed: TreeDigest, place: string | null) {
  return [...committed.entries]
    .map(([path, entry]) => ({ path: within(place, path), entry }))
    .filter(({ path, entry }) => installed.entries.get(path) !== entry)
    .map(({ path }) => ({ path, sha256: installed.entries.get(path)?.split(' ')[1] ?? null }))
}

/** Grouped by the topmost folder that the commit does not have. */
function addedParts(committed: TreeDigest, installed: TreeDigest, place: string | null) {
  const folders = new Set<string>(['.'])
  for (const path of committed.entries.keys()) {
    for (let at = dirname(within(place, path)); at !== '.'; at = dirname(at)) folders.add(at)
  }
  const own = new Set([...committed.entries.keys()].map((path) => within(place, path)))
  const parts = new Map<string, (readonly [string, string])[]>()
  for (const [path, entry] of installed.entries) {
    if (own.has(path)) continue
    let top = path
    while (!folders.has(dirname(top))) top = dirname(top)
    const part = parts.get(top)
    if (part === undefined) parts.set(top, [[path, entry]])
    else part.push([path, entry])
  }
  return Array.from(parts, ([path, entries]) => ({
    path,
    files: entries.length,
    sha256: digestOfEntries(entries),
  }))
}

function within(place: string | null, path: string): string {
  return place === null ? path : `${place}/${path}`
}
