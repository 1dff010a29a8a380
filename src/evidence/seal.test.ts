import { appendFileSync, existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { failingFiles } from '../../test/samples/failing-files.ts'
import { SAMPLE_RUN_ID, sampleReportCore, sampleTestFacts } from '../../test/samples/report.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { Report } from '../contract/report.ts'
import { RunStatement } from '../contract/statement.ts'
import { parseCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { parseSigstoreBundle } from '../kernel/dsse.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { createBundle } from './bundle-writer.ts'
import { openEventLog } from './event-log.ts'
import { type FilesPort, nodeFiles } from './files-port.ts'
import { createMachineKeys, type MachineKeys } from './keys.ts'
import { type SealedBundle, sealBundle } from './seal.ts'

async function fillAndSeal(
  root: string,
  keys: MachineKeys,
  files: FilesPort = nodeFiles,
  appendRun: (payload: Uint8Array) => Promise<string> = () => Promise.resolve('proof\n'),
): Promise<SealedBundle> {
  const bundle = await createBundle({
    runId: SAMPLE_RUN_ID,
    work: join(root, 'work'),
    runs: join(root, 'runs'),
    files,
  })
  await bundle.write('inputs/task.yaml', 'id: example\n')
  await bundle.write('raw/stdout.log', 'hello\n')
  await bundle.write('patch.diff', '')
  await bundle.write('test.log', 'ok\n')
  const events = await openEventLog({
    path: await bundle.place('events.normalized.jsonl'),
    runId: SAMPLE_RUN_ID,
    now: () => new Date('2026-11-22T10:00:00.000Z'),
    files,
  })
  const appended = events.append('run.interrupted', 'harness', { signal: 'SIGINT' })
  const [, end] = await Promise.all([appended, events.close()])
  const core = sampleReportCore()
  return sealBundle({
    bundle,
    trace: () => '{"resourceSpans":[]}\n',
    reportCore: () => ({ ...core, freshness: { ...core.freshness, chainHead: end.head } }),
    markdown: (data) => `# ${data.runId}\n`,
    tests: sampleTestFacts(),
    provenance: { policyDigest: '3'.repeat(64), builderVersion: { proctor: '0' } },
    key: keys.harness,
    appendRun,
  })
}

test('a sealed bundle stands in runs/ whole, and every statement speaks of its bytes', async () => {
  const root = temporaryFolder()
  const keys = await createMachineKeys(join(root, 'keys'))
  let appended: Uint8Array = Buffer.alloc(0)
  const sealed = await fillAndSeal(root, keys, nodeFiles, (payload) => {
    appended = payload
    return Promise.resolve('proof\n')
  })
  expect(sealed.folder).toBe(join(root, 'runs', SAMPLE_RUN_ID))
  expect(readdirSync(sealed.folder).sort()).toEqual([
    'attestations',
    'events.normalized.jsonl',
    'inputs',
    'ledger.proof',
    'patch.diff',
    'raw',
    'report.json',
    'report.md',
    'test.log',
    'trace.jsonl',
  ])
  expect(readdirSync(join(root, 'work', SAMPLE_RUN_ID))).toEqual([])

  const reportBytes = readFileSync(join(sealed.folder, 'report.json'))
  const report = Report.parse(parseCanonicalJson(reportBytes))
  for (const [path, digest] of Object.entries(report.digests))
    expect(sha256(readFileSync(join(sealed.folder, path))), path).toBe(digest)
  expect(sealed.reportSha256).toBe(sha256(reportBytes))

  const run = parseSigstoreBundle(readFileSync(join(sealed.folder, 'attestations/run.sigstore.json'), 'utf8'))
  if (!run.ok) throw new Error(run.reason)
  expect(run.envelope.payload.equals(appended)).toBe(true)
  expect(sealed.runStatementSha256).toBe(sha256(appended))
  const statement = RunStatement.parse(parseCanonicalJson(run.envelope.payload))
  expect(statement.subject.map((subject) => subject.name)).toEqual(
    [...Object.keys(report.digests), 'report.json'].sort(),
  )
  expect(readdirSync(join(sealed.folder, 'attestations')).sort()).toEqual([
    'provenance.sigstore.json',
    'run.sigstore.json',
    'test-result.sigstore.json',
  ])
})

test.each([false, true])('no failing operation leaves what looks sealed (lasting: %s)', async (lasting) => {
  const keys = await createMachineKeys(join(temporaryFolder(), 'keys'))
  const counting = failingFiles(Number.POSITIVE_INFINITY, false)
  await fillAndSeal(temporaryFolder(), keys, counting.files)
  expect(counting.log.length).toBeGreaterThan(60)

  let looksSealed = 0
  for (let at = 0; at < counting.log.length; at += 1) {
    const root = temporaryFolder()
    const { files, log } = failingFiles(at, lasting)
    const failure = await fillAndSeal(root, keys, files).then(
      () => undefined,
      (error: unknown) => error,
    )
    const where = `operation ${at}: ${log[at]}`
    if (!isProctorError(failure, 'evidence_write')) throw new Error(`${where} gave ${String(failure)}`)
    expect(failure.details, where).toMatchObject({
      path: expect.any(String),
      step: expect.any(String),
      errno: 'ENOSPC',
    })
    const sealed = join(root, 'runs', SAMPLE_RUN_ID)
    if (existsSync(join(sealed, 'attestations')) || existsSync(join(sealed, 'ledger.proof'))) {
      // A disk that does nothing more after the rename can't be tidied: then the error names what is left.
      expect(lasting, where).toBe(true)
      expect(failure.details, where).toMatchObject({ left: expect.any(Array), takenBack: false })
      looksSealed += 1
    } else {
      const left = join(root, 'work', SAMPLE_RUN_ID, 'bundle', 'attestations')
      if (!lasting) expect(existsSync(left), where).toBe(false)
    }
  }
  expect(looksSealed).toBe(lasting ? 2 : 0)
})

test('a ledger that refuses leaves the work folder unsigned', async () => {
  const root = temporaryFolder()
  const keys = await createMachineKeys(join(root, 'keys'))
  const refused = fillAndSeal(root, keys, nodeFiles, () => Promise.reject(new Error('no')))
  await expect(refused).rejects.toMatchObject({
    code: 'evidence_write',
    exitCode: 5,
    details: { step: 'append to ledger' },
  })
  expect(existsSync(join(root, 'runs'))).toBe(false)
  expect(readdirSync(join(root, 'work', SAMPLE_RUN_ID, 'bundle'))).not.toContain('attestations')
})

test('a file that is written to after its digest was taken is never put to the ledger', async () => {
  const root = temporaryFolder()
  const keys = await createMachineKeys(join(root, 'keys'))
  const log = join(root, 'work', SAMPLE_RUN_ID, 'bundle/raw/stdout.log')
  let asked = false
  const files: FilesPort = {
    ...nodeFiles,
    async syncFile(path) {
      if (path === log) appendFileSync(log, 'more')
      await nodeFiles.syncFile(path)
    },
  }
  const sealed = fillAndSeal(root, keys, files, () => {
    asked = true
    return Promise.resolve('proof\n')
  })
  await expect(sealed).rejects.toMatchObject({ code: 'evidence_write', details: { path: 'raw/stdout.log' } })
  expect(asked).toBe(false)
  expect(existsSync(join(root, 'runs', SAMPLE_RUN_ID))).toBe(false)
  expect(existsSync(join(root, 'work', SAMPLE_RUN_ID, 'bundle/attestations'))).toBe(false)
})

test('an absent artifact, a symlink or a changed size is never sealed', async () => {
  const root = temporaryFolder()
  const { harness } = await createMachineKeys(join(root, 'keys'))
  const bundle = await createBundle({
    runId: SAMPLE_RUN_ID,
    work: join(root, 'work'),
    runs: join(root, 'runs'),
  })
  const seal = () =>
    sealBundle({
      bundle,
      trace: () => '',
      reportCore: () => sampleReportCore(),
      markdown: () => '',
      tests: null,
      provenance: { policyDigest: '3'.repeat(64), builderVersion: {} },
      key: harness,
      appendRun: () => Promise.resolve(''),
    })
  await expect(seal()).rejects.toMatchObject({
    code: 'evidence_write',
    details: { absent: ['events.normalized.jsonl', 'patch.diff', 'test.log', 'raw/'] },
  })
  symlinkSync('/etc/passwd', await bundle.place('raw/link'))
  await expect(bundle.artifacts()).rejects.toMatchObject({
    code: 'evidence_write',
    details: { path: 'raw/link' },
  })

  const other = await createBundle({
    runId: `${SAMPLE_RUN_ID}`,
    work: join(root, 'w2'),
    runs: join(root, 'runs'),
  })
  writeFileSync(await other.place('test.log'), 'four')
  other.record('test.log', { bytes: 5, sha256: '0'.repeat(64) })
  await expect(other.artifacts()).rejects.toMatchObject({ details: { path: 'test.log', errno: 'size' } })
  for (const path of ['../x', '/x', 'a//b', '.hidden', 'a/../b', ''])
    await expect(other.place(path), path).rejects.toMatchObject({ code: 'unsafe_path' })
})
