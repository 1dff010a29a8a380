import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { VerifyResult } from '../src/contract/results.ts'
import { verifyBundleAt } from '../src/run/verify-bundle-at.ts'
import { verifyRequestFor } from '../src/run/verify-request.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'
import { ROOT } from './support/engine-run.ts'
import { makeKeys, makePeopleFolder, type PeopleFolder } from './support/people-workspace.ts'
import { foldersForFile } from './support/shared-folder.ts'
import { idsOf } from './support/verified.ts'

const folders = foldersForFile()
const LIMIT = 120_000
let at: PeopleFolder
let good: string
/** Sequences of what was recorded: a yes that did not hold, two that did, and the delivery. */
let sequences: string[]

beforeAll(async () => {
  const keys = folders.next()
  makeKeys(keys)
  at = makePeopleFolder(join(folders.next(), 'ws'), keys, { classes: { low: { approvals: 2 } } })
  const { runId } = await at.run()
  for (const name of ['mallory', 'alice', 'bob'])
    await at.proctor('approve', runId, '--key', join(keys, name))
  expect((await at.proctor('deliver', runId)).status).toBe(0)
  good = at.bundle(runId)
  sequences = readdirSync(join(good, 'approvals'))
    .filter((name) => name.endsWith('.proof'))
    .map((name) => name.replace('.proof', ''))
    .sort()
}, LIMIT)

async function verify(bundle: string): Promise<VerifyResult> {
  return await verifyBundleAt(bundle, await verifyRequestFor(bundle, { start: at.dir, allowNotRun: [] }))
}

function copyOfGood(): string {
  const copy = join(temporaryFolder(), 'bundle')
  cpSync(good, copy, { recursive: true })
  return copy
}

type Tamper = (approvals: string) => void
/** Another letter in the last line of a signature, whatever stands there. */
const changeLetter = (text: string): string =>
  text.replace(/[A-Za-z0-9+/](?=[^\n]*\n-----END)/, (one) => (one === 'A' ? 'B' : 'A'))

const edit =
  (name: () => string, change: (text: string) => string): Tamper =>
  (approvals) =>
    writeFileSync(join(approvals, name()), change(readFileSync(join(approvals, name()), 'utf8')))
const nth =
  (index: number, end: string): (() => string) =>
  () =>
    `${sequences[index]}${end}`
const drop =
  (name: () => string): Tamper =>
  (approvals) =>
    rmSync(join(approvals, name()))
const VERDICT = '.verdict.sigstore.json'
const path = (index: number, end: string): string => `approvals/${nth(index, end)()}`
const records = (): string => 'events.jsonl'
const lines =
  (change: (lines: string[]) => string[]): Tamper =>
  (approvals) =>
    edit(records, (text) => `${change(text.trimEnd().split('\n')).join('\n')}\n`)(approvals)

const TABLE: readonly (readonly [what: string, tamper: Tamper, expected: () => string[]])[] = [
  [
    'the request, a byte changed',
    edit(
      () => 'request.json',
      (text) => text.replace('deliver', 'deliveR'),
    ),
    () => ['digest-mismatch approvals/request.json'],
  ],
  ['the request, dropped', drop(() => 'request.json'), () => ['file-missing approvals/request.json']],
  [
    'the records, dropped',
    drop(records),
    () =>
      sequences.flatMap((sequence, index) => [
        ...(index === 3
          ? []
          : [`file-unlisted approvals/${sequence}.json`, `file-unlisted approvals/${sequence}.json.sig`]),
        `file-unlisted approvals/${sequence}.proof`,
        ...(index === 2 ? [`file-unlisted approvals/${sequence}${VERDICT}`] : []),
      ]),
  ],
  [
    'the verdict on the approval, a letter of its signature changed',
    edit(nth(2, VERDICT), (text) =>
      text.replace(/"sig":\s*"(.)/, (whole, one) => whole.slice(0, -1) + (one === 'M' ? 'N' : 'M')),
    ),
    () => [`signature-invalid ${path(2, VERDICT)}`],
  ],
  [
    'the verdict of the seal in its place',
    (approvals) =>
      cpSync(join(approvals, '../attestations/verdict.sigstore.json'), join(approvals, nth(2, VERDICT)())),
    () => [`verdict-invalid ${path(2, VERDICT)}`],
  ],
  [
    'the verdict, beside the yes that did not hold',
    (approvals) => renameSync(join(approvals, nth(2, VERDICT)()), join(approvals, nth(0, VERDICT)())),
    () => [`verdict-invalid ${path(0, VERDICT)}`],
  ],
  [
    'the verdict, beside another yes',
    (approvals) => renameSync(join(approvals, nth(2, VERDICT)()), join(approvals, nth(1, VERDICT)())),
    () => [`verdict-invalid ${path(1, VERDICT)}`],
  ],
  ['the records, emptied', edit(records, () => ''), () => ['event-invalid approvals/events.jsonl']],
  [
    'the records, cut short',
    edit(records, (text) => text.slice(0, -1)),
    () => ['event-invalid approvals/events.jsonl'],
  ],
  [
    'the records, two lines exchanged',
    lines(([a = '', b = '', ...rest]) => [b, a, ...rest]),
    () => Array.from({ length: 3 }, () => 'chain-broken approvals/events.jsonl'),
  ],
  [
    'the records, the first line dropped',
    lines(([, ...rest]) => rest),
    () => [
      'chain-broken approvals/events.jsonl',
      'event-invalid approvals/events.jsonl',
      'event-invalid approvals/events.jsonl',
    ],
  ],
  [
    'the records, the last line dropped',
    lines((all) => all.slice(0, -1)),
    () => [`file-unlisted approvals/${sequences[3]}.proof`],
  ],
  [
    'the records, the last line twice',
    lines((all) => [...all, all.at(-1) ?? '']),
    () => ['chain-broken approvals/events.jsonl'],
  ],
  [
    'the delivery, another commit',
    lines((all) =>
      all.map((line) => line.replace(/"after":"(.)/, (_, one) => `"after":"${one === '0' ? '1' : '0'}`)),
    ),
    () => [`proof-invalid approvals/${sequences[3]}.proof`],
  ],
  [
    'a denial made a yes',
    lines((all) => all.map((line) => line.replace('"invalid"', '"signed-denial"'))),
    () => ['event-invalid approvals/events.jsonl', 'chain-broken approvals/events.jsonl'],
  ],
  [
    'the time of a record',
    lines((all) =>
      all.map((line, index) => (index === 3 ? line.replace(/"time":"2\d{3}/, '"time":"2020') : line)),
    ),
    () => [`proof-invalid approvals/${sequences[3]}.proof`],
  ],
  ['what was signed, dropped', drop(nth(1, '.json')), () => [`file-missing approvals/${sequences[1]}.json`]],
  [
    'what was signed, changed',
    edit(nth(1, '.json'), (text) => text.replace('granted', 'denied')),
    () => [
      `proof-invalid approvals/${sequences[1]}.proof`,
      `approval-mismatch approvals/${sequences[1]}.json`,
    ],
  ],
  [
    'a signature, dropped',
    drop(nth(2, '.json.sig')),
    () => [`file-missing approvals/${sequences[2]}.json.sig`],
  ],
  [
    'a signature, a letter changed',
    edit(nth(2, '.json.sig'), changeLetter),
    () => [
      `proof-invalid approvals/${sequences[2]}.proof`,
      `approval-mismatch approvals/${sequences[2]}.json`,
    ],
  ],
  ['a proof, dropped', drop(nth(0, '.proof')), () => [`file-missing approvals/${sequences[0]}.proof`]],
  [
    'a proof, changed',
    edit(nth(0, '.proof'), (text) => text.replace(/index \d+/, 'index 0')),
    () => [`proof-invalid approvals/${sequences[0]}.proof`],
  ],
  [
    'two proofs exchanged',
    (approvals) => {
      renameSync(join(approvals, nth(1, '.proof')()), join(approvals, 'x'))
      renameSync(join(approvals, nth(2, '.proof')()), join(approvals, nth(1, '.proof')()))
      renameSync(join(approvals, 'x'), join(approvals, nth(2, '.proof')()))
    },
    () => [`proof-invalid approvals/${sequences[1]}.proof`, `proof-invalid approvals/${sequences[2]}.proof`],
  ],
  [
    'a file too many',
    (approvals) => writeFileSync(join(approvals, '000999.json'), '{}'),
    () => ['file-unlisted approvals/000999.json'],
  ],
  [
    'a folder too many',
    (approvals) => mkdirSync(join(approvals, 'more')),
    () => ['file-unlisted approvals/more'],
  ],
]

test('the bundle that is tampered with is a good one', async () => {
  const result = await verify(good)
  expect(result.findings).toEqual([])
  expect(result).toMatchObject({ ok: true, status: 'pass', approval: 'granted' })
  expect(sequences).toHaveLength(4)
})

test.each(TABLE)('%s', async (_, tamper, expected) => {
  const bundle = copyOfGood()
  tamper(join(bundle, 'approvals'))
  const result = await verify(bundle)
  expect(idsOf(result).sort()).toEqual(expected().sort())
  expect(result).toMatchObject({ ok: false, status: null, approval: 'none' })
})

test(
  'no change of one byte in what people said goes unseen',
  async () => {
    const bundle = copyOfGood()
    const files = readdirSync(join(good, 'approvals'))
    const change = fc.tuple(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }))
    await fc.assert(
      fc.asyncProperty(change, async ([name, where, mask]) => {
        const bytes = readFileSync(join(good, 'approvals', name))
        const changed = Buffer.from(bytes)
        const place = where % bytes.length
        changed[place] = (changed[place] ?? 0) ^ mask
        writeFileSync(join(bundle, 'approvals', name), changed)
        const { findings } = await verify(bundle)
        writeFileSync(join(bundle, 'approvals', name), bytes)
        expect(findings.length, `${name} at ${place}`).toBeGreaterThan(0)
      }),
      { numRuns: 30 },
    )
  },
  LIMIT,
)

test('the newest records taken away whole leave an earlier state of the run, which never passes', async () => {
  const bundle = copyOfGood()
  const approvals = join(bundle, 'approvals')
  for (const left of [2, 1, 0]) {
    for (const end of ['.json', '.json.sig', '.proof', VERDICT])
      for (const sequence of sequences.slice(left))
        rmSync(join(approvals, `${sequence}${end}`), { force: true })
    const text = readFileSync(join(approvals, 'events.jsonl'), 'utf8').split('\n').slice(0, left)
    if (left === 0) rmSync(join(approvals, 'events.jsonl'))
    else writeFileSync(join(approvals, 'events.jsonl'), `${text.join('\n')}\n`)
    const result = await verify(bundle)
    expect(result.findings).toEqual([])
    expect(result).toMatchObject({ ok: true, status: 'fail' })
  }
})

/** The commands of the page for approvers. */
const PAGE = readFileSync(join(ROOT, 'docs/approvals.md'), 'utf8')
const BY_HAND = /^## By hand\n.*?^```bash\n(.*?)^```$/ms.exec(PAGE)?.[1] ?? ''

function byHand(bundle: string, signers: string): number | null {
  const { PATH } = process.env
  const env = { PATH, SIGNERS: signers, WORK: temporaryFolder() }
  return spawnSync('bash', ['-c', BY_HAND], { cwd: bundle, env, encoding: 'utf8' }).status
}

test('an approval is checked by hand as the page says, with ssh-keygen alone', () => {
  const signers = join(at.dir, 'allowed_signers')
  expect(BY_HAND).toContain('ssh-keygen -Y verify')
  expect(byHand(good, signers)).toBe(0)
  for (const tamper of [
    edit(nth(1, '.json'), (text) => text.replace('granted', 'denied')),
    edit(nth(2, '.json.sig'), changeLetter),
    edit(
      () => 'request.json',
      (text) => text.replace('deliver', 'deliveR'),
    ),
    lines(([a = '', b = '', ...rest]) => [b, a, ...rest]),
    lines((all) => all.filter((line) => !line.includes('"principal":"bob"'))),
  ]) {
    const bundle = copyOfGood()
    tamper(join(bundle, 'approvals'))
    expect(byHand(bundle, signers)).not.toBe(0)
  }
  const fewer = join(temporaryFolder(), 'allowed_signers')
  writeFileSync(fewer, readFileSync(signers, 'utf8').replace(/^alice.*\n/m, ''))
  expect(byHand(good, fewer)).not.toBe(0)
}, 60_000)
