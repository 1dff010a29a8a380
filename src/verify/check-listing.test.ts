import { expect, test } from 'vitest'
import type { BundleListing } from './bundle-files.ts'
import { checkKinds, checkPresence } from './check-listing.ts'
import { ALWAYS_THERE, FILES, FOLDERS, OUTSIDE_DIGESTS } from './layout.ts'

type Kind = BundleListing['entries'][number]['kind']

const listing = (entries: readonly (readonly [string, Kind])[]): BundleListing => ({
  entries: entries.map(([path, kind]) => ({ path, kind, bytes: 0 })),
  problems: [],
})
const MANIFEST = new Map(
  [...ALWAYS_THERE.filter((path) => !OUTSIDE_DIGESTS.includes(path)), FILES.gatewayLog].map((path) => [
    path,
    'a'.repeat(64),
  ]),
)
const GOOD: readonly (readonly [string, Kind])[] = [
  ...FOLDERS.map((path) => [path, 'folder'] as const),
  ...[...MANIFEST.keys(), ...OUTSIDE_DIGESTS].map((path) => [path, 'file'] as const),
]
const without = (gone: string) => GOOD.filter(([path]) => path !== gone)

function presence(entries: readonly (readonly [string, Kind])[], manifest = MANIFEST): string[] {
  return checkPresence(listing(entries), manifest).map(({ id, file, message }) => `${id} ${file}: ${message}`)
}

test('files and folders alone', () => {
  expect(checkKinds(listing(GOOD))).toEqual([])
})

test('whatever is neither a file nor a folder', () => {
  const found = checkKinds(
    listing([
      [FILES.patch, 'link'],
      ['raw', 'other'],
      ['inputs', 'folder'],
    ]),
  )
  expect(found).toEqual([
    { id: 'file-not-regular', file: FILES.patch, message: 'it is a symbolic link' },
    { id: 'file-not-regular', file: 'raw', message: 'it is a device, a pipe or a socket' },
  ])
})

test('what could not be looked at is said with its reason, of the bundle itself without a name', () => {
  const problems = [
    { path: '', why: 'it is not a folder' },
    { path: 'raw', why: 'it can not be listed: EACCES' },
  ]
  expect(checkKinds({ entries: [], problems })).toEqual([
    { id: 'bundle-unreadable', message: 'it is not a folder' },
    { id: 'bundle-unreadable', file: 'raw', message: 'it can not be listed: EACCES' },
  ])
})

test('everything that was sealed, and what is under signatures of its own', () => {
  expect(presence(GOOD)).toEqual([])
})

test.each([...MANIFEST.keys(), FILES.report, FILES.proof])('%s is missing', (path) => {
  expect(presence(without(path))).toEqual([`file-missing ${path}: it is not there`])
})

test('a statement is missing', () => {
  for (const path of [FILES.run, FILES.provenance])
    expect(presence(without(path))).toEqual([`statement-missing ${path}: it is not there`])
  // Not every run has tests or a verdict; whether this one must have them is said elsewhere.
  for (const path of [FILES.testResult, FILES.verdict]) expect(presence(without(path))).toEqual([])
})

test('what no bundle may be without is missing although nothing lists it', () => {
  const manifest = new Map([...MANIFEST].filter(([path]) => path !== FILES.patch))
  expect(presence(without(FILES.patch), manifest)).toEqual([`file-missing ${FILES.patch}: it is not there`])
})

test('a file or folder that nothing sealed speaks of', () => {
  const unlisted = (path: string) => `file-unlisted ${path}: nothing that was sealed lists it`
  expect(presence([...GOOD, ['raw/more.log', 'file']])).toEqual([unlisted('raw/more.log')])
  expect(presence([...GOOD, ['more', 'folder'], ['raw/deep', 'folder']])).toEqual([
    unlisted('more'),
    unlisted('raw/deep'),
  ])
  expect(presence([...GOOD, ['raw/more.log', 'link']])).toEqual([unlisted('raw/more.log')])
})

test('a folder in place of a file, wherever the file is known from', () => {
  const folder = (path: string) => `file-not-regular ${path}: it is a folder and must be a file`
  for (const path of [FILES.gatewayLog, FILES.verdict, FILES.patch])
    expect(presence([...without(path), [path, 'folder']])).toEqual([folder(path)])
  const manifest = new Map([...MANIFEST].filter(([path]) => path !== FILES.patch))
  expect(presence([...without(FILES.patch), [FILES.patch, 'folder']], manifest)).toEqual([
    folder(FILES.patch),
  ])
})

test('a file in place of a folder', () => {
  expect(presence([...without('raw'), ['raw', 'file']])).toEqual([
    'file-unlisted raw: nothing that was sealed lists it',
  ])
})

test('what people said afterwards is judged by its own record, and is a file', () => {
  expect(presence([...GOOD, [FILES.records, 'file']])).toEqual([])
  expect(presence([...GOOD, [FILES.records, 'folder']])).toEqual([
    `file-unlisted ${FILES.records}: nothing that was sealed lists it`,
  ])
})
