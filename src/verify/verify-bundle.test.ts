import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { writeSealedBundle } from '../../test/support/sealed-bundle.ts'
import { newMachine, verifyFolder } from '../../test/support/verified.ts'

test('a bundle that was sealed well has no finding', async () => {
  const root = temporaryFolder()
  const machine = await newMachine(root)
  writeSealedBundle(join(root, 'bundle'), machine.keys, machine.trust)
  expect(await verifyFolder(join(root, 'bundle'), machine)).toEqual({
    ok: true,
    status: 'pass',
    completeness: 'complete',
    approval: 'none',
    people: null,
    delivered: null,
    verdicts: [],
    notRun: [],
    findings: [],
  })
})

test('so has one with a verdict', async () => {
  const root = temporaryFolder()
  const machine = await newMachine(root)
  writeSealedBundle(join(root, 'bundle'), machine.keys, machine.trust, { verdict: (made) => made })
  expect(await verifyFolder(join(root, 'bundle'), machine)).toMatchObject({ ok: true, findings: [] })
})

test('what can not be checked is said, and is no yes unless it was allowed', async () => {
  const root = temporaryFolder()
  const machine = await newMachine(root)
  writeSealedBundle(join(root, 'bundle'), machine.keys, machine.trust)
  const blind = { ...machine, trust: null, trees: null }
  const result = await verifyFolder(join(root, 'bundle'), blind)
  expect(result.ok).toBe(false)
  expect(result.findings).toEqual([])
  expect(result.notRun.map(({ check }) => check)).toEqual(['trust', 'trees'])
  const allowed = await verifyFolder(join(root, 'bundle'), blind, ['trees', 'trust'])
  expect(allowed).toMatchObject({ ok: true, status: 'pass' })
})

test('an empty folder and a file in place of a folder are findings', async () => {
  const root = temporaryFolder()
  const machine = await newMachine(root)
  mkdirSync(join(root, 'empty'))
  writeFileSync(join(root, 'file'), '')
  const empty = await verifyFolder(join(root, 'empty'), machine)
  expect(empty.findings.map(({ id }) => id)).toContain('statement-missing')
  expect((await verifyFolder(join(root, 'file'), machine)).findings[0]).toMatchObject({
    id: 'bundle-unreadable',
    message: 'it is not a folder',
  })
})
