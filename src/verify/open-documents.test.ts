import { beforeAll, expect, test } from 'vitest'
import { memoryFiles } from '../../test/support/memory-bundle.ts'
import { type Changes, sealedFiles } from '../../test/support/sealed-bundle.ts'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { type Machine, newMachine } from '../../test/support/verified.ts'
import { Checks } from './checks.ts'
import { FILES } from './layout.ts'
import { type Documents, openDocuments } from './open-documents.ts'
import { readBundle } from './read-bundle.ts'
import { toTrustedKeys } from './trusted-keys.ts'

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
let files: ReadonlyMap<string, string>
beforeAll(async () => {
  machine = await newMachine(folders.next())
  files = sealed({})
})

function sealed(changes: Changes): ReadonlyMap<string, string> {
  return sealedFiles(machine.keys, machine.trust, { verdict: (made) => made, ...changes })
}

/**
 * What is opened of these files.
 * @param unsealed paths whose bytes are not those that were sealed
 */
async function opened(
  given: ReadonlyMap<string, string>,
  { unsealed = [], trusted = true }: { unsealed?: readonly string[]; trusted?: boolean } = {},
) {
  const bundle = await readBundle(memoryFiles(given))
  const checks = new Checks()
  const documents = new Map([...bundle.documents].filter(([path]) => !unsealed.includes(path)))
  const keys = trusted ? toTrustedKeys(machine.trust) : null
  const answer = openDocuments(bundle, documents, keys, checks)
  return { answer, said: checks.findings.map(({ id, file }) => `${id} ${file}`) }
}
const changed = (path: string, text: string | null) => {
  const others = [...files].filter(([name]) => name !== path)
  return new Map(text === null ? others : [...others, [path, text] as const])
}

const NAMES: Readonly<Record<keyof Documents, keyof typeof FILES>> = {
  facts: 'facts',
  task: 'task',
  policy: 'policy',
  admission: 'admission',
  decisionFacts: 'decisionFacts',
  events: 'events',
  challenge: 'challenge',
  decision: 'decision',
  provenance: 'provenance',
  testResult: 'testResult',
  verdict: 'verdict',
}
const documents = Object.entries(NAMES) as [keyof Documents, keyof typeof FILES][]
/** A bundle of before the facts of the decision were published has none: the good one is such a bundle. */
const OPTIONAL: readonly string[] = ['testResult', 'verdict', 'decisionFacts']
/** No digest covers these, their signatures do. */
const SIGNED_ALONE: readonly string[] = ['provenance', 'testResult', 'verdict']

test('all that a good bundle says is opened, and what it does not hold is null', async () => {
  const { answer, said } = await opened(files)
  expect(said).toEqual([])
  for (const [name] of documents) {
    if (name === 'decisionFacts') expect(answer[name]).toBeNull()
    else expect([name, typeof answer[name]]).toEqual([name, 'object'])
  }
  expect(answer.facts?.runId).toBe(answer.challenge?.statement.predicate.runId)
  expect(answer.events?.length).toBeGreaterThan(10)
})

test.each(documents)(
  '%s that is no such document is a finding, and is not listened to',
  async (name, file) => {
    const path = FILES[file]
    const { answer, said } = await opened(changed(path, '{}\n'))
    const expected =
      name === 'events'
        ? 'event-invalid'
        : path.endsWith('.sigstore.json')
          ? 'version-unknown'
          : 'json-not-canonical'
    expect(said).toEqual([`${expected} ${path}`])
    expect(answer[name]).toBeUndefined()
  },
)

test.each(documents)('%s that is not there says nothing', async (name, file) => {
  const { answer, said } = await opened(changed(FILES[file], null))
  expect(said).toEqual([])
  expect(answer[name]).toBe(OPTIONAL.includes(name) ? null : undefined)
})

test.each(documents)('%s with other bytes than were sealed is not listened to', async (name, file) => {
  const given = name === 'decisionFacts' ? changed(FILES[file], '{}') : files
  const { answer, said } = await opened(given, { unsealed: [FILES[file]] })
  expect(said).toEqual([])
  if (SIGNED_ALONE.includes(name)) expect(answer[name]).toBeTypeOf('object')
  else expect(answer[name]).toBeUndefined()
})

test('a file that is there and could not be read is not taken for one that is absent', async () => {
  for (const name of ['testResult', 'verdict', 'decisionFacts'] as const) {
    const bundle = await readBundle(memoryFiles(changed(FILES[NAMES[name]], '{}')))
    const unread = new Map([...bundle.documents].filter(([path]) => path !== FILES[NAMES[name]]))
    const answer = openDocuments({ ...bundle, documents: unread }, unread, null, new Checks())
    expect(answer[name]).toBeUndefined()
  }
})

test('challenge, decision and verdict are the verifier’s word, provenance and test result the harness’s', async () => {
  const { harness, verifier } = machine.keys
  const asVerifier = { ...harness, role: 'verifier' as const }
  const byHarness = await opened(sealed({ verifierKey: asVerifier }))
  expect(byHarness.said).toEqual([
    `key-untrusted ${FILES.challenge}`,
    `key-untrusted ${FILES.decision}`,
    `key-untrusted ${FILES.verdict}`,
  ])
  expect(byHarness.answer.challenge).toBeUndefined()
  const byVerifier = await opened(sealed({ harnessKey: { ...verifier, role: 'harness' } }))
  expect(byVerifier.said).toEqual([`key-untrusted ${FILES.provenance}`, `key-untrusted ${FILES.testResult}`])
  const unasked = await opened(sealed({ harnessKey: { ...verifier, role: 'harness' } }), { trusted: false })
  expect(unasked.said).toEqual([])
  expect(unasked.answer.provenance).toBeTypeOf('object')
})

test('one event that is none, and no event is listened to', async () => {
  const text = files.get(FILES.events) ?? ''
  const { answer, said } = await opened(changed(FILES.events, `${text}{}\n`))
  expect(said).toEqual([`event-invalid ${FILES.events}`])
  expect(answer.events).toBeUndefined()
})
