import { beforeAll, expect, test } from 'vitest'
import { memoryFiles } from '../../test/support/memory-bundle.ts'
import { type Changes, sealedFiles } from '../../test/support/sealed-bundle.ts'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { type Machine, newMachine } from '../../test/support/verified.ts'
import { Checks } from './checks.ts'
import { FILES } from './layout.ts'
import { openManifest } from './open-manifest.ts'
import { readBundle } from './read-bundle.ts'
import { toTrustedKeys } from './trusted-keys.ts'

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
beforeAll(async () => {
  machine = await newMachine(folders.next())
})

/** What is opened of a bundle that was sealed with these changes and changed afterwards; findings as `id file: message`. */
async function opened(changes: Changes, after: Readonly<Record<string, string | null>> = {}, trusted = true) {
  const files = new Map(sealedFiles(machine.keys, machine.trust, changes))
  for (const [path, text] of Object.entries(after)) {
    if (text === null) files.delete(path)
    else files.set(path, text)
  }
  const checks = new Checks()
  const keys = trusted ? toTrustedKeys(machine.trust) : null
  const manifest = openManifest(await readBundle(memoryFiles(files)), keys, checks)
  const said = checks.findings.map(({ id, file, message }) => `${id} ${file}: ${message}`)
  return { files, manifest, said }
}
type Subjects = ReturnType<NonNullable<Changes['run']>>['subject']
const subjects = (change: (subject: Subjects) => Subjects): Changes => ({
  run: (made) => ({ ...made, subject: change(made.subject) }),
})
const OTHER = 'f'.repeat(64)
const NOT_ALL = `subject-mismatch ${FILES.run}: its subjects are not report.json and every file that the report digests`

test('the run statement names the report and all that the report digests', async () => {
  const { manifest, said } = await opened({})
  expect(said).toEqual([])
  expect(manifest.run?.path).toBe(FILES.run)
  expect(manifest.digests).toEqual(new Map(Object.entries(manifest.report?.digests ?? {})))
  expect(manifest.digests?.size).toBeGreaterThan(10)
})

test.each<readonly [string, Changes]>([
  ['not the report', subjects((all) => all.filter(({ name }) => name !== FILES.report))],
  ['not the test log', subjects((all) => all.filter(({ name }) => name !== FILES.testLog))],
  ['one file more', subjects((all) => [...all, { name: 'more', digest: { sha256: OTHER } }])],
  [
    'one file for another',
    subjects((all) => all.map((each) => (each.name === FILES.testLog ? { ...each, name: 'other' } : each))),
  ],
  [
    'a file with other bytes',
    subjects((all) =>
      all.map((each) => (each.name === FILES.testLog ? { ...each, digest: { sha256: OTHER } } : each)),
    ),
  ],
])('a run statement that names %s', async (_, changes) => {
  const { manifest, said } = await opened(changes)
  expect(said).toEqual([NOT_ALL])
  // What was signed counts, not what the report says.
  const signed = new Map(manifest.run?.statement.subject.map(({ name, digest }) => [name, digest.sha256]))
  signed.delete(FILES.report)
  expect(manifest.digests).toEqual(signed)
})

test('a subject is named once, by its SHA-256', async () => {
  const odd = (name: string) =>
    `subject-mismatch ${FILES.run}: subject ${name} has no SHA-256, or stands there twice`
  const twice = subjects((all) => [...all, ...all.filter(({ name }) => name === FILES.testLog)])
  expect((await opened(twice)).said).toEqual([odd(FILES.testLog)])
  const other = subjects((all) => [...all, { name: FILES.testLog, digest: { sha256: OTHER } }])
  const { manifest, said } = await opened(other)
  expect(said).toEqual([odd(FILES.testLog)])
  expect(manifest.digests?.get(FILES.testLog)).not.toBe(OTHER)
  const tree = subjects((all) => [...all, { name: 'tree', digest: { gitTree: 'f'.repeat(40) } }])
  expect((await opened(tree)).said).toEqual([odd('tree')])
})

test('a report with other bytes than the run statement names is not looked into', async () => {
  const { files } = await opened({})
  const text = files.get(FILES.report) ?? ''
  const { manifest, said } = await opened({}, { [FILES.report]: text.replace('"pass"', '"fail"') })
  expect(said).toHaveLength(1)
  expect(said[0]).toMatch(
    /^subject-mismatch report\.json: SHA-256 [0-9a-f]{64}, the run statement is about [0-9a-f]{64}$/,
  )
  expect(manifest.report).toBeUndefined()
  expect(manifest.digests?.has(FILES.report)).toBe(false)
  expect(manifest.digests?.has(FILES.facts)).toBe(true)
})

test('without a statement that can be relied on, the report says what the bundle must hold', async () => {
  const gone = await opened({}, { [FILES.run]: null })
  expect(gone.said).toEqual([])
  expect(gone.manifest.run).toBeUndefined()
  expect(gone.manifest.digests).toEqual(new Map(Object.entries(gone.manifest.report?.digests ?? {})))
  const { verifier } = machine.keys
  const wrongRole = await opened({ harnessKey: verifier })
  expect(wrongRole.said).toEqual([
    `key-untrusted ${FILES.run}: no trusted harness key has the id ${verifier.keyId}`,
  ])
  expect(wrongRole.manifest.digests?.has(FILES.facts)).toBe(true)
  const unasked = await opened({ harnessKey: verifier }, {}, false)
  expect(unasked.said).toEqual([])
  expect(unasked.manifest.run).toBeDefined()
})

test('without a report, the statement does', async () => {
  const { manifest, said } = await opened({}, { [FILES.report]: null })
  expect(said).toEqual([])
  expect(manifest.report).toBeUndefined()
  expect(manifest.digests?.has(FILES.facts)).toBe(true)
})

test('without both, or with a report that is none, nothing does', async () => {
  const nothing = 'bundle-unreadable undefined: nothing that can be relied on says what the bundle must hold'
  const neither = await opened({}, { [FILES.run]: null, [FILES.report]: null })
  expect(neither.said).toEqual([nothing])
  expect(neither.manifest).toEqual({ run: undefined, report: undefined, digests: undefined })
  const broken = await opened({}, { [FILES.run]: null, [FILES.report]: '{' })
  expect(broken.said).toEqual(['json-invalid report.json: it is not JSON in UTF-8', nothing])
  expect(broken.manifest.report).toBeUndefined()
})
