import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from './samples/temporary-folder.ts'
import { writeSealedBundle } from './support/sealed-bundle.ts'
import { foldersForFile } from './support/shared-folder.ts'
import { idsOf, type Machine, newMachine, verifyFolder } from './support/verified.ts'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const page = readFileSync(join(ROOT, 'docs/verify-by-hand.md'), 'utf8')

/** The numbered steps that the page shows, each with its commands. */
const STEPS = [...page.matchAll(/^## (\d+)\. [^\n]*\n.*?^```bash\n(.*?)^```$/gms)].map(
  ([, number, commands]) => ({
    number: Number(number),
    commands: commands ?? '',
  }),
)

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
let root: string

beforeAll(async () => {
  root = folders.next()
  machine = await newMachine(root)
  writeSealedBundle(join(root, 'bundle'), machine.keys, machine.trust)
  writeFileSync(join(root, 'trust.json'), JSON.stringify(machine.trust))
})

/** Number of the first of these steps that fails in this bundle, or null. */
function failingStep(bundle: string, steps = STEPS): number | null {
  const work = temporaryFolder()
  const env = { PATH: process.env.PATH ?? '', TRUST: join(root, 'trust.json'), WORK: work }
  for (const { number, commands } of steps) {
    const run = spawnSync('bash', ['-c', commands], { cwd: bundle, env, encoding: 'utf8' })
    if (run.status !== 0) return number
  }
  return null
}

test('the page has its seven steps, and its programs are here', () => {
  expect(STEPS.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7])
  for (const program of ['openssl', 'jq', 'sha256sum']) {
    expect(execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' })).toContain(program)
  }
})

test('every step of the page holds for a good bundle', async () => {
  expect(idsOf(await verifyFolder(join(root, 'bundle'), machine))).toEqual([])
  expect(failingStep(join(root, 'bundle'))).toBeNull()
})

test.each([5, 6, 7, 12])('the proof of entry %i is followed to its root', (index) => {
  const bundle = join(temporaryFolder(), 'bundle')
  writeSealedBundle(bundle, machine.keys, machine.trust, { ledgerIndex: index })
  const steps = STEPS.filter(({ number }) => [1, 2, 7].includes(number))
  expect(failingStep(bundle, steps)).toBeNull()
})

test.each([
  ['attestations/run.sigstore.json', 2],
  ['inputs/challenge.sigstore.json', 2],
  ['raw/stdout.log', 3],
  ['report.json', 3],
  ['ledger.proof', 7],
])('a changed byte in %s fails step %i', (path, step) => {
  const bundle = join(temporaryFolder(), 'bundle')
  cpSync(join(root, 'bundle'), bundle, { recursive: true })
  const bytes = readFileSync(join(bundle, path))
  const place = bytes.length >> 1
  bytes[place] = bytes[place] === 0x41 ? 0x42 : 0x41
  writeFileSync(join(bundle, path), bytes)
  expect(failingStep(bundle)).toBe(step)
})

test('a file too many fails step 3', () => {
  const bundle = join(temporaryFolder(), 'bundle')
  cpSync(join(root, 'bundle'), bundle, { recursive: true })
  mkdirSync(join(bundle, 'raw/more'))
  writeFileSync(join(bundle, 'raw/more/file'), '')
  expect(failingStep(bundle)).toBe(3)
})

test('a broken chain fails step 4, another nonce step 5, another policy step 6', () => {
  const seal = (changes: Parameters<typeof writeSealedBundle>[3]): string => {
    const bundle = join(temporaryFolder(), 'bundle')
    writeSealedBundle(bundle, machine.keys, machine.trust, changes)
    return bundle
  }
  const broken = seal({ line: (event, at) => (at === 2 ? { ...event, prevhash: 'a'.repeat(64) } : event) })
  expect(failingStep(broken)).toBe(4)
  const late = seal({ challenge: (asked) => ({ ...asked, notAfter: '2020-01-01T00:00:00.000Z' }) })
  expect(failingStep(late)).toBe(5)
  const other = seal({ leaves: (files) => new Map([...files, ['inputs/policy.json', '{}']]) })
  expect(failingStep(other)).toBe(6)
})
