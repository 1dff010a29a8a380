import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failingFiles } from '../../test/samples/failing-files.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../contract/ids.ts'
import { VerdictStatement } from '../contract/statement.ts'
import { parseSigstoreBundle } from '../kernel/dsse.ts'
import type { FilesPort } from './files-port.ts'
import { createMachineKeys, type SigningKey } from './keys.ts'
import { writeVerdict } from './verdict.ts'

function verdict(verificationResult: 'PASSED' | 'FAILED'): VerdictStatement {
  return {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'report.json', digest: { sha256: '0'.repeat(64) } }],
    predicateType: PREDICATE_TYPES.verificationSummary,
    predicate: {
      verifier: { id: 'urn:proctor:verifier', version: {} },
      timeVerified: '2026-11-22T10:00:00.000Z',
      resourceUri: 'urn:proctor:run:x',
      policy: { uri: 'urn:proctor:policy', digest: { sha256: '0'.repeat(64) } },
      inputAttestations: [],
      verificationResult,
      verifiedLevels: [],
      slsaVersion: '1.2',
    },
  }
}

function write(
  root: string,
  key: SigningKey,
  result: 'PASSED' | 'FAILED',
  files?: FilesPort,
): Promise<string> {
  return writeVerdict({
    bundleFolder: join(root, 'bundle'),
    statement: verdict(result),
    key,
    work: join(root, 'work'),
    ...(files === undefined ? {} : { files }),
  })
}

function resultIn(path: string): string {
  const parsed = parseSigstoreBundle(readFileSync(path, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.reason)
  return VerdictStatement.parse(JSON.parse(parsed.envelope.payload.toString())).predicate.verificationResult
}

test('a verdict is added whole, a later one takes its place, and nothing else appears', async () => {
  const root = temporaryFolder()
  const { verifier } = await createMachineKeys(join(root, 'keys'))
  mkdirSync(join(root, 'bundle/attestations'), { recursive: true })
  expect(resultIn(await write(root, verifier, 'FAILED'))).toBe('FAILED')
  expect(resultIn(await write(root, verifier, 'PASSED'))).toBe('PASSED')
  expect(readdirSync(join(root, 'bundle/attestations'))).toEqual(['verdict.sigstore.json'])
  expect(readdirSync(join(root, 'work'))).toEqual([])
})

test('whatever fails, the verdict of before stands whole', async () => {
  const root = temporaryFolder()
  const { verifier } = await createMachineKeys(join(root, 'keys'))
  mkdirSync(join(root, 'bundle/attestations'), { recursive: true })
  const path = await write(root, verifier, 'FAILED')
  const counting = failingFiles(Number.POSITIVE_INFINITY, false)
  await write(root, verifier, 'FAILED', counting.files)
  for (let at = 0; at < counting.log.length; at += 1) {
    const { files, log } = failingFiles(at, false)
    await expect(write(root, verifier, 'PASSED', files), log[at]).rejects.toMatchObject({
      code: 'evidence_write',
    })
    const renamed = log.some((name, index) => name.startsWith('rename') && index < at)
    expect(resultIn(path), log[at]).toBe(renamed ? 'PASSED' : 'FAILED')
    expect(readdirSync(join(root, 'work'))).toEqual([])
  }
  expect(existsSync(path)).toBe(true)
})
