import { expect, test } from 'vitest'
import { sha256 } from '../kernel/digest.ts'
import type { BundleEntry, BundleFiles } from './bundle-files.ts'
import { FILES } from './layout.ts'
import { LIMITS } from './limits.ts'
import { isStreamed, readBundle } from './read-bundle.ts'

/** A folder that holds these files; each text is `unreadable` or what stands in it. Notes what it is asked. */
function folderOf(texts: Readonly<Record<string, string>>, others: readonly BundleEntry[] = []) {
  const asked = { limits: new Map<string, number>(), digest: [] as string[], list: [] as unknown[] }
  const entries = Object.entries(texts).map(([path, text]) => ({
    path,
    kind: 'file' as const,
    bytes: text.length,
  }))
  const files: BundleFiles = {
    list: async (limits) => {
      asked.list.push(limits)
      return { entries: [...entries, ...others], problems: [] }
    },
    read: async (path, maxBytes) => {
      asked.limits.set(path, maxBytes)
      return texts[path] === 'unreadable' ? { why: `no ${path}` } : Buffer.from(texts[path] ?? '')
    },
    digest: async (paths) => {
      asked.digest.push(...paths)
      return { done: Promise.resolve(new Map(paths.map((path) => [path, 'streamed']))) }
    },
  }
  return { files, asked }
}
const RECORD = `${FILES.approvals}/0001.json`

test('documents are read whole, logs are digested, and what is neither is left for later', async () => {
  const { files, asked } = folderOf({
    [FILES.facts]: 'facts',
    [FILES.stdout]: 'out',
    [FILES.testLog]: 'log',
    'test-report/base.log': 'log',
    'inputs/other': 'x',
    [FILES.testReport]: 'report',
    'other.txt': 'x',
  })
  const { documents, digests, rest, findings, listing } = await readBundle(files)
  expect([...documents.keys()]).toEqual([FILES.facts, FILES.testReport])
  expect(digests).toEqual(
    new Map([
      [FILES.facts, sha256('facts')],
      [FILES.testReport, sha256('report')],
    ]),
  )
  expect(asked.digest).toEqual([FILES.stdout, FILES.testLog, 'test-report/base.log', 'inputs/other'])
  expect([...(await rest.done).values()]).toEqual(Array(4).fill('streamed'))
  expect(findings).toEqual([])
  expect(listing.entries).toHaveLength(7)
  expect(asked.list).toEqual([LIMITS.list])
})

test('nothing but regular files is read', async () => {
  const kinds = ['folder', 'link', 'other'] as const
  const others = kinds.flatMap((kind) => [
    { path: FILES.facts, kind, bytes: 1 },
    { path: FILES.stdout, kind, bytes: 1 },
    { path: FILES.records, kind, bytes: 1 },
  ])
  const { files, asked } = folderOf({}, others)
  const { documents, digests } = await readBundle(files)
  expect([documents.size, digests.size, asked.limits.size, asked.digest.length]).toEqual([0, 0, 0, 0])
})

test('what can not be read has that for its digest, and what no digest covers has it as a finding', async () => {
  const unreadable = Object.fromEntries(
    [FILES.facts, FILES.report, FILES.proof].map((path) => [path, 'unreadable']),
  )
  const { documents, digests, findings } = await readBundle(folderOf(unreadable).files)
  expect(documents.size).toBe(0)
  expect(digests.get(FILES.facts)).toEqual({ why: `no ${FILES.facts}` })
  expect(findings).toEqual(
    [FILES.report, FILES.proof].map((file) => ({ id: 'bundle-unreadable', file, message: `no ${file}` })),
  )
})

test('each file is read up to the bound of its kind', async () => {
  const limits: Readonly<Record<string, number>> = {
    [FILES.records]: LIMITS.recordBytes,
    [FILES.run]: LIMITS.statementBytes,
    [FILES.challenge]: LIMITS.statementBytes,
    [FILES.proof]: LIMITS.statementBytes,
    [FILES.events]: LIMITS.logBytes,
    [FILES.trace]: LIMITS.logBytes,
    [FILES.gatewayLog]: LIMITS.logBytes,
    [FILES.page]: LIMITS.logBytes,
    [FILES.patch]: LIMITS.patchBytes,
    [FILES.testReport]: LIMITS.testReportBytes,
    [FILES.canaryReport]: LIMITS.testReportBytes,
    [FILES.report]: LIMITS.documentBytes,
    [FILES.facts]: LIMITS.documentBytes,
    [FILES.task]: LIMITS.documentBytes,
    [FILES.request]: LIMITS.documentBytes,
  }
  const { files, asked } = folderOf(Object.fromEntries(Object.keys(limits).map((path) => [path, 'x'])))
  await readBundle(files)
  expect(Object.fromEntries(asked.limits)).toEqual(limits)
})

test('a bundle that is flooded with records is read up to a bound', async () => {
  const names = Array.from({ length: LIMITS.records + 5 }, (_, index) => RECORD.replace('0001', `x${index}`))
  const { files, asked } = folderOf(Object.fromEntries(names.map((name) => [name, 'x'])))
  const { documents } = await readBundle(files)
  expect(documents.size).toBe(asked.limits.size)
  expect(documents.size).toBe(LIMITS.records)
})

test('a digest that fails is for whoever awaits it', async () => {
  const { files } = folderOf({ [FILES.stdout]: 'out' })
  const failing = { ...files, digest: async () => ({ done: Promise.reject(new Error('no disk')) }) }
  const { rest } = await readBundle(failing)
  await new Promise((resolve) => setImmediate(resolve))
  await expect(rest.done).rejects.toThrow('no disk')
})

test.each([
  [FILES.testLog, true],
  [FILES.stderr, true],
  ['raw/exchanges.jsonl', true],
  ['test-report/hidden.log', true],
  ['inputs/setup.json', true],
  [FILES.testReport, false],
  [FILES.task, false],
  [FILES.facts, false],
  ['other.log', false],
  ['draw/x', false],
  ['x/raw/x', false],
  ['x/test-report/x', false],
  ['x/inputs/x', false],
])('%s is a log that is digested: %s', (path, streamed) => {
  expect(isStreamed(path)).toBe(streamed)
})
