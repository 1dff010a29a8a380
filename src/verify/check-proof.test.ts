import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import { newMachine } from '../../test/support/verified.ts'
import { keyIdOf } from '../kernel/key-id.ts'
import { checkLeafProof, checkLedgerOrder, checkProof } from './check-proof.ts'
import { proofOf } from './ledger.fixture.ts'
import type { KeyedMachine } from './records.fixture.ts'
import { goodBundle } from './sealed.fixture.ts'
import { toTrustedKeys } from './trusted-keys.ts'

const folders = foldersForFile()
let machine: KeyedMachine
beforeAll(async () => {
  machine = await newMachine(folders.next())
})

const ENTRIES = ['zero', 'one', 'two'].map((text) => Buffer.from(text))
const ENTRY = ENTRIES[1] ?? Buffer.alloc(0)
const proof = () => proofOf(ENTRIES, 1, { workspaceId: machine.trust.workspaceId, key: machine.keys.ledger })

function trusting(windows: { validFrom?: number; validUntil?: number | null } = {}, workspaceId?: string) {
  const keys = machine.trust.keys.map((key) => (key.role === 'ledger' ? { ...key, ...windows } : key))
  const trust = { ...machine.trust, keys, ...(workspaceId === undefined ? {} : { workspaceId }) }
  return { keys: toTrustedKeys(trust), workspaceId: trust.workspaceId }
}

function answerTo(
  text: string | Uint8Array,
  entry = ENTRY,
  trust: ReturnType<typeof trusting> | null = trusting(),
) {
  const { findings, index } = checkLeafProof('x.proof', Buffer.from(text), entry, trust)
  return [index, ...findings.map(({ id, file, message }) => `${id} ${file}: ${message}`)]
}
const invalid = (why: string) => [null, `proof-invalid x.proof: ${why}`]

test('an entry of the ledger, by a key that was in force at the last entry that is covered', () => {
  expect(answerTo(proof())).toEqual([1])
  // Three entries: the last stands at 2.
  for (const window of [{ validFrom: 2 }, { validUntil: 3 }])
    expect(answerTo(proof(), ENTRY, trusting(window))).toEqual([1])
  for (const window of [{ validFrom: 3 }, { validUntil: 2 }])
    expect(answerTo(proof(), ENTRY, trusting(window))).toEqual([
      1,
      'key-untrusted x.proof: the ledger key that signed the checkpoint was not in force at index 2',
    ])
})

test('what is no entry of this ledger', () => {
  const path = invalid('it does not hold: the path does not lead from the entry to the root')
  expect(answerTo(proof(), ENTRIES[0])).toEqual(path)
  expect(answerTo(proof().replace('index 1', 'index 0'))).toEqual(path)
  expect(answerTo(proof(), ENTRY, trusting({}, 'f'.repeat(32)))[1]).toMatch(
    /^proof-invalid .* does not hold: checkpoint: /,
  )
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const stranger = { ...machine.keys.ledger, privateKey, publicKey, keyId: keyIdOf(publicKey) }
  const theirs = proofOf(ENTRIES, 1, { workspaceId: machine.trust.workspaceId, key: stranger })
  expect(answerTo(theirs)[1]).toMatch(/^proof-invalid .* does not hold: checkpoint: /)
})

test('a key of the right kind, in another role, vouches for no ledger', () => {
  const keys = machine.trust.keys.map((key) =>
    key.role === 'ledger' ? { ...key, role: 'harness' as const } : key,
  )
  const { workspaceId } = machine.trust
  const trust = { keys: toTrustedKeys({ ...machine.trust, keys }), workspaceId }
  expect(answerTo(proof(), ENTRY, trust)[1]).toMatch(/^proof-invalid .* does not hold/)
})

test('bytes that are not the one text of a proof', () => {
  const no = invalid('it is not the text of a proof')
  for (const trust of [trusting(), null]) {
    for (const text of [
      '',
      'c2sp.org/tlog-proof@v2',
      proof().replace('index 1', 'index 01'),
      `\ufeff${proof()}`,
    ])
      expect(answerTo(text, ENTRY, trust)).toEqual(no)
    expect(answerTo(Buffer.concat([Buffer.from(proof()), Buffer.from([0xff])]), ENTRY, trust)).toEqual(no)
  }
})

test('a checkpoint with one signature, and nothing that nobody vouches for', () => {
  const no = invalid('its checkpoint has not exactly one signature')
  const last = proof().trimEnd().split('\n').at(-1) ?? ''
  for (const trust of [trusting(), null]) {
    expect(answerTo(`${proof()}${last}\n`, ENTRY, trust)).toEqual(no)
    expect(answerTo(proof().replace(`${last}\n`, ''), ENTRY, trust)).toEqual(no)
    expect(answerTo(`${proof()}\n`, ENTRY, trust)).toEqual(no)
    expect(answerTo(proof().trimEnd(), ENTRY, trust)).toEqual(no)
  }
})

test('without keys the proof says where the entry stands, and nothing is found', () => {
  expect(answerTo(proof(), Buffer.from('else'), null)).toEqual([1])
})

test('a run is proven by its own proof, and stands behind its challenge', async () => {
  const good = await goodBundle(folders.next())
  const { trust } = good.machine
  const keys = { keys: toTrustedKeys(trust), workspaceId: trust.workspaceId }
  expect(checkProof(good, keys)).toEqual({ findings: [], index: 5 })
  const other = { ...good.run, payload: Buffer.from('else') }
  expect(checkProof({ ...good, run: other }, keys)).toMatchObject({
    findings: [{ id: 'proof-invalid', file: 'ledger.proof' }],
    index: null,
  })
  expect(checkLedgerOrder(good, 5)).toEqual([])
  expect(checkLedgerOrder(good, 4)).toEqual([
    {
      id: 'proof-invalid',
      file: 'ledger.proof',
      message: 'the run is entry 4, its challenge can not be older than 4',
    },
  ])
})
