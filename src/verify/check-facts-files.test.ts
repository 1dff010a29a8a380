import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Facts } from '../contract/facts.ts'
import { EMPTY_SHA256, sha256 } from '../kernel/digest.ts'
import { checkFactsFiles } from './check-facts-files.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
beforeAll(async () => {
  good = await goodBundle(folders.next())
})

type Parts = Parameters<typeof checkFactsFiles>[0]

function saidOf(change: Partial<Parts> | ((facts: Facts) => Facts)): string[] {
  const parts = typeof change === 'function' ? { facts: change(structuredClone(good.facts)) } : change
  return checkFactsFiles({ ...good, ...parts }).map(({ id, file, message }) => {
    expect(id).toBe('facts-mismatch')
    return `${file}: ${message}`
  })
}
const whole = <T>(part: T | null | undefined): T => {
  if (part == null) throw new Error('good facts are whole')
  return part
}
const OTHER = 'the facts name another size or digest'
const ANOTHER_SIZE = 'the facts name it with another size, or it is not sealed'
const UNNAMED = 'it is sealed, and the facts do not name it'

/** Where the facts give size and digest of a file. */
const NAMED: readonly (readonly [string, (facts: Facts) => { bytes: number; sha256: string }])[] = [
  [FILES.stdout, ({ engine }) => whole(engine).stdout],
  [FILES.stderr, ({ engine }) => whole(engine).stderr],
  [FILES.patch, ({ patch }) => whole(patch)],
  [FILES.testReport, ({ tests }) => whole(tests).reportFile],
  [FILES.hiddenReport, ({ tests }) => whole(whole(tests).hidden).reportFile],
]

test('facts that name every file as it is', () => {
  expect(saidOf({})).toEqual([])
})

test.each(NAMED)('%s: its size and its digest are those of the facts, each for itself', (path, at) => {
  const changed = (change: object) => (facts: Facts) => {
    Object.assign(at(facts), change)
    return facts
  }
  expect(saidOf(changed({ bytes: 1 }))).toEqual([`${path}: ${OTHER}`])
  expect(saidOf(changed({ sha256: sha256('else') }))).toEqual([`${path}: ${OTHER}`])
})

test.each(NAMED)('%s: a file that was exchanged or cut after the facts were written', (path) => {
  const bytes = good.sizes.get(path) ?? 0
  expect(saidOf({ manifest: new Map([...good.manifest, [path, sha256('else')]]) })).toEqual([
    `${path}: ${OTHER}`,
  ])
  expect(saidOf({ sizes: new Map([...good.sizes, [path, bytes - 1]]) })).toEqual([
    `${path}: ${OTHER}`,
    `${path}: ${ANOTHER_SIZE}`,
  ])
})

test('a file whose bytes are not those that were sealed is not named once more for its size', () => {
  const sizes = new Map([...good.sizes].filter(([path]) => path !== FILES.patch))
  expect(saidOf({ sizes })).toEqual([])
})

test('without an engine and a result there are empty logs and an empty patch', () => {
  const none = (facts: Facts): Facts => ({ ...facts, engine: null, patch: null })
  const paths = [FILES.stdout, FILES.stderr, FILES.patch]
  expect(saidOf(none)).toEqual(paths.map((path) => `${path}: ${OTHER}`))
  const manifest = new Map([...good.manifest, ...paths.map((path) => [path, EMPTY_SHA256] as const)])
  const sizes = new Map([...good.sizes, ...paths.map((path) => [path, 0] as const)])
  const facts = none(good.facts)
  const artifacts = facts.artifacts.filter(({ path }) => !path.startsWith('raw/'))
  const patch = artifacts.map((one) => (one.path === FILES.patch ? { ...one, bytes: 0 } : one))
  expect(saidOf({ facts: { ...facts, artifacts: patch }, manifest, sizes })).toEqual([])
  const unsized = new Map([...sizes, [FILES.stdout, 1]])
  expect(saidOf({ facts: { ...facts, artifacts: patch }, manifest, sizes: unsized })).toEqual([
    `${FILES.stdout}: ${OTHER}`,
  ])
})

test('a file of the list that has another size or is not there', () => {
  const changed = (path: string, bytes: number) => (facts: Facts) => ({
    ...facts,
    artifacts: [...facts.artifacts.filter((one) => one.path !== path), { path, bytes }],
  })
  expect(saidOf(changed('test.log', 1))).toEqual([`test.log: ${ANOTHER_SIZE}`])
  expect(saidOf(changed('raw/more.log', 1))).toEqual([`raw/more.log: ${ANOTHER_SIZE}`])
})

test('a file that the list leaves out, so that no gate judges its size', () => {
  const without = (path: string, change: Partial<Facts> = {}) => {
    const artifacts = good.facts.artifacts.filter((one) => one.path !== path)
    return saidOf({ facts: { ...good.facts, ...change, artifacts } })
  }
  for (const path of ['test.log', 'gateway.jsonl', 'inputs/task.json', FILES.stdout, FILES.patch])
    expect(without(path)).toEqual([`${path}: ${UNNAMED}`])
  expect(without(FILES.stdout, { engine: null })).not.toContain(`${FILES.stdout}: ${UNNAMED}`)
  expect(without('test.log', { engine: null })).toContain(`test.log: ${UNNAMED}`)
})

test('a report of tests that were not run', () => {
  const report = `${FILES.testReport}: there is a report, and no tests were run`
  const hidden = `${FILES.hiddenReport}: there is a report, and the facts hold no run of hidden tests`
  expect(saidOf((facts) => ({ ...facts, tests: null }))).toEqual([report, hidden])
  const { hidden: _, ...tests } = whole(good.facts.tests)
  expect(saidOf((facts) => ({ ...facts, tests }))).toEqual([hidden])
  const isReport = (path: string) => path === FILES.testReport || path === FILES.hiddenReport
  const manifest = new Map([...good.manifest].filter(([path]) => !isReport(path)))
  const artifacts = good.facts.artifacts.filter(({ path }) => !isReport(path))
  expect(saidOf({ facts: { ...good.facts, tests: null, artifacts }, manifest })).toEqual([])
  expect(saidOf({ facts: { ...good.facts, artifacts }, manifest })).toEqual([
    `${FILES.testReport}: ${OTHER}`,
    `${FILES.hiddenReport}: ${OTHER}`,
  ])
})
