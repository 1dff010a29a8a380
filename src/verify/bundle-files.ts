/** What the verifier asks of a folder. Every answer is data: what could not be read says why. */
export interface BundleEntry {
  /** Relative to the bundle, separated by `/`. */
  readonly path: string
  /** As lstat says it: a link is never followed. */
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  readonly bytes: number
}

export interface ListLimits {
  readonly entries: number
  readonly depth: number
}

export interface Unreadable {
  readonly why: string
}

export interface BundleListing {
  readonly entries: readonly BundleEntry[]
  /** What kept the listing from being whole: unreadable folders, names that are not UTF-8, a limit. */
  readonly problems: readonly (Unreadable & { readonly path: string })[]
}

/** Path to lower-case hex SHA-256. */
export type Digests = ReadonlyMap<string, string | Unreadable>

export interface BundleFiles {
  /** Everything below the bundle, without following links; stops at the limits and says so. */
  list(limits: ListLimits): Promise<BundleListing>
  /** All bytes of a listed regular file, or why not; never more than `maxBytes`. */
  read(path: string, maxBytes: number): Promise<Uint8Array | Unreadable>
  /**
   * SHA-256 of listed regular files in bounded memory, or why not, for every path asked. Settles when the work is
   * under way; `done` when it is finished.
   */
  digest(paths: readonly string[]): Promise<{ readonly done: Promise<Digests> }>
}

export function isUnreadable(answer: Uint8Array | string | Unreadable): answer is Unreadable {
  return typeof answer === 'object' && 'why' in answer
}
