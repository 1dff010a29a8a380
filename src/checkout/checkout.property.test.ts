import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { openRepository, treeOfPatch } from './index.ts'
import { createFolder, createSource, listTree } from './repository.fixture.ts'

type Node =
  | { kind: 'file'; bytes: Uint8Array; run: boolean }
  | { kind: 'link'; target: Uint8Array }
  | { kind: 'gone' }

const NAMES = [
  'a',
  'b',
  'c.txt',
  '.gitattributes',
  '-x',
  'q"',
  'n\n',
  '\xff',
  '\xc3\xa4',
  ' sp',
  'back\\',
  'a.b',
]
const name = fc.constantFrom(...NAMES)
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'))
const text = fc
  .array(fc.constantFrom('one', 'two', '$Id$', '* text eol=crlf ident', '* binary', '\r', ''), {
    maxLength: 6,
  })
  .chain((lines) => fc.constantFrom('\n', '\r\n').map((end) => Buffer.from(lines.join(end))))
const node: fc.Arbitrary<Node> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('file'),
      bytes: fc.oneof(text, fc.uint8Array()),
      run: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('link'),
      target: fc.constantFrom(...NAMES).map((to) => Buffer.from(to, 'latin1')),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gone') }) },
)
const edits = fc.array(fc.tuple(path, node), { maxLength: 12 })

const at = (root: string, raw: string) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from(raw, 'latin1')])

/** Puts a node in its place, whatever stands there or on the way to it. */
function put(root: string, raw: string, value: Node): void {
  const parts = raw.split('/')
  for (let depth = 1; depth < parts.length; depth++) {
    const folder = at(root, parts.slice(0, depth).join('/'))
    if (!lstatSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      rmSync(folder, { force: true })
      mkdirSync(folder)
    }
  }
  const file = at(root, raw)
  rmSync(file, { recursive: true, force: true })
  if (value.kind === 'link') symlinkSync(Buffer.from(value.target), file)
  if (value.kind !== 'file') return
  writeFileSync(file, value.bytes)
  chmodSync(file, value.run ? 0o755 : 0o644)
}

/** What is on disk, read without any code of the room under test. */
function readDisk(root: string, below = ''): Map<string, { mode: string; bytes: Buffer }> {
  const found = new Map<string, { mode: string; bytes: Buffer }>()
  const folder = below === '' ? Buffer.from(root) : at(root, below)
  for (const entry of readdirSync(folder, { encoding: 'buffer' })) {
    const raw = below === '' ? entry.toString('latin1') : `${below}/${entry.toString('latin1')}`
    if (raw === '.git') continue
    const stat = lstatSync(at(root, raw))
    if (stat.isDirectory()) for (const [inner, value] of readDisk(root, raw)) found.set(inner, value)
    else if (stat.isSymbolicLink())
      found.set(raw, { mode: '120000', bytes: readlinkSync(at(root, raw), { encoding: 'buffer' }) })
    else
      found.set(raw, {
        mode: (stat.mode & 0o100) === 0 ? '100644' : '100755',
        bytes: readFileSync(at(root, raw)),
      })
  }
  return found
}

it('after any edits: every blob is the bytes on disk, and base + patch is the result tree', async () => {
  const source = createSource({ seed: 'x\n' })
  const folder = createFolder()
  let round = 0
  await fc.assert(
    fc.asyncProperty(edits, edits, async (before, after) => {
      const here = join(folder, String(++round))
      mkdirSync(here)
      const repository = await openRepository(source, 'HEAD', join(here, 'git'))
      const first = await repository.open(repository.base.tree, {
        path: join(here, 'first'),
        engineGit: true,
        maxBytes: 1_000_000,
      })
      for (const [raw, value] of before) put(first.path, raw, value)
      const one = await first.changes()
      expect(one.applies).toBe(true)
      expect(listTree(join(here, 'git'), one.resultTree)).toEqual(readDisk(first.path))
      const { commit } = repository.base
      expect(await treeOfPatch(source, commit, one.patch, join(here, 'again'))).toBe(one.resultTree)

      const second = await repository.open(one.resultTree, {
        path: join(here, 'second'),
        engineGit: false,
        maxBytes: 1_000_000,
      })
      expect(readDisk(second.path)).toEqual(readDisk(first.path))
      for (const [raw, value] of after) put(second.path, raw, value)
      const two = await second.changes()
      expect(two.applies).toBe(true)
      const disk = readDisk(second.path)
      const tree = listTree(join(here, 'git'), two.resultTree)
      for (const ignored of two.ignored) expect(tree.has(ignored)).toBe(false)
      expect(tree).toEqual(disk)
      rmSync(here, { recursive: true })
    }),
    { numRuns: 25 },
  )
})
