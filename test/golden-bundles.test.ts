import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { VerifyResult } from '../src/contract/results.ts'
import { verifyBundleAt } from '../src/run/verify-bundle-at.ts'
import { verifyRequestFor } from '../src/run/verify-request.ts'

/**
 * Exports of bundles as earlier versions sealed them, one folder a version. They are never made anew: a bundle is evidence
 * for as long as somebody keeps it, so today's verifier must read them all.
 */
const BUNDLES = join(import.meta.dirname, '../fixtures/bundles')
const versions = readdirSync(BUNDLES, { withFileTypes: true }).filter((entry) => entry.isDirectory())

test('there are bundles to read', () => {
  expect(versions.length).toBeGreaterThan(0)
})

describe.each(versions.map(({ name }) => name))('sealed by %s', (version) => {
  const folder = join(BUNDLES, version)
  const expected: Readonly<Record<string, Partial<VerifyResult>>> = JSON.parse(
    readFileSync(join(folder, 'expected.json'), 'utf8'),
  )

  test('each has an expectation, and each expectation a bundle', () => {
    const names = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(names.map(({ name }) => name).sort()).toEqual(Object.keys(expected).sort())
    expect(names.length).toBeGreaterThan(0)
  })

  test.each(Object.keys(expected))('%s still verifies, base and people included', async (name) => {
    const at = (part: string): string => join(folder, name, part)
    const request = await verifyRequestFor(at('bundle'), {
      start: folder,
      trustFile: at('trust.json'),
      ...(readdirSync(join(folder, name)).includes('allowed_signers')
        ? { signersFile: at('allowed_signers') }
        : {}),
      baseFile: at('base.pack'),
      allowNotRun: [],
    })
    const result = await verifyBundleAt(at('bundle'), request)
    expect(result).toMatchObject({ ok: true, findings: [], notRun: [], ...expected[name] })
  })
})
