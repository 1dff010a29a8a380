import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Report } from '../contract/report.ts'
import type { ProvenanceStatement } from '../contract/statement.ts'
import { checkProvenance } from './check-provenance.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Predicate = ProvenanceStatement['predicate']
type Build = Predicate['buildDefinition']
type Details = Predicate['runDetails']

/** What is said of the good bundle when its provenance says this. */
function saidOf(
  { subject, build, details }: SubjectAndPredicate = {},
  parts: Partial<Pick<GoodBundle, 'report' | 'manifest'>> = {},
): string[] {
  const { statement } = good.provenance
  const { buildDefinition, runDetails } = statement.predicate
  const provenance = {
    ...good.provenance,
    statement: {
      ...statement,
      subject: subject ?? statement.subject,
      predicate: {
        buildDefinition: { ...buildDefinition, ...build?.(buildDefinition) },
        runDetails: { ...runDetails, ...details?.(runDetails) },
      },
    },
  }
  return checkProvenance({ ...good, ...parts, provenance }).map(({ id, file, message }) => {
    expect(file).toBe(FILES.provenance)
    return `${id}: ${message}`
  })
}
interface SubjectAndPredicate {
  readonly subject?: ProvenanceStatement['subject']
  readonly build?: (build: Build) => Partial<Build>
  readonly details?: (details: Details) => Partial<Details>
}
const wrong = (what: string) => [`statement-mismatch: ${what} is not what the report says`]
const OTHER = 'f'.repeat(64)

test('provenance that says what the report says', () => {
  expect(saidOf()).toEqual([])
})

test.each(['task', 'policy', 'engine'] as const)('another %s', (name) => {
  const build = ({ externalParameters }: Build) => ({
    externalParameters: { ...externalParameters, [name]: OTHER },
  })
  expect(saidOf({ build })).toEqual(wrong(name))
})

test('an engine has its package URL for a name, or else its id', () => {
  const named = (purl: string | null): { report: Report } => ({
    report: { ...good.report, engine: { ...good.report.engine, purl } },
  })
  const build = (engine: string) => ({
    build: ({ externalParameters }: Build) => ({ externalParameters: { ...externalParameters, engine } }),
  })
  const purl = 'pkg:npm/engine@1.0.0'
  expect(saidOf({}, named(purl))).toEqual(wrong('engine'))
  expect(saidOf(build(purl), named(purl))).toEqual([])
  expect(saidOf(build('urn:proctor:engine:fake'), named(null))).toEqual([])
})

test('it was made of the base and the admission of the report, and of nothing else', () => {
  const of = (change: (made: Build['resolvedDependencies']) => Build['resolvedDependencies']) =>
    saidOf({ build: ({ resolvedDependencies }) => ({ resolvedDependencies: change(resolvedDependencies) }) })
  const [base, admission] = good.provenance.statement.predicate.buildDefinition.resolvedDependencies
  if (base === undefined || admission === undefined) throw new Error('provenance names base and admission')
  const { gitCommit = '', gitTree = '' } = base.digest ?? {}
  const elsewhere = { gitCommit: 'f'.repeat(40), gitTree }
  expect(of(() => [{ ...base, digest: elsewhere }, admission])).toEqual(wrong('base'))
  expect(of(() => [{ ...base, digest: { gitCommit, gitTree: 'f'.repeat(40) } }, admission])).toEqual(
    wrong('base'),
  )
  expect(of(() => [{ ...base, uri: 'urn:proctor:repository:other' }, admission])).toEqual(wrong('base'))
  expect(of(() => [base, { ...admission, digest: { sha256: OTHER } }])).toEqual(wrong('admission'))
  expect(of(() => [base, { ...admission, name: 'other' }])).toEqual(wrong('admission'))
  // A second base that others could take for the one.
  expect(of((made) => [...made, { ...base, digest: elsewhere }])).toEqual(wrong('admission'))
  expect(of(() => [base])).toEqual(wrong('admission'))
  expect(of(() => [])).toEqual([...wrong('base'), ...wrong('admission')])
  const report = { ...good.report, engine: { ...good.report.engine, admissionDigest: null } }
  expect(saidOf({}, { report })).toEqual(wrong('admission'))
  expect(saidOf({ build: () => ({ resolvedDependencies: [base] }) }, { report })).toEqual([])
})

test.each(['invocationId', 'startedOn', 'finishedOn'] as const)('another %s', (name) => {
  expect(saidOf({ details: ({ metadata }) => ({ metadata: { ...metadata, [name]: 'other' } }) })).toEqual(
    wrong(name),
  )
})

test('what it names as made beside the patch is in the bundle, byte for byte', () => {
  const { byproducts } = good.provenance.statement.predicate.runDetails
  const [first] = byproducts
  if (first?.name === undefined) throw new Error('provenance names byproducts')
  const { name } = first
  const said = (...made: Details['byproducts']) => saidOf({ details: () => ({ byproducts: made }) })
  expect(said({ name, digest: { sha256: OTHER } })).toEqual(wrong(`byproduct ${name}`))
  expect(said({ ...first, name: 'other.log' })).toEqual(wrong('byproduct other.log'))
  expect(said({ name })).toEqual(wrong(`byproduct ${name}`))
  expect(said({ name: 'other.log' })).toEqual(wrong('byproduct other.log'))
  expect(said({ name: 'other.log', digest: {} })).toEqual(wrong('byproduct other.log'))
  expect(said({ digest: first.digest })).toEqual(wrong('byproduct without a name'))
  expect(saidOf({}, { manifest: new Map() })).toEqual([
    ...wrong('policy'),
    ...byproducts.flatMap((made) => wrong(`byproduct ${made.name}`)),
  ])
})

test('its subjects are the patch and the tree to which it leads', () => {
  const { subject } = good.provenance.statement
  const mismatch = ['subject-mismatch: its subjects are not the patch and the result tree of the report']
  expect(subject).toHaveLength(2)
  expect(saidOf({ subject: subject.slice(1) })).toEqual(mismatch)
  expect(saidOf({ subject: subject.slice(0, 1) })).toEqual(mismatch)
  expect(saidOf({ subject: subject.toReversed() })).toEqual(mismatch)
  expect(saidOf({ subject: subject.map((each) => ({ ...each, name: 'other' })) })).toEqual(mismatch)
  const report = { ...good.report, resultTree: null }
  expect(saidOf({}, { report })).toEqual(mismatch)
  expect(saidOf({ subject: subject.slice(0, 1) }, { report })).toEqual([])
})
