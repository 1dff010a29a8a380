import { chmodSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { Trust } from '../contract/trust.ts'
import { assertKeysTrusted, createMachineKeys, readMachineKeys, toTrust } from './keys.ts'

test('three keys, closed to others, read back as they were made', async () => {
  const folder = join(temporaryFolder(), 'keys')
  const made = await createMachineKeys(folder)
  expect(readdirSync(folder).sort()).toEqual(['harness.pem', 'ledger.pem', 'verifier.pem'])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) {
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600)
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/)
  }
  const read = await readMachineKeys(folder)
  expect(read.harness.keyId).toBe(made.harness.keyId)
  expect(new Set([made.harness.keyId, made.verifier.keyId, made.ledger.keyId]).size).toBe(3)
  const trust = Trust.parse(toTrust(made))
  expect(() => assertKeysTrusted(read, trust)).not.toThrow()
})

test('keys are never overwritten, and a lost one stops the making of the others', async () => {
  const folder = join(temporaryFolder(), 'keys')
  await createMachineKeys(folder)
  const before = readFileSync(join(folder, 'ledger.pem'))
  await expect(createMachineKeys(folder)).rejects.toMatchObject({ code: 'workspace_exists' })
  rmSync(join(folder, 'harness.pem'))
  await expect(createMachineKeys(folder)).rejects.toMatchObject({ code: 'workspace_exists' })
  expect(readdirSync(folder).sort()).toEqual(['ledger.pem', 'verifier.pem'])
  expect(readFileSync(join(folder, 'ledger.pem')).equals(before)).toBe(true)
})

test.each<readonly [string, (path: string) => void]>([
  ['absent', (path) => rmSync(path)],
  ['group-readable', (path) => chmodSync(path, 0o640)],
  ['world-readable', (path) => chmodSync(path, 0o604)],
  ['not a key', (path) => writeFileSync(path, 'hello')],
  ['a key of another kind', (path) => writeFileSync(path, readFileSync(path.replace('harness', 'ledger')))],
  [
    'a link',
    (path) => {
      rmSync(path)
      symlinkSync(path.replace('harness', 'verifier'), path)
    },
  ],
])('a key that is %s is keys_missing', async (_, spoil) => {
  const folder = join(temporaryFolder(), 'keys')
  await createMachineKeys(folder)
  spoil(join(folder, 'harness.pem'))
  await expect(readMachineKeys(folder)).rejects.toMatchObject({ code: 'keys_missing', exitCode: 2 })
})

test('keys of another workspace, and keys out of force, are not trusted', async () => {
  const root = temporaryFolder()
  const mine = await createMachineKeys(join(root, 'a'))
  const trust = toTrust(await createMachineKeys(join(root, 'b')))
  expect(() => assertKeysTrusted(mine, trust)).toThrow('trust.json')
  const retired = toTrust(mine)
  const keys = retired.keys.map((key) => (key.role === 'ledger' ? { ...key, validUntil: 3 } : key))
  expect(() => assertKeysTrusted(mine, { ...retired, keys })).toThrow('ledger')
})
