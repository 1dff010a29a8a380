import { readdirSync, readlinkSync, type Stats } from 'node:fs'
import { setImmediate as pause } from 'node:timers/promises'
import type { TreeAnomaly } from '../contract/facts.ts'
import { blobIdOf, canRead, readFileBytes } from './file-bytes.ts'
import { isLocked, walkFolder } from './folder-walk.ts'
import type { ObjectFormat } from './own-git-dir.ts'
import { fileAt, nameOf, type RawPath } from './raw-path.ts'
import { GITLINK, type TreeEntry, type TreeListing } from './tree-listing.ts'

type AnomalyKind = TreeAnomaly['kind']

/** A file or link whose bytes or mode are not those of the tree. */
export interface Edit {
  readonly path: RawPath
  readonly mode: '100644' | '100755' | '120000'
  readonly size: number
  readonly chunks: () => Iterable<Uint8Array>
}

/** Something at a path that is not in the tree: a new file, or what can't become one. */
type Untracked = Edit | { readonly path: RawPath; readonly kind: AnomalyKind }

/** How a folder differs from a tree. */
export interface FolderScan {
  /** Entries of the tree that hold other bytes or another mode now. */
  readonly edits: readonly Edit[]
  /** Entries of the tree that are as they were. */
  readonly kept: ReadonlySet<RawPath>
  readonly untracked: readonly Untracked[]
  /** What is wrong whatever the ignore rules say. */
  readonly anomalies: readonly { readonly path: RawPath; readonly kind: AnomalyKind }[]
}

export interface ScanOptions {
  readonly format: ObjectFormat
  /** `.git` at the root is the engine's own and is passed over. */
  readonly engineGit: boolean
  /** Bytes of new or resized files that are read at most. */
  readonly maxBytes: number
}

/** Git takes no `.git` in any letter case, and no link named `.gitmodules`, into a tree that it checks out. */
function isDotGit(path: RawPath): boolean {
  return nameOf(path).toLowerCase() === '.git'
}

function isGitmodulesLink(path: RawPath, stat: Stats): boolean {
  return stat.isSymbolicLink() && nameOf(path).toLowerCase() === '.gitmodules'
}

function isEmptyFolder(file: Buffer): boolean {
  return readdirSync(file, { encoding: 'buffer' }).length === 0
}

/** Compares a folder with a tree by its bytes. Reads only where sizes and modes leave it open. */
export async function scanFolder(
  root: string,
  { entries }: TreeListing,
  options: ScanOptions,
): Promise<FolderScan> {
  const edits: Edit[] = []
  const kept = new Set<RawPath>()
  const untracked: Untracked[] = []
  const anomalies: { path: RawPath; kind: AnomalyKind }[] = []
  let budget = options.maxBytes
  const isOwnGit = (path: RawPath) => options.engineGit && path === '.git'
  const isGitlink = (path: RawPath) => entries.get(path)?.mode === GITLINK

  const toEdit = (path: RawPath, stat: Stats, entry: TreeEntry | undefined): Edit | AnomalyKind | null => {
    const file = fileAt(root, path)
    if (stat.isSymbolicLink()) {
      const target = readlinkSync(file, { encoding: 'buffer' })
      if (entry?.mode === '120000' && entry.id === blobIdOf(options.format, target.length, [target]))
        return null
      return { path, mode: '120000', size: target.length, chunks: () => [target] }
    }
    const isOfKnownSize = entry?.size === stat.size && entry.mode !== GITLINK
    if (!isOfKnownSize && stat.size > budget) return 'too-large'
    if (!canRead(file, stat)) return 'unreadable'
    const mode = (stat.mode & 0o100) === 0 ? '100644' : '100755'
    const chunks = () => readFileBytes(file, stat)
    if (!isOfKnownSize) budget -= stat.size
    else if (isSameMode(entry.mode, mode) && entry.id === blobIdOf(options.format, stat.size, chunks()))
      return null
    return { path, mode, size: stat.size, chunks }
  }

  const enters = (path: RawPath) => path === '' || !(isDotGit(path) || isGitlink(path))
  let count = 0
  for (const { path, stat } of walkFolder(root, { enters, unlocks: true })) {
    if (++count % 512 === 0) await pause()
    if (isOwnGit(path)) continue
    const entry = entries.get(path)
    const report = (kind: AnomalyKind) => {
      if (entry === undefined) untracked.push({ path, kind })
      else anomalies.push({ path, kind })
    }
    if (stat === null) anomalies.push({ path, kind: 'unreadable' })
    else if (path !== '' && isDotGit(path)) report('nested-git')
    else if (stat.isDirectory()) {
      if (isLocked(stat)) anomalies.push({ path, kind: 'locked-directory' })
      if (!isGitlink(path)) continue
      kept.add(path)
      if (!isEmptyFolder(fileAt(root, path))) anomalies.push({ path, kind: 'nested-git' })
    } else if (isGitmodulesLink(path, stat) || !(stat.isFile() || stat.isSymbolicLink()))
      report('special-file')
    else {
      if (stat.isFile() && (stat.mode & 0o6000) !== 0) anomalies.push({ path, kind: 'setid' })
      const edit = toEdit(path, stat, entry)
      if (edit === null) kept.add(path)
      else if (typeof edit === 'string') report(edit)
      else if (entry === undefined) untracked.push(edit)
      else edits.push(edit)
    }
  }
  return { edits, kept, untracked, anomalies }
}

/** Trees of very old repositories say 100664 for 100644. */
function isSameMode(treeMode: string, mode: Edit['mode']): boolean {
  return treeMode === mode || (treeMode === '100664' && mode === '100644')
}
