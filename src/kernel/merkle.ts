import { hash } from 'node:crypto'

/**
 * Merkle trees of RFC 6962, section 2.1: hashes with domain separation, roots, audit paths, consistency proofs.
 * Sizes and indices are safe integers; hashes are 32 bytes. A tree is given as a reader of its complete subtrees.
 */

/** Root of the tree without leaves: the hash of nothing. */
export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')
export const HASH_BYTES = 32

const LEAF = Uint8Array.of(0)
/** Room for the prefix 0x00 and a leaf of usual size; used again for each. */
const leaf = Buffer.alloc(16_384)
/** Both children behind the prefix 0x01; used again for each node, since hashing is not interrupted. */
const node = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

export function toLeafHash(data: Uint8Array): Buffer {
  if (data.length >= leaf.length) return hash('sha256', Buffer.concat([LEAF, data]), 'buffer')
  leaf.set(data, LEAF.length)
  return hash('sha256', leaf.subarray(0, LEAF.length + data.length), 'buffer')
}

export function toNodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  if (left.length !== HASH_BYTES || right.length !== HASH_BYTES)
    return hash('sha256', Buffer.concat([Uint8Array.of(1), left, right]), 'buffer')
  node.set(left, 1)
  node.set(right, 1 + HASH_BYTES)
  return hash('sha256', node, 'buffer')
}

/** Hash of the complete subtree over the leaves `[index * 2^level, (index + 1) * 2^level)`; level 0 are leaf hashes. */
export type ReadSubtree = (level: number, index: number) => Uint8Array

/** MTH of the first `size` leaves. */
export function rootOf(size: number, read: ReadSubtree): Uint8Array {
  return size === 0 ? EMPTY_ROOT : rangeHash(0, size, read)
}

/** PATH(index, D[size]): from the leaf's sibling up to the child of the root. `index` must be below `size`. */
export function inclusionPath(index: number, size: number, read: ReadSubtree): Uint8Array[] {
  if (index < 0 || index >= size) throw new RangeError(`no leaf ${index} in a tree of ${size}`)
  const path: Uint8Array[] = []
  let low = 0
  let high = size
  while (high - low > 1) {
    const middle = low + splitOf(high - low)
    const isLeft = index < middle
    path.push(isLeft ? rangeHash(middle, high, read) : rangeHash(low, middle, read))
    if (isLeft) high = middle
    else low = middle
  }
  return path.reverse()
}

/** PROOF(oldSize, D[size]): that the tree of `size` continues the one of `oldSize`. Empty when `oldSize` is 0 or `size`. */
export function consistencyPath(oldSize: number, size: number, read: ReadSubtree): Uint8Array[] {
  if (oldSize < 0 || oldSize > size) throw new RangeError(`no tree of ${oldSize} within one of ${size}`)
  if (oldSize === 0 || oldSize === size) return []
  const path: Uint8Array[] = []
  let low = 0
  let high = size
  let isWhole = true
  while (high !== oldSize) {
    const middle = low + splitOf(high - low)
    if (oldSize <= middle) {
      path.push(rangeHash(middle, high, read))
      high = middle
    } else {
      path.push(rangeHash(low, middle, read))
      low = middle
      isWhole = false
    }
  }
  if (!isWhole) path.push(rangeHash(low, high, read))
  return path.reverse()
}

export interface InclusionClaim {
  readonly index: number
  readonly size: number
  readonly leafHash: Uint8Array
  readonly path: readonly Uint8Array[]
  readonly root: Uint8Array
}

/** Whether the path leads from the leaf to the root (algorithm: RFC 9162, section 2.1.3.2). Never throws. */
export function verifyInclusion(claim: InclusionClaim): boolean {
  const { index, size } = claim
  if (!isCount(index) || !isCount(size) || index >= size) return false
  let node = index
  let last = size - 1
  let hash = claim.leafHash
  for (const sibling of claim.path) {
    if (last === 0) return false
    if (isOdd(node) || node === last) {
      hash = toNodeHash(sibling, hash)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else hash = toNodeHash(hash, sibling)
    node = half(node)
    last = half(last)
  }
  return last === 0 && Buffer.compare(hash, claim.root) === 0
}

export interface ConsistencyClaim {
  readonly oldSize: number
  readonly size: number
  readonly oldRoot: Uint8Array
  readonly root: Uint8Array
  readonly path: readonly Uint8Array[]
}

/** Whether the tree of `size` begins with that of `oldSize` (RFC 9162, section 2.1.4.2; size 0 too). Never throws. */
export function verifyConsistency(claim: ConsistencyClaim): boolean {
  const { oldSize, size, oldRoot, root, path } = claim
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) return false
  if (oldSize === size) return path.length === 0 && Buffer.compare(oldRoot, root) === 0
  if (oldSize === 0) return path.length === 0 && Buffer.compare(oldRoot, EMPTY_ROOT) === 0
  const steps = isPowerOfTwo(oldSize) ? [oldRoot, ...path] : path
  const first = steps[0]
  if (first === undefined) return false
  let node = oldSize - 1
  let last = size - 1
  while (isOdd(node)) {
    node = half(node)
    last = half(last)
  }
  let oldHash = first
  let newHash = first
  for (const step of steps.slice(1)) {
    if (last === 0) return false
    if (isOdd(node) || node === last) {
      oldHash = toNodeHash(step, oldHash)
      newHash = toNodeHash(step, newHash)
      while (!isOdd(node) && node !== 0) {
        node = half(node)
        last = half(last)
      }
    } else newHash = toNodeHash(newHash, step)
    node = half(node)
    last = half(last)
  }
  return last === 0 && Buffer.compare(oldHash, oldRoot) === 0 && Buffer.compare(newHash, root) === 0
}

/** The complete subtrees that a new last leaf closes, from level 0 (the leaf itself) upwards. */
export function closedSubtrees(size: number, leafHash: Uint8Array, read: ReadSubtree): Uint8Array[] {
  const closed = [leafHash]
  let hash = leafHash
  for (let level = 0, index = size; isOdd(index); level += 1, index = half(index)) {
    hash = toNodeHash(read(level, index - 1), hash)
    closed.push(hash)
  }
  return closed
}

export interface RightEdge {
  readonly size: number
  append(leafHash: Uint8Array): void
  root(): Uint8Array
}

/** A tree that only knows its root and can only grow: memory O(log n). Starts with the first `size` leaves of `read`. */
export function createRightEdge(size = 0, read?: ReadSubtree): RightEdge {
  /** By level: the complete subtree at the right that no larger one contains yet. */
  const edge: (Uint8Array | undefined)[] = []
  let count = size
  if (read !== undefined)
    for (let level = 0, rest = size; rest > 0; level += 1, rest = half(rest))
      edge[level] = isOdd(rest) ? read(level, rest - 1) : undefined
  return {
    get size() {
      return count
    },
    append(leafHash) {
      let hash = leafHash
      let level = 0
      for (let index = count; isOdd(index); index = half(index)) {
        hash = toNodeHash(edge[level] ?? EMPTY_ROOT, hash)
        edge[level] = undefined
        level += 1
      }
      edge[level] = hash
      count += 1
    },
    root() {
      let root: Uint8Array | undefined
      for (const hash of edge)
        if (hash !== undefined) root = root === undefined ? hash : toNodeHash(hash, root)
      return root ?? EMPTY_ROOT
    },
  }
}

/** Hash over the leaves `[low, high)`, for the ranges that RFC 6962's recursion meets. */
function rangeHash(low: number, high: number, read: ReadSubtree): Uint8Array {
  const width = high - low
  if (isPowerOfTwo(width)) return read(Math.log2(width), low / width)
  const middle = low + splitOf(width)
  return toNodeHash(rangeHash(low, middle, read), rangeHash(middle, high, read))
}

/** Largest power of two below `width`; `width` is 2 or more. */
function splitOf(width: number): number {
  let split = 1
  while (split * 2 < width) split *= 2
  return split
}

function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isInteger(Math.log2(value)) && 2 ** Math.log2(value) === value
}

function isOdd(value: number): boolean {
  return value % 2 === 1
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}
