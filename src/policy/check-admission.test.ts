import { expect, test } from 'vitest'
import type { EngineLock } from '../contract/engine-lock.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import { type AdmissionFacts, checkAdmission, type RecordFound } from './check-admission.ts'
import { GIT_SOURCE, NPM_SOURCE, recordOf } from './source-record.fixture.ts'

const [SHA, OTHER] = ['3'.repeat(64), '4'.repeat(64)] as const
const SIGNED: SignatureFacts = {
  ok: true,
  principal: 'dora',
  fingerprint: 'SHA256:dora',
  keyType: 'ssh-ed25519',
  userPresent: null,
  userVerified: null,
}
const LOCK: EngineLock = {
  schemaVersion: SCHEMA_IDS.engineLock,
  engine: 'engine',
  purl: 'pkg:npm/engine',
  version: '1.0.0',
  platforms: [
    { platform: 'other-x64', executables: [{ path: 'bin/z', sha256: OTHER }] },
    { platform: 'linux-x64', executables: [{ path: 'bin/a', sha256: SHA }] },
  ],
}
const INSTALLED: NonNullable<AdmissionFacts['installed']> = {
  version: '1.0.0',
  purl: 'pkg:npm/engine@1.0.0',
  executables: [{ path: 'bin/a', sha256: SHA }],
  builtin: false,
}
const FACTS: AdmissionFacts = {
  engine: 'engine',
  adapter: 'codex',
  adapterKnown: true,
  installed: INSTALLED,
  lock: LOCK,
  record: null,
  platform: 'linux-x64',
}
const RECORD: RecordFound = {
  sha256: OTHER,
  signature: SIGNED,
  uncommitted: null,
  document: recordOf(NPM_SOURCE),
  differences: [],
  files: new Map([['bin/a', SHA]]),
}

const admit = (change: Partial<AdmissionFacts>) => checkAdmission({ ...FACTS, ...change })
const withRecord = (change: Partial<RecordFound>, others: Partial<AdmissionFacts> = {}) =>
  admit({ record: { ...RECORD, ...change }, ...others })
const installed = (change: Partial<typeof INSTALLED>) => ({ installed: { ...INSTALLED, ...change } })
const wordsOf = ({ reasons }: ReturnType<typeof checkAdmission>) =>
  reasons.map(({ code, message, hint }) =>
    [code, message, hint].filter((part) => part !== undefined).join(': '),
  )

test('what matches the shipped lock is admitted to artificial repositories, and to no other', () => {
  expect(admit({})).toEqual({
    schemaVersion: SCHEMA_IDS.admission,
    engine: 'engine',
    adapter: 'codex',
    basis: 'lock-file',
    purl: 'pkg:npm/engine@1.0.0',
    version: '1.0.0',
    executables: INSTALLED.executables,
    admitted: true,
    allowedMode: 'artificial',
    reasons: [],
  })
})

test('what is part of proctor needs no lock', () => {
  expect(admit({ ...installed({ builtin: true, purl: null }), lock: null })).toMatchObject({
    basis: 'builtin',
    purl: null,
    admitted: true,
    allowedMode: 'owned-noncritical',
  })
})

const AGAIN = 'install it again from its lock'

test.each<readonly [string, Partial<AdmissionFacts>, readonly string[]]>([
  [
    'no lock',
    { lock: null },
    ['source_not_admitted: no lock or admission record is on file for adapter codex'],
  ],
  [
    'another version',
    installed({ version: '2.0.0' }),
    [`source_mismatch: version 2.0.0 is installed, 1.0.0 is locked: ${AGAIN}`],
  ],
  [
    'a platform of which the lock says nothing',
    { platform: 'linux-arm64' },
    [`source_mismatch: the lock of codex says nothing about linux-arm64: ${AGAIN}`],
  ],
  [
    'another byte',
    installed({ executables: [{ path: 'bin/a', sha256: OTHER }] }),
    [`source_mismatch: bin/a has SHA-256 ${OTHER}, locked is ${SHA}: ${AGAIN}`],
  ],
  [
    'one file missing and one more',
    installed({ executables: [{ path: 'bin/b', sha256: SHA }] }),
    [
      `source_mismatch: bin/a is locked and not installed: ${AGAIN}`,
      `source_mismatch: bin/b is installed and not in the lock: ${AGAIN}`,
    ],
  ],
  [
    'nothing installed',
    { installed: null },
    [
      'engine_not_installed: engine engine: its adapter codex finds nothing installed: ' +
        'run script/engines codex, or set engines[].install in proctor.yaml',
    ],
  ],
  [
    'nothing installed, and no lock to install it from',
    { installed: null, lock: null },
    [
      'engine_not_installed: engine engine: its adapter codex finds nothing installed: ' +
        'install it in a folder, and name that in engines[].install of proctor.yaml',
    ],
  ],
  [
    'no such adapter',
    { installed: null, adapterKnown: false },
    ['not_eligible: engine engine: this proctor has no adapter codex'],
  ],
])('%s: not admitted, to no repository at all', (_, change, words) => {
  const admission = admit(change)
  expect(wordsOf(admission)).toEqual(words)
  expect(admission).toMatchObject({ admitted: false, allowedMode: 'none' })
})

test('the basis is named whether or not it admits', () => {
  expect(admit({ lock: null }).basis).toBe('none')
  expect(admit({ installed: null }).basis).toBe('lock-file')
  expect(admit({ installed: null })).toMatchObject({ purl: null, version: null, executables: [] })
})

test('a signed record alone decides: its mode, its source, whatever the lock says', () => {
  const document = recordOf(NPM_SOURCE)
  for (const lock of [LOCK, null, { ...LOCK, version: '9.9.9' }]) {
    expect(withRecord({}, { lock })).toMatchObject({
      basis: 'record',
      admitted: true,
      allowedMode: 'copied',
      purl: 'pkg:npm/engine@1.0.0',
      reasons: [],
      source: {
        recordSha256: OTHER,
        signature: SIGNED,
        uncommitted: null,
        sourceId: document.sourceId,
        kind: 'npm',
        licence: 'MIT',
        retrievedAt: document.retrieval.at,
        admittedAt: document.admittedAt,
        expiresAt: document.expiresAt,
      },
    })
  }
  expect(withRecord({}, installed({ purl: null })).purl).toBe('pkg:npm/engine@1.0.0')
  expect(withRecord({ document: recordOf(GIT_SOURCE) }, installed({ purl: null })).purl).toBeNull()
})

const RESTORE = 'restore it, or record the change: proctor source update engine'

test.each<readonly [string, Partial<RecordFound>, Partial<AdmissionFacts>, readonly string[]]>([
  [
    'a signature that does not hold',
    { signature: { ok: false, problem: 'signature-invalid', message: 'it is not good' }, document: null },
    {},
    ['source_not_admitted: sources/engine.yaml: it is not good'],
  ],
  [
    'a record that can not be read',
    { document: null },
    {},
    ['source_not_admitted: sources/engine.yaml could not be read'],
  ],
  ['a source that differs', { differences: ['a is gone'] }, {}, [`source_mismatch: a is gone: ${RESTORE}`]],
  [
    'another version',
    {},
    installed({ version: '2.0.0' }),
    [`source_mismatch: version 2.0.0 is installed, 1.0.0 is admitted: ${RESTORE}`],
  ],
  [
    'another byte in what would be executed',
    { files: new Map([['bin/a', OTHER]]) },
    {},
    [`source_mismatch: bin/a would be executed and is no part of the admitted source: ${RESTORE}`],
  ],
  [
    'a file beside a folder of that name',
    {
      files: new Map([
        ['bin/abc', SHA],
        ['x/bin/a/', SHA],
      ]),
    },
    {},
    [`source_mismatch: bin/a would be executed and is no part of the admitted source: ${RESTORE}`],
  ],
  [
    'nothing installed, and a source that differs',
    { differences: ['a is gone'] },
    { installed: null },
    [
      'engine_not_installed: engine engine: its adapter codex finds nothing installed: ' +
        'run script/engines codex, or set engines[].install in proctor.yaml',
      `source_mismatch: a is gone: ${RESTORE}`,
    ],
  ],
])('%s is not admitted by the record', (_, record, change, words) => {
  const admission = withRecord(record, change)
  expect(wordsOf(admission)).toEqual(words)
  expect(admission).toMatchObject({ basis: 'record', admitted: false, allowedMode: 'none' })
  expect('source' in admission).toBe(record.document !== null)
})

test('a folder that would be executed is covered by the files in it', () => {
  const files = new Map([
    ['x', SHA],
    ['bin/a/index.js', OTHER],
  ])
  expect(withRecord({ files }).reasons).toEqual([])
})

test('the version of a git source is its commit, which the differences speak of', () => {
  expect(withRecord({ document: recordOf(GIT_SOURCE) }, installed({ version: 'whatever' })).reasons).toEqual(
    [],
  )
})

test('what is part of proctor is not looked for in the source of a record', () => {
  expect(withRecord({ files: new Map() }, installed({ builtin: true })).reasons).toEqual([])
})
