import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { KeyRole, Trust } from '../src/contract/trust.ts'
import { verifyBundleAt } from '../src/run/verify-bundle-at.ts'
import { verifyRequestFor } from '../src/run/verify-request.ts'
import { temporaryFolder } from './samples/temporary-folder.ts'

/** Its challenge was issued at ledger size 4, its run is entry 6. */
const EXPORT = join(import.meta.dirname, '../fixtures/bundles/0.1.0/codex')
const BUNDLE = join(EXPORT, 'bundle')
const ISSUED = 4
const SEALED = 6

/** Files with a finding, when the key of a role signs for a stretch of the ledger only. */
async function outOfWindow(role: KeyRole, window: { validFrom?: number; validUntil?: number }) {
  const trust: Trust = JSON.parse(readFileSync(join(EXPORT, 'trust.json'), 'utf8'))
  const keys = trust.keys.map((key) => (key.role === role ? { ...key, ...window } : key))
  const folder = temporaryFolder()
  const trustFile = join(folder, 'trust.json')
  writeFileSync(trustFile, JSON.stringify({ ...trust, keys }))
  const baseFile = join(EXPORT, 'base.pack')
  const request = await verifyRequestFor(BUNDLE, { start: EXPORT, trustFile, baseFile, allowNotRun: [] })
  const { ok, findings } = await verifyBundleAt(BUNDLE, request)
  expect(ok).toBe(findings.length === 0)
  for (const { id } of findings) expect(id).toBe('key-untrusted')
  return findings.map(({ file }) => file).sort()
}

const OF_CHALLENGE = ['inputs/challenge.sigstore.json', 'inputs/decision.sigstore.json']
const OF_RUN = ['provenance', 'run', 'test-result'].map((name) => `attestations/${name}.sigstore.json`)
const OF_VERDICT = 'attestations/verdict.sigstore.json'

test("the harness's statements count only where its key was in force as the run was sealed", async () => {
  expect(await outOfWindow('harness', { validFrom: SEALED })).toEqual([])
  expect(await outOfWindow('harness', { validUntil: SEALED + 1 })).toEqual([])
  expect(await outOfWindow('harness', { validUntil: SEALED })).toEqual(OF_RUN)
  expect(await outOfWindow('harness', { validFrom: SEALED + 1 })).toEqual(OF_RUN)
})

test('challenge and decision count where they were issued, the verdict once the run is sealed', async () => {
  expect(await outOfWindow('verifier', { validFrom: ISSUED, validUntil: SEALED + 1 })).toEqual([])
  expect(await outOfWindow('verifier', { validUntil: ISSUED })).toEqual([OF_VERDICT, ...OF_CHALLENGE])
  // Retired while the run was at work: it could still decide on it, and had no say on its result.
  expect(await outOfWindow('verifier', { validUntil: SEALED })).toEqual([OF_VERDICT])
  // A verdict may be signed anew by a later key, a challenge may not.
  expect(await outOfWindow('verifier', { validFrom: ISSUED + 1 })).toEqual(OF_CHALLENGE)
})
