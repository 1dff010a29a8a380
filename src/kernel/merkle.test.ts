import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  closedSubtrees,
  consistencyPath,
  createRightEdge,
  EMPTY_ROOT,
  inclusionPath,
  type ReadSubtree,
  rootOf,
  toLeafHash,
  toNodeHash,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
function unhex(text: string): Buffer {
  return Buffer.from(text, 'hex')
}

/** RFC 6962's definition of MTH, written down as it stands: the reference for everything else. */
function definedRoot(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT
  if (leaves.length === 1) return toLeafHash(leaves[0] ?? Buffer.alloc(0))
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return toNodeHash(definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split)))
}

/** All complete subtrees of these leaves. */
function treeOf(leaves: readonly Uint8Array[]): ReadSubtree {
  const levels: Uint8Array[][] = []
  const read: ReadSubtree = (level, index) => {
    const hash = levels[level]?.[index]
    if (hash === undefined) throw new Error(`no subtree ${level} ${index}`)
    return hash
  }
  for (const [size, leaf] of leaves.entries()) {
    for (const [level, hash] of closedSubtrees(size, toLeafHash(leaf), read).entries()) {
      levels[level] ??= []
      levels[level].push(hash)
    }
  }
  return read
}

/** Test data of the Certificate Transparency reference implementations for RFC 6962. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map(unhex)
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const N96 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7'
const N5F = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e'
const N6B = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4'
const NBC = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b'
const NCA = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0'
const N0E = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a'

describe('published vectors', () => {
  const read = treeOf(LEAVES)
  test('roots of sizes 0 to 8', () => {
    const edge = createRightEdge()
    for (const [size, root] of ROOTS.entries()) {
      expect(hex(rootOf(size, read))).toBe(root)
      expect(hex(edge.root())).toBe(root)
      edge.append(toLeafHash(LEAVES[size] ?? Buffer.alloc(0)))
    }
  })
  test.each([
    [0, 8, [N96, N5F, N6B]],
    [5, 8, [NBC, NCA, ROOTS[4]]],
    [2, 3, [ROOTS[2]]],
    [1, 5, [ROOTS[1], N5F, NBC]],
  ])('audit path of leaf %i of %i', (index, size, path) => {
    expect(inclusionPath(index, size, read).map(hex)).toEqual(path)
  })
  test.each([
    [1, 8, [N96, N5F, N6B]],
    [6, 8, [N0E, NCA, ROOTS[4]]],
    [2, 5, [N5F, NBC]],
  ])('consistency of %i with %i', (oldSize, size, path) => {
    expect(consistencyPath(oldSize, size, read).map(hex)).toEqual(path)
  })
})

const someLeaves = fc.array(fc.uint8Array({ maxLength: 4 }), { minLength: 1, maxLength: 70 })

test('every leaf is proven, and by no other index, leaf, size, root or path', async () => {
  await fc.assert(
    fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, pick, spoil) => {
      const read = treeOf(leaves)
      const size = leaves.length
      const index = pick % size
      const root = rootOf(size, read)
      expect(hex(root)).toBe(hex(definedRoot(leaves)))
      const edge = createRightEdge(index, read)
      for (const leaf of leaves.slice(index)) edge.append(toLeafHash(leaf))
      expect(hex(edge.root())).toBe(hex(root))
      expect(edge.size).toBe(size)
      const claim = {
        index,
        size,
        leafHash: toLeafHash(leaves[index] ?? Buffer.alloc(0)),
        path: inclusionPath(index, size, read),
        root,
      }
      expect(verifyInclusion(claim)).toBe(true)
      const other = toLeafHash(Buffer.from('something else altogether'))
      expect(verifyInclusion({ ...claim, leafHash: other })).toBe(false)
      expect(verifyInclusion({ ...claim, root: other })).toBe(false)
      expect(verifyInclusion({ ...claim, path: [...claim.path, other] })).toBe(false)
      expect(verifyInclusion({ ...claim, index: size + pick })).toBe(false)
      expect(verifyInclusion({ ...claim, index: -1 })).toBe(false)
      if (claim.path.length > 0) {
        expect(verifyInclusion({ ...claim, path: claim.path.slice(1) })).toBe(false)
        expect(verifyInclusion({ ...claim, path: claim.path.with(spoil % claim.path.length, other) })).toBe(
          false,
        )
      }
    }),
  )
})

test('a tree continues each of its beginnings, and no other tree', async () => {
  await fc.assert(
    fc.property(someLeaves, fc.nat(), fc.nat(), (leaves, pick, spoil) => {
      const read = treeOf(leaves)
      const size = leaves.length
      const oldSize = pick % (size + 1)
      const path = consistencyPath(oldSize, size, read)
      const claim = { oldSize, size, oldRoot: rootOf(oldSize, read), root: rootOf(size, read), path }
      expect(verifyConsistency(claim)).toBe(true)
      const other = toLeafHash(Buffer.from('something else altogether'))
      expect(verifyConsistency({ ...claim, oldRoot: other })).toBe(false)
      expect(verifyConsistency({ ...claim, path: [...path, other] })).toBe(false)
      expect(verifyConsistency({ ...claim, oldSize: size + 1 })).toBe(false)
      if (oldSize > 0) expect(verifyConsistency({ ...claim, root: other })).toBe(false)
      if (path.length > 0) {
        expect(verifyConsistency({ ...claim, path: path.slice(0, -1) })).toBe(false)
        expect(verifyConsistency({ ...claim, path: path.with(spoil % path.length, other) })).toBe(false)
      }
      const changed = leaves.with(spoil % size, Buffer.from('something else altogether'))
      const fork = treeOf(changed)
      if (spoil % size < oldSize)
        expect(
          verifyConsistency({
            ...claim,
            root: rootOf(size, fork),
            path: consistencyPath(oldSize, size, fork),
          }),
        ).toBe(false)
    }),
  )
})

test('garbage is false, never an exception', async () => {
  await fc.assert(
    fc.property(fc.double(), fc.double(), fc.array(fc.uint8Array({ maxLength: 40 })), (index, size, path) => {
      const bytes = Buffer.alloc(32)
      expect(verifyInclusion({ index, size, leafHash: bytes, path, root: bytes })).toBe(false)
      const claim = { oldSize: index, size, oldRoot: bytes, root: toLeafHash(bytes), path }
      expect(verifyConsistency(claim)).toBe(false)
    }),
  )
})
