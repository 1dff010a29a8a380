import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { VerdictStatement } from '../contract/statement.ts'
import { checkVerdict } from './check-verdict.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Predicate = VerdictStatement['predicate']

/** What is said of the good bundle when its verdict says this. */
function saidOf(
  change: { readonly subject?: VerdictStatement['subject']; readonly predicate?: Partial<Predicate> },
  parts: Partial<Pick<GoodBundle, 'report' | 'manifest' | 'files'>> = {},
): string[] {
  const { statement } = good.verdict
  const verdict = {
    ...good.verdict,
    statement: {
      ...statement,
      subject: change.subject ?? statement.subject,
      predicate: { ...statement.predicate, ...change.predicate },
    },
  }
  const { files, ...sealed } = { ...good, ...parts }
  const findings = checkVerdict({ ...sealed, verdict }, files)
  for (const { id, file } of findings) expect([id, file]).toEqual(['verdict-invalid', FILES.verdict])
  return findings.map(({ message }) => message)
}

const without = (path: string) => ({ files: new Map([...good.files].filter(([name]) => name !== path)) })
const OTHER = { sha256: 'f'.repeat(64) }

test('a verdict about this report, under this policy, on these statements is a good one', () => {
  expect(saidOf({})).toEqual([])
})

test('its one subject is the report that is here', () => {
  const [subject] = good.verdict.statement.subject
  if (subject === undefined) throw new Error('a verdict has a subject')
  const wrong = ['its subject is not this report']
  expect(saidOf({ subject: [] })).toEqual(wrong)
  expect(saidOf({ subject: [subject, subject] })).toEqual(wrong)
  expect(saidOf({ subject: [{ ...subject, name: FILES.facts }] })).toEqual(wrong)
  expect(saidOf({ subject: [{ ...subject, digest: OTHER }] })).toEqual(wrong)
  expect(saidOf({}, without(FILES.report))).toEqual(wrong)
  const { files } = good
  const facts = files.get(FILES.facts)
  if (facts === undefined) throw new Error('a bundle has facts')
  expect(
    saidOf({ subject: [{ name: FILES.facts, digest: { sha256: good.manifest.get(FILES.facts) ?? '' } }] }),
  ).toEqual(wrong)
})

test('it is about this run and this policy', () => {
  expect(saidOf({ predicate: { resourceUri: 'urn:proctor:run:other' } })).toEqual(['it is about another run'])
  const { policy } = good.verdict.statement.predicate
  const wrong = ['it was made under another policy']
  expect(saidOf({ predicate: { policy: { ...policy, digest: OTHER } } })).toEqual(wrong)
  expect(saidOf({}, { manifest: new Map() })).toEqual(wrong)
})

test('it says the result of the report', () => {
  const wrong = ['it says another result than the report']
  expect(saidOf({ predicate: { verificationResult: 'FAILED' } })).toEqual(wrong)
  const failed = { report: { ...good.report, status: 'fail' as const } }
  expect(saidOf({}, failed)).toEqual(wrong)
  expect(saidOf({ predicate: { verificationResult: 'FAILED' } }, failed)).toEqual([])
})

test('it rests on every statement that is here, as it is', () => {
  const { inputAttestations: inputs } = good.verdict.statement.predicate
  expect(inputs).toHaveLength(3)
  for (const { uri } of inputs) {
    const fewer = inputs.filter((input) => input.uri !== uri)
    expect(saidOf({ predicate: { inputAttestations: fewer } })).toEqual([`it does not rest on ${uri}`])
    const changed = inputs.map((input) => (input.uri === uri ? { ...input, digest: OTHER } : input))
    const wrong = ['it rests on other statements than those in the bundle']
    expect(saidOf({ predicate: { inputAttestations: changed } })).toEqual(wrong)
    expect(saidOf({}, without(uri))).toEqual(wrong)
    expect(saidOf({ predicate: { inputAttestations: fewer } }, without(uri))).toEqual([])
  }
})
