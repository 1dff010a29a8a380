import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { sha256 } from '../src/kernel/digest.ts'
import { exitCodeOf } from '../src/verify/index.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'
import { sealedFiles, writeSealedBundle } from './support/sealed-bundle.ts'
import { foldersForFile } from './support/shared-folder.ts'
import { type Machine, newMachine, verifyFolder } from './support/verified.ts'

const folders = foldersForFile()
let machine: Machine & { readonly trust: NonNullable<Machine['trust']> }
let good: string
let paths: string[]

beforeAll(async () => {
  const root = folders.next()
  machine = await newMachine(root)
  good = join(root, 'bundle')
  writeSealedBundle(good, machine.keys, machine.trust)
  paths = [...sealedFiles(machine.keys, machine.trust).keys()]
})

/** Garbage is a no with findings, with and without somebody to trust. */
async function expectNo(folder: string): Promise<void> {
  for (const trust of [machine.trust, null]) {
    const result = await verifyFolder(folder, { ...machine, trust }, ['trees', 'trust'])
    expect(result.findings.length).toBeGreaterThan(0)
    expect(result).toMatchObject({ ok: false, status: null })
    expect(exitCodeOf(result, { requirePass: false, allowNotRun: ['trees', 'trust'] })).toBe(1)
  }
}

const hostileJson = fc.oneof(
  fc.json(),
  fc.constantFrom(
    '{"digests":{"__proto__":"x"}}',
    '{"schemaVersion":"urn:proctor:schema:report:v9"}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    `${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`,
    '1e400',
    '"\\ud800"',
    `[${'1,'.repeat(50_000)}1]`,
    '9'.repeat(10_000),
    '\ufeff{}',
    '',
    'null',
  ),
)
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  hostileJson.map((text) => Buffer.from(text)),
)

test('folders of random files never verify and never throw', async () => {
  const known = fc.constantFrom(
    'report.json',
    'facts.json',
    'ledger.proof',
    'events.normalized.jsonl',
    'patch.diff',
  )
  const statement = fc.constantFrom(
    'attestations/run.sigstore.json',
    'inputs/challenge.sigstore.json',
    'raw/a',
  )
  const files = fc.array(fc.tuple(fc.oneof(known, statement), content), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(files, async (entries) => {
      const folder = join(folders.next(), 'bundle')
      mkdirSync(folder)
      for (const [path, bytes] of entries) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), bytes)
      }
      await expectNo(folder)
    }),
    { numRuns: 60 },
  )
})

test('a good bundle with one file replaced by garbage never verifies and never throws', async () => {
  const folder = join(temporaryFolder(), 'bundle')
  cpSync(good, folder, { recursive: true })
  await fc.assert(
    fc.asyncProperty(fc.nat(), content, async (which, bytes) => {
      const path = paths[which % paths.length] ?? ''
      const original = readFileSync(join(good, path))
      fc.pre(!original.equals(bytes))
      writeFileSync(join(folder, path), bytes)
      await expectNo(folder)
      writeFileSync(join(folder, path), original)
    }),
    { numRuns: 80 },
  )
})

/** Without trust and with its own digests, an attacker's documents get as far as the checks of what they say. */
test('documents of an attacker who makes all digests right reach the checks and are refused there', async () => {
  const leaf = fc.constantFrom(
    'facts.json',
    'patch.diff',
    'events.normalized.jsonl',
    'trace.jsonl',
    'gateway.jsonl',
  )
  const input = fc.constantFrom('inputs/task.json', 'inputs/policy.json')
  await fc.assert(
    fc.asyncProperty(fc.oneof(leaf, input), content, async (path, bytes) => {
      const folder = join(folders.next(), 'bundle')
      // Latin-1 keeps every byte a character; what is not ASCII comes out longer and is as good as garbage.
      const text = bytes.toString('latin1')
      const after = ['facts.json', 'events.normalized.jsonl', 'trace.jsonl'].includes(path)
      const files = sealedFiles(machine.keys, machine.trust, {
        ...(after ? {} : { leaves: (made) => new Map([...made, [path, text]]) }),
        ...(path === 'trace.jsonl' ? { trace: () => text } : {}),
        ...(path === 'facts.json' || path === 'events.normalized.jsonl'
          ? { report: (made) => ({ ...made, digests: { ...made.digests, [path]: sha256(text) } }) }
          : {}),
      })
      if (after) files.set(path, text)
      for (const [name, data] of files) {
        mkdirSync(dirname(join(folder, name)), { recursive: true })
        writeFileSync(join(folder, name), data)
      }
      await expectNo(folder)
    }),
    { numRuns: 80 },
  )
})

test('a loop of links, a deep folder, a device, a socket-like pipe: listed, never opened', async () => {
  const folder = join(temporaryFolder(), 'bundle')
  cpSync(good, folder, { recursive: true })
  symlinkSync('.', join(folder, 'loop'))
  mkdirSync(join(folder, ...Array.from({ length: 40 }, () => 'deep')), { recursive: true })
  rmSync(join(folder, 'raw'), { recursive: true })
  symlinkSync('/dev', join(folder, 'raw'))
  execFileSync('mkfifo', [join(folder, 'pipe')])
  await expectNo(folder)
})

test('more entries than any bundle has are not all looked at', async () => {
  const folder = join(temporaryFolder(), 'bundle')
  cpSync(good, folder, { recursive: true })
  mkdirSync(join(folder, 'raw/many'))
  for (let index = 0; index < 20_500; index += 1) mkdirSync(join(folder, `raw/many/${index}`))
  const result = await verifyFolder(folder, machine)
  expect(result.findings.map(({ message }) => message)).toContain('it holds more than 20000 entries')
  expect(result.findings.length).toBeLessThan(1_000)
})
