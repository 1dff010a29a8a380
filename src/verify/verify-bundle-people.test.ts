// What people said about bundles that an earlier version sealed, and what is left of it when somebody changes the records.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyFiles } from '../../test/support/memory-bundle.ts'
import { idsOf } from '../../test/support/verified.ts'
import type { Trust } from '../contract/trust.ts'
import { FILES } from './layout.ts'
import type { VerifyOptions } from './verify-bundle.ts'

const nobody = async () => {
  throw new Error('nobody signed as a person, so nobody is asked who may')
}
const GOLDEN = join(import.meta.dirname, '../../fixtures/bundles/0.1.0')

function golden(name: string) {
  const folder = join(GOLDEN, name, 'bundle')
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  const files = new Map(paths.map((path) => [path.slice(folder.length + 1), readFileSync(path)]))
  const trust = JSON.parse(readFileSync(join(GOLDEN, name, 'trust.json'), 'utf8')) as Trust
  return (
    options: Partial<VerifyOptions>,
    without: readonly string[] = [],
    changes: Readonly<Record<string, string>> = {},
  ) =>
    verifyFiles(
      new Map<string, string | Uint8Array>([
        ...[...files].filter(([path]) => !without.includes(path)),
        ...Object.entries(changes),
      ]),
      { trust, trees: null },
      {
        allowNotRun: ['trees'],
        ...options,
      },
    )
}

test('what people signed counts when somebody says who may sign', async () => {
  const verifyApproved = golden('approved')
  const unchecked = { check: 'signers', why: 'nobody said who may sign: what people signed was not checked' }
  const blind = await verifyApproved({ signers: async () => null })
  expect(blind.findings).toEqual([])
  expect(blind.ok).toBe(false)
  expect(blind.notRun).toContainEqual(unchecked)
  const allowed = await verifyApproved({ signers: async () => null, allowNotRun: ['trees', 'signers'] })
  expect(allowed.ok).toBe(true)
})

test('a run about which people are still asked awaits them', async () => {
  const verifyApproved = golden('approved')
  const records = ['events.jsonl', '000046.json', '000046.json.sig', '000046.proof']
  const answer = await verifyApproved(
    { signers: nobody },
    records.map((name) => `${FILES.approvals}/${name}`),
  )
  expect(answer).toMatchObject({
    status: 'fail',
    completeness: 'awaiting-approval',
    approval: 'pending',
    findings: [],
  })
})

test.each([
  ['approved', { status: 'pass', completeness: 'complete', approval: 'granted' }],
  ['denied', { status: 'fail', completeness: 'complete', approval: 'denied' }],
] as const)('a run that people have %s has the status that they gave it', async (name, status) => {
  const [principal = '', , keyType = '', key = ''] = readFileSync(
    join(GOLDEN, name, 'allowed_signers'),
    'utf8',
  ).split(' ')
  const fingerprint = `SHA256:${createHash('sha256').update(Buffer.from(key, 'base64')).digest('base64').replace(/=+$/, '')}`
  const alice = { ok: true, principal, fingerprint, keyType, userPresent: null, userVerified: null } as const
  const answer = await golden(name)({ signers: async () => async () => alice })
  expect(answer).toMatchObject({ ok: true, ...status, findings: [] })
  expect(answer.people).not.toBeNull()
  expect(answer.notRun.map(({ check }) => check)).toEqual(['trees'])
})

test('records that somebody cut, and a request that somebody changed or took, are findings', async () => {
  const ofPeople = golden('approved')
  const options = { signers: async () => null, allowNotRun: ['trees', 'signers'] as const }
  const cut = await ofPeople({ ...options }, [], { [FILES.records]: '' })
  expect(cut).toMatchObject({ ok: false, status: null, approval: 'none' })
  expect(cut.findings.length).toBeGreaterThan(0)
  const changed = await ofPeople({ ...options }, [], { [FILES.request]: '{}' })
  expect(idsOf(changed)).toContain(`digest-mismatch ${FILES.request}`)
  expect(changed).toMatchObject({ ok: false, status: null, approval: 'none' })
  const taken = await ofPeople({ ...options }, [FILES.request])
  expect(idsOf(taken)).toEqual([`file-missing ${FILES.request}`])
})
