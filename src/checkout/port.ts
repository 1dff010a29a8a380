// Promises: an isolated copy of a repository at a recorded commit or tree, and what changed in it, byte for byte.
// Must not: touch the source repository, or run git with the engine's git dir or work tree. Called by: run/.
import type { ChangedFile, SourceState, TreeAnomaly } from '../contract/facts.ts'

/** What the engine (or the tests) left in a checkout, measured by us. */
export interface TreeChanges {
  readonly resultTree: string
  /** `git diff --binary --full-index` of base -> result tree; empty when they are the same. */
  readonly patch: Uint8Array
  readonly changedFiles: readonly ChangedFile[]
  readonly anomalies: readonly TreeAnomaly[]
  /** Untracked files that the ignore rules of the repository's base leave out of the result tree. */
  readonly ignored: readonly string[]
  /** base + patch, applied where nothing but the base is known, gives the result tree. */
  readonly applies: boolean
}

export interface CheckoutOwner {
  readonly uid: number
  readonly gid: number
}

export interface OpenOptions {
  /** Folder to create; it must not exist. */
  readonly path: string
  /** Who owns the files; the harness itself when absent. */
  readonly owner?: CheckoutOwner | undefined
  /** Gives the copy a throw-away `.git` of its own with the base as its only commit. */
  readonly engineGit: boolean
  /** Bytes of new or resized files that `changes()` takes in at most; a file beyond it is an anomaly `too-large`. */
  readonly maxBytes: number
}

export interface Checkout {
  readonly path: string
  readonly tree: string
  /** Measures the folder as it is now. May be called more than once. */
  changes(): Promise<TreeChanges>
  /** Removes the folder, whatever modes the engine left on it. */
  close(): Promise<void>
}

/** A source repository seen through a git dir of our own. */
export interface Repository {
  readonly base: { readonly commit: string; readonly tree: string }
  open(tree: string, options: OpenOptions): Promise<Checkout>
  /** Takes up a folder that `open` of another process made with the same options; it is measured as it is. */
  adopt(tree: string, options: OpenOptions): Promise<Checkout>
  /** State of the source repository right now. `bytes`: digest of the whole work tree as well. */
  state(bytes: boolean): Promise<SourceState>
  /** Id of the tree that a patch makes of the base; null when it does not apply. */
  treeOf(patch: Uint8Array): Promise<string | null>
  /** Git ids of the entries at these paths in the base (null where there is none), for cache keys. */
  idsOf(paths: readonly string[]): Promise<ReadonlyMap<string, string | null>>
  close(): Promise<void>
}

/**
 * Opens a source repository at a commit.
 * @param source path of the repository (a work tree or a bare repository)
 * @param revision commit, tag or branch
 * @param gitDir folder to create for our own git dir
 * @throws ProctorError repository_unusable, base_unknown, git_failed
 */
export type OpenRepository = (source: string, revision: string, gitDir: string) => Promise<Repository>

/**
 * The same, with the state of the source at that moment: both at once, which takes half as long as one after the other.
 * @param bytes see `Repository.state`
 */
export type OpenRepositoryAsItIs = (
  source: string,
  revision: string,
  gitDir: string,
  bytes: boolean,
) => Promise<{ readonly repository: Repository; readonly state: SourceState }>
