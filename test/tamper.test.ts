import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from './samples/temporary-folder.ts'
import { sealedFiles, writeSealedBundle } from './support/sealed-bundle.ts'
import { foldersForFile } from './support/shared-folder.ts'
import { idsOf, type Machine, newMachine, verifyFolder } from './support/verified.ts'

const EVENTS = 'events.normalized.jsonl'
const STATEMENTS = [
  'attestations/run.sigstore.json',
  'attestations/provenance.sigstore.json',
  'attestations/test-result.sigstore.json',
]
/** Files whose bytes the report digests. */
const DIGESTED = [
  'inputs/task.json',
  'inputs/policy.json',
  'inputs/admission.json',
  'inputs/challenge.sigstore.json',
  'inputs/decision.sigstore.json',
  'raw/stdout.log',
  'raw/stderr.log',
  'gateway.jsonl',
  'patch.diff',
  'test.log',
  'test-report/report',
  'test-report/base',
  'test-report/canary',
  'test-report/hidden',
  'test-report/hidden.log',
  'facts.json',
  'trace.jsonl',
  'report.md',
]
const WITH_LINES = [
  'raw/stdout.log',
  'raw/stderr.log',
  'gateway.jsonl',
  'patch.diff',
  'test.log',
  'test-report/report',
  'report.md',
]

type Tamper = (folder: string, path: string) => void
const at = (folder: string, path: string): string => join(folder, path)
const edit =
  (change: (bytes: Buffer) => Buffer): Tamper =>
  (folder, path) =>
    writeFileSync(at(folder, path), change(readFileSync(at(folder, path))))

const flip = edit((bytes) => {
  const place = bytes.length >> 1
  bytes[place] = (bytes[place] ?? 0) ^ 1
  return bytes
})
/** Exchanges one letter of the long base64 in the middle for another, so that it stays base64. */
const otherLetter = edit((bytes) => {
  const place = bytes.length >> 1
  bytes[place] = bytes[place] === 0x41 ? 0x42 : 0x41
  return bytes
})
const drop: Tamper = (folder, path) => rmSync(at(folder, path))
const truncate = edit((bytes) => bytes.subarray(0, bytes.length - 1))
const halve = edit((bytes) => bytes.subarray(0, bytes.length >> 1))
const empty = edit(() => Buffer.alloc(0))
const append = edit((bytes) => Buffer.concat([bytes, Buffer.from('x')]))
const appendSpace = edit((bytes) => Buffer.concat([bytes, Buffer.from('\n')]))
const reorder = edit((bytes) => {
  const [first = '', second = '', ...rest] = bytes.toString('latin1').split('\n')
  return Buffer.from([second, first, ...rest].join('\n'), 'latin1')
})
const link: Tamper = (folder, path) => {
  renameSync(at(folder, path), `${folder}.elsewhere`)
  symlinkSync(`${folder}.elsewhere`, at(folder, path))
}
const folderInstead: Tamper = (folder, path) => {
  rmSync(at(folder, path))
  mkdirSync(at(folder, path))
}
const pipeInstead: Tamper = (folder, path) => {
  rmSync(at(folder, path))
  execFileSync('mkfifo', [at(folder, path)])
}

/** What is done to which files, and what verification has to say: no more, and no less. */
const TABLE: readonly (readonly [string, Tamper, readonly string[], (path: string) => readonly string[]])[] =
  [
    ['a byte flipped', flip, DIGESTED, (path) => [`digest-mismatch ${path}`]],
    ['the last byte cut off', truncate, DIGESTED, (path) => [`digest-mismatch ${path}`]],
    ['half of it cut off', halve, DIGESTED, (path) => [`digest-mismatch ${path}`]],
    ['all of it cut off', empty, DIGESTED, (path) => [`digest-mismatch ${path}`]],
    ['a byte appended', append, DIGESTED, (path) => [`digest-mismatch ${path}`]],
    ['two lines exchanged', reorder, WITH_LINES, (path) => [`digest-mismatch ${path}`]],
    [
      'dropped',
      drop,
      [...DIGESTED, EVENTS, 'report.json', 'ledger.proof'],
      (path) => [`file-missing ${path}`],
    ],
    ['dropped', drop, STATEMENTS, (path) => [`statement-missing ${path}`]],
    ...([link, folderInstead, pipeInstead] as const).map(
      (tamper) =>
        [
          tamper === link
            ? 'a link instead'
            : tamper === folderInstead
              ? 'a folder instead'
              : 'a pipe instead',
          tamper,
          [...DIGESTED, EVENTS, 'report.json', 'ledger.proof', ...STATEMENTS],
          (path: string) => [`file-not-regular ${path}`],
        ] as const,
    ),
    ['a byte flipped', flip, [EVENTS], (path) => [`chain-broken ${path}`, `digest-mismatch ${path}`]],
    ['two lines exchanged', reorder, [EVENTS], (path) => [`chain-broken ${path}`, `digest-mismatch ${path}`]],
    ['its last line cut short', truncate, [EVENTS], (path) => [`digest-mismatch ${path}`]],
    [
      'all of it cut off',
      empty,
      [EVENTS],
      (path) => [`chain-head-mismatch ${path}`, `digest-mismatch ${path}`],
    ],
    ['a byte appended', append, [EVENTS], (path) => [`chain-broken ${path}`, `digest-mismatch ${path}`]],
    ['a byte flipped', flip, ['report.json'], (path) => [`subject-mismatch ${path}`]],
    ['the last byte cut off', truncate, ['report.json'], (path) => [`subject-mismatch ${path}`]],
    ['a byte appended', append, ['report.json'], (path) => [`subject-mismatch ${path}`]],
    ['a letter exchanged', otherLetter, STATEMENTS, (path) => [`signature-invalid ${path}`]],
    ['the last byte cut off', truncate, STATEMENTS, (path) => [`json-not-canonical ${path}`]],
    ['half of it cut off', halve, STATEMENTS, (path) => [`json-invalid ${path}`]],
    ['a byte appended', append, STATEMENTS, (path) => [`json-invalid ${path}`]],
    ['a newline appended', appendSpace, STATEMENTS, (path) => [`json-not-canonical ${path}`]],
    ...([flip, truncate, halve, empty, append, appendSpace, reorder] as const).map(
      (tamper, index) =>
        [
          `changed (${index})`,
          tamper,
          ['ledger.proof'],
          (path: string) => [`proof-invalid ${path}`],
        ] as const,
    ),
  ]

const CASES = TABLE.flatMap(([what, tamper, paths, expected]) =>
  paths.map((path) => ({ what, path, tamper, expected: expected(path) })),
)

let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
let good: string
const folders = foldersForFile()

beforeAll(async () => {
  const root = folders.next()
  machine = await newMachine(root)
  good = join(root, 'bundle')
  writeSealedBundle(good, machine.keys, machine.trust)
})

function copyOfGood(): string {
  const copy = join(temporaryFolder(), 'bundle')
  cpSync(good, copy, { recursive: true })
  return copy
}

test('the bundle that is tampered with is a good one, and every file of it is in the table', async () => {
  expect(idsOf(await verifyFolder(good, machine))).toEqual([])
  const files = [...sealedFiles(machine.keys, machine.trust).keys()].sort()
  for (const needed of ['dropped', 'a link instead']) {
    expect(
      CASES.filter(({ what }) => what === needed)
        .map(({ path }) => path)
        .sort(),
    ).toEqual(files)
  }
  const changed = CASES.filter(({ what }) => !['dropped', 'a link instead'].includes(what))
  expect([...new Set(changed.map(({ path }) => path))].sort()).toEqual(files)
})

test.each(CASES)('$path, $what: $expected', async ({ path, tamper, expected }) => {
  const folder = copyOfGood()
  tamper(folder, path)
  const result = await verifyFolder(folder, machine)
  expect(idsOf(result)).toEqual(expected)
  expect(result).toMatchObject({ ok: false, status: null })
})

describe('files that nobody sealed', () => {
  test.each([
    'extra.txt',
    'raw/extra.log',
    'inputs/a\nb.json',
    'attestations/verdict.json',
    'attestations/run.sigstore.json.bak',
    'deep/er/file',
    '__proto__',
    '-rf',
  ])('%j', async (path) => {
    const folder = copyOfGood()
    mkdirSync(join(folder, path, '..'), { recursive: true })
    writeFileSync(join(folder, path), 'x')
    const parents = path
      .split('/')
      .slice(0, -1)
      .map((_, index, parts) => parts.slice(0, index + 1).join('/'))
    const strange = parents.filter((parent) => !['raw', 'inputs', 'attestations'].includes(parent))
    const ids = idsOf(await verifyFolder(folder, machine))
    expect(ids.sort()).toEqual([...strange, path].map((name) => `file-unlisted ${name}`).sort())
  })

  test('a name that is not UTF-8', async () => {
    const folder = copyOfGood()
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/raw/`), Buffer.from([0xff, 0x2e])]), 'x')
    const { findings } = await verifyFolder(folder, machine)
    expect(findings).toMatchObject([{ id: 'bundle-unreadable', message: 'its name is not UTF-8' }])
  })
})

test.each([
  ['raw/stdout.log', 'raw/stderr.log'],
  ['inputs/challenge.sigstore.json', 'inputs/decision.sigstore.json'],
  ['inputs/task.json', 'inputs/policy.json'],
  ['test-report/report', 'test-report/canary'],
])('%s and %s exchanged', async (a, b) => {
  const folder = copyOfGood()
  renameSync(join(folder, a), join(folder, 'swap'))
  renameSync(join(folder, b), join(folder, a))
  renameSync(join(folder, 'swap'), join(folder, b))
  const ids = idsOf(await verifyFolder(folder, machine))
  expect(ids.sort()).toEqual([`digest-mismatch ${a}`, `digest-mismatch ${b}`].sort())
})

test('two statements exchanged are statements of another kind', async () => {
  const folder = copyOfGood()
  const [run = '', provenance = ''] = STATEMENTS
  renameSync(join(folder, run), join(folder, 'swap'))
  renameSync(join(folder, provenance), join(folder, run))
  renameSync(join(folder, 'swap'), join(folder, provenance))
  const ids = idsOf(await verifyFolder(folder, machine))
  expect(ids).toEqual([`schema-invalid ${run}`, `schema-invalid ${provenance}`])
})

test('no change of one byte anywhere goes unseen', async () => {
  const files = [...sealedFiles(machine.keys, machine.trust).keys()]
  const folder = copyOfGood()
  const change = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(change, async ([path, where, mask]) => {
      const bytes = readFileSync(join(good, path))
      const place = where % bytes.length
      const changed = Buffer.from(bytes)
      changed[place] = (changed[place] ?? 0) ^ mask
      writeFileSync(join(folder, path), changed)
      const result = await verifyFolder(folder, machine)
      writeFileSync(join(folder, path), bytes)
      expect(result.findings.length, `${path} at ${place}`).toBeGreaterThan(0)
    }),
    { numRuns: 150 },
  )
})
