// What `verifyBundle` answers as a whole: which status it gives, what it says was not run, and which files it asks for.
import { beforeAll, expect, test } from 'vitest'
import { memoryFiles, verifyFiles } from '../../test/support/memory-bundle.ts'
import { type Changes, sealedFiles } from '../../test/support/sealed-bundle.ts'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { idsOf, type Machine, newMachine } from '../../test/support/verified.ts'
import { ALWAYS_THERE, FILES } from './layout.ts'
import { LIMITS } from './limits.ts'
import { type VerifyOptions, verifyBundle } from './verify-bundle.ts'

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
beforeAll(async () => {
  machine = await newMachine(folders.next())
})

const nobody = async () => {
  throw new Error('nobody signed as a person, so nobody is asked who may')
}
function verify(
  changes: Changes,
  after: Readonly<Record<string, string>> = {},
  options: Partial<VerifyOptions> = {},
) {
  const files = new Map([...sealedFiles(machine.keys, machine.trust, changes), ...Object.entries(after)])
  return verifyFiles(files, machine, { signers: nobody, ...options })
}
const GOOD = {
  ok: true,
  status: 'pass',
  completeness: 'complete',
  approval: 'none',
  people: null,
  delivered: null,
  verdicts: [],
  notRun: [],
  findings: [],
}
const NO_STATUS = {
  ok: false,
  status: null,
  completeness: null,
  approval: 'none',
  people: null,
  delivered: null,
  verdicts: [],
}
const EXTRA = { leaves: (files: ReadonlyMap<string, string>) => new Map([...files, ['extra.bin', 'extra']]) }

test('a verdict of the verifier is told with its date, and not when anything is found', async () => {
  const verdict = { file: FILES.verdict, at: '2026-01-02T03:10:00.000Z', result: 'PASSED' }
  const made: Changes = { verdict: (statement) => statement }
  expect(await verify(made)).toEqual({ ...GOOD, verdicts: [verdict] })
  const { findings, ...said } = await verify(made, { [FILES.page]: 'more' })
  expect(said).toEqual({ ...NO_STATUS, notRun: [] })
  expect(findings.length).toBeGreaterThan(0)
})

test('a run that failed verifies with its own status', async () => {
  const failing: Changes = {
    facts: (facts) => ({
      ...facts,
      patch: facts.patch && { ...facts.patch, anomalies: [{ kind: 'nested-git', path: 'vendor/.git' }] },
    }),
  }
  expect(await verify(failing)).toEqual({ ...GOOD, status: 'fail' })
})

test('what was not run is a no, unless each of it was allowed', async () => {
  const files = sealedFiles(machine.keys, machine.trust)
  const blind = { trust: null, trees: null }
  const notRun = [
    { check: 'trust', why: 'nobody said whose keys to trust: no signature was checked' },
    { check: 'trees', why: 'no repository was given to apply the patch in' },
  ]
  expect(await verifyFiles(files, blind)).toEqual({ ...GOOD, ok: false, notRun })
  expect((await verifyFiles(files, blind, { allowNotRun: ['trees'] })).ok).toBe(false)
  expect((await verifyFiles(files, blind, { allowNotRun: ['trust'] })).ok).toBe(false)
  expect(await verifyFiles(files, blind, { allowNotRun: ['trust', 'trees'] })).toEqual({ ...GOOD, notRun })
  const { ok } = await verifyFiles(new Map([...files, ['more', '']]), blind, {
    allowNotRun: ['trust', 'trees'],
  })
  expect(ok).toBe(false)
})

test('findings are told up to a bound, and the others are counted', async () => {
  const many = Object.fromEntries(
    Array.from({ length: LIMITS.findings + 7 }, (_, index) => [`x${index}`, '']),
  )
  const { findings } = await verify({}, many)
  expect(findings).toHaveLength(LIMITS.findings + 1)
  expect(findings.at(-1)).toEqual({ id: 'file-unlisted', message: 'and 7 more findings like these' })
})

test('a sealed file whose name is new here is digested, once, and a file that nothing lists is not', async () => {
  expect(await verify(EXTRA)).toEqual(GOOD)
  expect(idsOf(await verify(EXTRA, { 'extra.bin': 'other' }))).toEqual(['digest-mismatch extra.bin'])
  const files = memoryFiles(new Map([...sealedFiles(machine.keys, machine.trust, EXTRA), ['unlisted', 'x']]))
  const asked: string[] = []
  const noting = {
    ...files,
    digest: (paths: readonly string[]) => {
      asked.push(...paths)
      return files.digest(paths)
    },
  }
  const options = { trees: machine.trees, allowNotRun: [], signers: nobody, now: new Date() }
  const { findings } = await verifyBundle(noting, { ...options, trust: machine.trust })
  expect(findings.map(({ file }) => file)).toEqual(['unlisted'])
  expect(asked).toContain('extra.bin')
  expect(asked).not.toContain('unlisted')
  expect(asked).not.toContain(FILES.facts)
  expect(new Set(asked).size).toBe(asked.length)
})

test('other bytes are one finding: what they say, and their size, is not looked into', async () => {
  for (const path of [FILES.stdout, FILES.testLog, FILES.facts, FILES.patch, FILES.gatewayLog, FILES.trace]) {
    const answer = await verify({}, { [path]: 'other bytes' })
    expect(idsOf(answer)).toEqual([`digest-mismatch ${path}`])
    expect(answer).toMatchObject(NO_STATUS)
  }
})

test('a log with another size than its events and facts say is found by its true size', async () => {
  const lie: Changes = {
    facts: (facts) => ({
      ...facts,
      engine: facts.engine && { ...facts.engine, stdout: { ...facts.engine.stdout, bytes: 1 } },
    }),
  }
  expect(idsOf(await verify(lie))).toContain(`facts-mismatch ${FILES.stdout}`)
})

/** A bundle whose report and run statement name every file but these. */
const unsealed = (...paths: readonly string[]): Changes => ({
  report: (report) => ({
    ...report,
    digests: Object.fromEntries(Object.entries(report.digests).filter(([path]) => !paths.includes(path))),
  }),
})

const OF_FACTS = [
  'test result',
  'facts and inputs',
  'facts and events',
  'gateway log',
  'patch',
  'test report',
]
test.each<readonly [string, readonly string[], readonly string[]]>([
  ['trace', [FILES.trace], ['trace']],
  ['page', [FILES.page], ['report page']],
  [
    'facts',
    [FILES.facts],
    [
      'inputs',
      'decision',
      ...OF_FACTS,
      'gates',
      'report',
      'trace',
      'trees',
      'artifact events',
      'facts and files',
    ],
  ],
  [
    'events',
    [FILES.events],
    [
      'events',
      'event order',
      'challenge',
      'inputs',
      'decision',
      'facts and inputs',
      'facts and events',
      'gates',
      'report',
      'trace',
      'artifact events',
      'facts and files',
    ],
  ],
])(
  'without a seal on its %s a bundle says what could not be checked, and nothing else',
  async (_, paths, names) => {
    const answer = await verify(unsealed(...paths))
    expect(answer).toMatchObject(NO_STATUS)
    const [only, ...more] = answer.findings
    expect([only?.id, only?.file, more]).toEqual(['bundle-unreadable', undefined, []])
    const [what = '', unchecked = ''] = only?.message.split(': ') ?? []
    expect(what).toBe('could not be checked')
    expect(unchecked.split(', ')).toEqual(expect.arrayContaining([...names]))
  },
)

test('a file that the disk does not give is found, whether a digest covers it or not', async () => {
  const files = memoryFiles(sealedFiles(machine.keys, machine.trust))
  const options = {
    trees: machine.trees,
    trust: machine.trust,
    allowNotRun: [],
    signers: nobody,
    now: new Date(),
  }
  for (const file of [FILES.proof, FILES.facts]) {
    const torn = {
      ...files,
      read: async (path: string, most: number) =>
        path === file ? { why: 'no disk' } : files.read(path, most),
    }
    const { findings } = await verifyBundle(torn, options)
    expect(findings).toEqual([{ id: 'bundle-unreadable', file, message: 'no disk' }])
  }
})

test.each(ALWAYS_THERE)('a bundle without %s says so, and has no status', async (path) => {
  const files = new Map(sealedFiles(machine.keys, machine.trust))
  files.delete(path)
  const answer = await verifyFiles(files, machine, { signers: nobody })
  expect(answer).toMatchObject(NO_STATUS)
  expect(answer.findings).toContainEqual({
    id: path.startsWith('attestations/') ? 'statement-missing' : 'file-missing',
    file: path,
    message: 'it is not there',
  })
})

test('a bundle without anything has no status either', async () => {
  const answer = await verifyFiles(new Map(), machine, { signers: nobody })
  expect(answer).toMatchObject(NO_STATUS)
  expect(answer.findings).toHaveLength(ALWAYS_THERE.length + 1)
})

test('lies about ledger, trees and verdict are found by the whole as by their checks', async () => {
  expect(idsOf(await verify({ ledgerIndex: 4 }))).toEqual([`proof-invalid ${FILES.proof}`])
  const noTree: Partial<VerifyOptions> = { trees: async () => null }
  expect(idsOf(await verify({}, {}, noTree))).toEqual([
    `patch-mismatch ${FILES.facts}`,
    `patch-mismatch ${FILES.patch}`,
  ])
  const otherwise: Changes = {
    verdict: (made) => ({ ...made, predicate: { ...made.predicate, verificationResult: 'FAILED' } }),
  }
  expect(idsOf(await verify(otherwise))).toEqual([`verdict-invalid ${FILES.verdict}`])
  const windowed = {
    ...machine.trust,
    keys: machine.trust.keys.map((key) => ({ ...key, validUntil: key.role === 'harness' ? 5 : null })),
  }
  const late = await verifyFiles(sealedFiles(machine.keys, machine.trust), { ...machine, trust: windowed })
  expect(idsOf(late)).toContain(`key-untrusted ${FILES.run}`)
})
