import { expect, test } from 'vitest'
import { goodFacts } from '../../fixtures/runs/good-facts.ts'
import type { ChangedFile, Facts } from '../contract/facts.ts'
import { scanPatch } from '../patchscan/scan-patch.ts'
import { checkPatch } from './check-patch.ts'
import { FILES } from './layout.ts'

const [A, B, ZERO] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]
const text = (...lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

const SIDES = ['--- a/src/x', '+++ b/src/x']
const HEADER = 'diff --git a/src/x b/src/x'
const MODIFIED = text(HEADER, `index ${A}..${B} 100644`, ...SIDES, '@@ -1 +1,2 @@', '-a', '+b', '+c')
const MODE = text(HEADER, 'old mode 100644', 'new mode 100755')
const ADDED = text(
  HEADER,
  'new file mode 100644',
  `index ${ZERO}..${B}`,
  '--- /dev/null',
  '+++ b/src/x',
  '@@ -0,0 +1 @@',
  '+b',
)
const DELETED = text(
  HEADER,
  'deleted file mode 100644',
  `index ${A}..${ZERO}`,
  '--- a/src/x',
  '+++ /dev/null',
  '@@ -1,3 +0,0 @@',
  '-b',
  '-c',
  '-d',
)
const LINK = ADDED.replace('new file mode 100644', 'new file mode 120000')
const BINARY = text(
  HEADER,
  `index ${A}..${B} 100644`,
  'GIT binary patch',
  ...['literal 1', 'IcmZQz00RI3', '', 'literal 0', 'HcmV?d00001', ''],
)

const FILE: ChangedFile = {
  path: 'src/x',
  change: 'modified',
  oldMode: '100644',
  newMode: '100644',
  beforeBlob: A,
  afterBlob: B,
  addedLines: 2,
  deletedLines: 1,
  binary: false,
}
const OF_MODE: ChangedFile = { ...FILE, newMode: '100755', afterBlob: A, addedLines: 0, deletedLines: 0 }
const OF_ADDED: ChangedFile = {
  ...FILE,
  change: 'added',
  oldMode: '000000',
  beforeBlob: null,
  addedLines: 1,
  deletedLines: 0,
}
const OF_DELETED: ChangedFile = {
  ...FILE,
  change: 'deleted',
  newMode: '000000',
  afterBlob: null,
  addedLines: 0,
  deletedLines: 3,
}
const OF_TYPE: ChangedFile = { ...FILE, newMode: '120000', addedLines: 1, deletedLines: 3 }
const OF_BINARY: ChangedFile = { ...FILE, binary: true, addedLines: 0, deletedLines: 0 }
const OF_BINARY_TYPE: ChangedFile = { ...OF_BINARY, newMode: '120000' }
const BINARY_DELETED = text(
  HEADER,
  'deleted file mode 100644',
  `index ${A}..${ZERO}`,
  ...BINARY.trimEnd().split('\n').slice(2),
  '',
)

const good = goodFacts()
const goodPatch = (): NonNullable<Facts['patch']> => {
  if (good.patch === null) throw new Error('good facts have a patch')
  return good.patch
}

/** What is said of a patch when the facts list these files; each finding as `id file: message`. */
function saidOf(
  patch: string | Uint8Array,
  changedFiles: readonly ChangedFile[],
  change: Partial<NonNullable<Facts['patch']>> = {},
): string[] {
  const bytes = Buffer.from(patch)
  const content = scanPatch(bytes, good.policy.patch.secretScanBytes)
  const facts = { ...good, patch: { ...goodPatch(), content, changedFiles: [...changedFiles], ...change } }
  return checkPatch({ facts, documents: new Map([[FILES.patch, bytes]]) }).map(
    ({ id, file, message }) => `${id} ${file}: ${message}`,
  )
}
const otherwise = ['facts-mismatch patch.diff: it changes src/x in another way than the facts say']

test.each<readonly [string, string, ChangedFile]>([
  ['a change', MODIFIED, FILE],
  ['a change of mode', MODE, OF_MODE],
  ['a new file', ADDED, OF_ADDED],
  ['a deleted file', DELETED, OF_DELETED],
  ['a file that became a link', DELETED + LINK, OF_TYPE],
  ['one that kept a line', DELETED + LINK, { ...OF_TYPE, addedLines: 0, deletedLines: 2 }],
  ['a binary change', BINARY, OF_BINARY],
  ['a binary file that became a link', BINARY_DELETED + LINK, OF_BINARY_TYPE],
])('%s that the facts list', (_, patch, file) => {
  expect(saidOf(patch, [file])).toEqual([])
})

test.each<readonly [string, string, ChangedFile, Partial<ChangedFile>]>([
  ['the mode before', MODIFIED, FILE, { oldMode: '100755' }],
  ['the mode after', MODIFIED, FILE, { newMode: '100755' }],
  ['the blob before', MODIFIED, FILE, { beforeBlob: B }],
  ['the blob after', MODIFIED, FILE, { afterBlob: A }],
  ['fewer lines added', MODIFIED, FILE, { addedLines: 1 }],
  ['fewer lines deleted', MODIFIED, FILE, { deletedLines: 0 }],
  ['a binary file that has lines', MODIFIED, FILE, { binary: true }],
  ['a binary file as text', BINARY, OF_BINARY, { binary: false }],
  ['a changed file as new', MODIFIED, FILE, { change: 'added' }],
  ['a new file as changed', ADDED, OF_ADDED, { change: 'modified' }],
  ['a deleted file as changed', DELETED, OF_DELETED, { change: 'modified' }],
  ['another name before', MODIFIED, FILE, { oldPath: 'src/y' }],
  ['a change of mode as a rename', MODE, OF_MODE, { change: 'renamed' }],
  ['a change of mode as one of content', MODE, OF_MODE, { afterBlob: B }],
  ['a change of mode of no blob', MODE, OF_MODE, { beforeBlob: null, afterBlob: null }],
  ['lines of a change of mode', MODE, OF_MODE, { addedLines: 1 }],
  ['a change of type as new', DELETED + LINK, OF_TYPE, { change: 'added' }],
  ['no line of a change of type', DELETED + LINK, OF_TYPE, { addedLines: 0, deletedLines: 0 }],
  ['too many lines of a change of type', DELETED + LINK, OF_TYPE, { addedLines: 2, deletedLines: 4 }],
  ['the mode before a change of type', DELETED + LINK, OF_TYPE, { oldMode: '100755' }],
  ['the mode after a change of type', DELETED + LINK, OF_TYPE, { newMode: '100644' }],
  ['the blob before a change of type', DELETED + LINK, OF_TYPE, { beforeBlob: B }],
  ['the blob after a change of type', DELETED + LINK, OF_TYPE, { afterBlob: A }],
  ['text that was binary', BINARY_DELETED + LINK, OF_BINARY_TYPE, { binary: false }],
  ['lines of what was binary', BINARY_DELETED + LINK, OF_BINARY_TYPE, { addedLines: 1 }],
])('facts that lie about %s', (_, patch, file, lie) => {
  expect(saidOf(patch, [{ ...file, ...lie }])).toEqual(otherwise)
})

test('a path has one change, or is deleted and made anew', () => {
  expect(saidOf(MODIFIED + MODIFIED, [FILE])).toEqual(otherwise)
  expect(saidOf(LINK + DELETED, [OF_TYPE])).toEqual(otherwise)
  expect(saidOf(DELETED + MODIFIED, [{ ...OF_TYPE, newMode: '100644', addedLines: 2 }])).toEqual(otherwise)
  expect(saidOf(MODIFIED + LINK, [{ ...OF_TYPE, addedLines: 1, deletedLines: 1 }])).toEqual(otherwise)
  expect(saidOf(DELETED + LINK + MODIFIED, [OF_TYPE])).toEqual(otherwise)
})

test('the files of the patch are those of the facts, each once and spelled in one way', () => {
  const other = { ...FILE, path: 'src/y' }
  expect(saidOf(MODIFIED, [])).toEqual(['facts-mismatch patch.diff: it changes src/x, the facts do not'])
  expect(saidOf(MODIFIED, [FILE, other])).toEqual([
    'facts-mismatch patch.diff: it does not change src/y, the facts do',
  ])
  expect(saidOf(MODIFIED, [FILE, FILE])).toEqual(['facts-mismatch facts.json: the facts list a file twice'])
  const quoted = '"src/\\170"'
  expect(saidOf(MODIFIED, [{ ...FILE, path: quoted }])).toEqual([
    'facts-mismatch patch.diff: it changes src/x, the facts do not',
    `facts-mismatch patch.diff: it does not change ${quoted}, the facts do`,
  ])
  expect(saidOf(MODIFIED, [FILE, { ...FILE, path: quoted }])).toEqual([
    `facts-mismatch patch.diff: it does not change ${quoted}, the facts do`,
  ])
})

test('a patch that cannot be read says where, and nothing else is said', () => {
  expect(saidOf(`${MODIFIED}more\n`, [])).toEqual(['facts-mismatch patch.diff: line 9: it is no hunk'])
})

test('what the added lines hold is looked for again', () => {
  const content = scanPatch(Buffer.from(MODIFIED), good.policy.patch.secretScanBytes)
  expect(saidOf(MODIFIED, [FILE], { content: { ...content, secretCount: 1 } })).toEqual([
    'facts-mismatch patch.diff: read again, its added lines hold something else',
  ])
})

test('there is a patch exactly when the trees differ', () => {
  const wrong = ['patch-mismatch patch.diff: a patch leads to another tree, and none to the same']
  expect(saidOf('', [], { resultTree: good.base.tree })).toEqual([])
  expect(saidOf('', [])).toEqual(wrong)
  expect(saidOf(MODIFIED, [FILE], { resultTree: good.base.tree })).toEqual(wrong)
})

test('there is none when the facts have none, and nothing is said of bytes that are not as sealed', () => {
  const withoutPatch = { ...good, patch: null }
  const check = (bytes: string) =>
    checkPatch({ facts: withoutPatch, documents: new Map([[FILES.patch, Buffer.from(bytes)]]) })
  expect(check('')).toEqual([])
  expect(check(MODIFIED)).toEqual([
    { id: 'facts-mismatch', file: FILES.patch, message: 'there is a patch, and the facts have none' },
  ])
  expect(checkPatch({ facts: good, documents: new Map() })).toEqual([])
})
