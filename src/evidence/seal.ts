// Promises: a bundle is in runs/ whole and on the disk, or it is not there at all and the caller knows why.
// Must not: seal over a failed write, or leave in runs/ what only looks sealed. Called by: run/.
import { dirname } from 'node:path'
import type { TestFacts } from '../contract/facts.ts'
import { Report, ReportCore } from '../contract/report.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type BundleWriter, flushBundle } from './bundle-writer.ts'
import type { SigningKey } from './keys.ts'
import { signPayload, signStatement, toStatementPayload } from './sign-statement.ts'
import { type ProvenanceContext, toProvenanceStatement } from './statements/provenance.ts'
import { toRunStatement } from './statements/run.ts'
import { toTestResultStatement } from './statements/test-result.ts'
import { toWriteFailure, writeStep } from './write-failure.ts'

export interface SealInput {
  /** Its leaves and `events.normalized.jsonl` are written and closed. */
  readonly bundle: BundleWriter
  /** `trace.jsonl`: the fold of the closed events. */
  readonly trace: () => string | Promise<string>
  /** The report without its digests. */
  readonly reportCore: () => ReportCore | Promise<ReportCore>
  /** `report.md`, from the report without its digests. */
  readonly markdown: (core: ReportCore) => string | Promise<string>
  /** Null when no tests were run; there is no test-result statement then. */
  readonly tests: TestFacts | null
  readonly provenance: ProvenanceContext
  /** The harness key. */
  readonly key: SigningKey
  /** Appends the payload of the run statement to the ledger; the text of `ledger.proof`. */
  readonly appendRun: (payload: Uint8Array) => Promise<string>
}

export interface SealedBundle {
  readonly folder: string
  readonly report: Report
  /** Digests of the payload of the run statement and of `report.json`. */
  readonly runStatementSha256: string
  readonly reportSha256: string
}

/** What every sealed bundle holds, refused runs included, next to at least one file under raw/. */
const REQUIRED = ['events.normalized.jsonl', 'patch.diff', 'test.log'] as const
const ATTESTATIONS = 'attestations'
const PROOF = 'ledger.proof'

/**
 * Steps 3 to 8 of the seal, after the events are closed: trace, report core, report.md, report.json (canonical JSON
 * with no newline at its end, so that its bytes follow from its value), signed statements, ledger, proof, one rename.
 * Everything but the proof is on the disk before the ledger is asked, since its answer can't be taken back.
 * @throws ProctorError evidence_write with `path`, `step` and `errno` in its details
 */
export async function sealBundle(input: SealInput): Promise<SealedBundle> {
  const { bundle } = input
  try {
    const report = await writeReport(input)
    const payload = await writeStatements(input, report.value, report.sha256)
    await flushBundle(bundle)
    // Whatever was still written to after its digest was taken, ends here: the ledger's answer can't be taken back.
    await bundle.artifacts()
    await writeProof(bundle, await writeStep('append to ledger', PROOF, () => input.appendRun(payload)))
    await moveToRuns(bundle)
    return {
      folder: bundle.sealedFolder,
      report: report.value,
      runStatementSha256: sha256(payload),
      reportSha256: report.sha256,
    }
  } catch (error) {
    const failure = toWriteFailure('seal', bundle.folder, error)
    throw await withoutSignatures(bundle, failure)
  }
}

/**
 * The rest of a seal whose ledger entry stands: statements, proof and rename, without a second append.
 * @param input.entry the entry of the ledger, which must be what the report gives
 * @throws ProctorError evidence_write
 */
export async function finishSeal(
  input: Pick<SealInput, 'bundle' | 'tests' | 'provenance' | 'key'> & {
    readonly report: Report
    readonly reportSha256: string
    readonly entry: Uint8Array
    readonly proof: () => Promise<string>
  },
): Promise<SealedBundle> {
  const { bundle, report, reportSha256, entry } = input
  for (const path of [PROOF, ATTESTATIONS])
    await writeStep('remove', path, () => bundle.files.remove(`${bundle.folder}/${path}`))
  const payload = await writeStatements(input, report, reportSha256)
  if (Buffer.compare(payload, entry) !== 0) {
    const what = 'the ledger holds another statement for this run than its report gives'
    const details = { path: bundle.folder, step: 'finish seal', errno: 'mismatch' }
    throw await withoutSignatures(bundle, new ProctorError('evidence_write', what, { details }))
  }
  await flushBundle(bundle)
  await writeProof(bundle, await writeStep('prove', PROOF, input.proof))
  await moveToRuns(bundle)
  return { folder: bundle.sealedFolder, report, runStatementSha256: sha256(payload), reportSha256 }
}

async function writeReport(input: SealInput): Promise<{ value: Report; sha256: string }> {
  const { bundle } = input
  await bundle.write('trace.jsonl', await writeStep('render', 'trace.jsonl', input.trace))
  // As it reads from report.json, where members are sorted: the page must come out the same when rendered from there.
  const core = await writeStep('fold', 'report.json', async () =>
    ReportCore.parse(JSON.parse(toCanonicalJson(await input.reportCore()))),
  )
  await bundle.write('report.md', await writeStep('render', 'report.md', () => input.markdown(core)))
  const artifacts = await bundle.artifacts()
  const digests = Object.fromEntries(artifacts.map((artifact) => [artifact.path, artifact.sha256]))
  assertComplete(Object.keys(digests))
  const value = await writeStep('fold', 'report.json', () => Report.parse({ ...core, digests }))
  const text = await writeStep('render', 'report.json', () => toCanonicalJson(value))
  const written = await bundle.write('report.json', text)
  return { value, sha256: written.sha256 }
}

async function writeStatements(
  input: Pick<SealInput, 'bundle' | 'tests' | 'provenance' | 'key'>,
  report: Report,
  reportSha256: string,
): Promise<Buffer> {
  const { bundle, key, tests } = input
  const payload = await writeStep('sign', 'run.sigstore.json', () =>
    toStatementPayload(toRunStatement(report, reportSha256)),
  )
  const texts: (readonly [string, () => string])[] = [
    ['run', () => signPayload(payload, key)],
    ['provenance', () => signStatement(toProvenanceStatement(report, input.provenance), key)],
  ]
  if (tests !== null)
    texts.push(['test-result', () => signStatement(toTestResultStatement(report, tests), key)])
  for (const [name, text] of texts) {
    const path = `${ATTESTATIONS}/${name}.sigstore.json`
    await bundle.write(path, await writeStep('sign', path, text))
  }
  return payload
}

function assertComplete(paths: readonly string[]): void {
  const absent: string[] = REQUIRED.filter((path) => !paths.includes(path))
  if (!paths.some((path) => path.startsWith('raw/'))) absent.push('raw/')
  const early = paths.filter((path) => path === PROOF || path.startsWith(`${ATTESTATIONS}/`))
  if (absent.length + early.length === 0) return
  const what = [
    ...absent.map((path) => `${path} is absent`),
    ...early.map((path) => `${path} is there too early`),
  ]
  throw new ProctorError('evidence_write', `the bundle is not complete: ${what.join(', ')}`, {
    details: { path: absent[0] ?? early[0], step: 'check', errno: 'incomplete', absent, early },
  })
}

async function writeProof(bundle: BundleWriter, proof: string): Promise<void> {
  const { files, folder } = bundle
  await bundle.write(PROOF, proof)
  await writeStep('sync', PROOF, () => files.syncFile(`${folder}/${PROOF}`))
  await writeStep('sync', folder, () => files.syncFolder(folder))
}

/** One rename makes the bundle sealed. When the disk does not confirm it, it is taken back. */
async function moveToRuns(bundle: BundleWriter): Promise<void> {
  const { files, folder, sealedFolder } = bundle
  const runs = dirname(sealedFolder)
  await writeStep('make folder', runs, () => files.makeFolder(runs))
  await writeStep('rename', sealedFolder, () => files.rename(folder, sealedFolder))
  try {
    await writeStep('sync', runs, () => files.syncFolder(runs))
    await writeStep('sync', dirname(folder), () => files.syncFolder(dirname(folder)))
  } catch (error) {
    try {
      await files.rename(sealedFolder, folder)
    } catch (second) {
      const first = toWriteFailure('sync', runs, error)
      const why = second instanceof Error ? second.message : String(second)
      throw new ProctorError('evidence_write', `${first.message}; taking it back failed: ${why}`, {
        cause: error,
        details: { ...first.details, takenBack: false },
      })
    }
    throw error
  }
}

/** After a failure nothing signed may stay behind, wherever the folder is. What can't be removed is in the details. */
async function withoutSignatures(bundle: BundleWriter, failure: ProctorError): Promise<ProctorError> {
  const left: unknown[] = []
  const folders = 'takenBack' in failure.details ? [bundle.folder, bundle.sealedFolder] : [bundle.folder]
  for (const path of folders.flatMap((folder) => [`${folder}/${PROOF}`, `${folder}/${ATTESTATIONS}`])) {
    try {
      await bundle.files.remove(path)
    } catch (error) {
      left.push({ path, why: toWriteFailure('remove', path, error).message })
    }
  }
  if (left.length === 0) return failure
  return new ProctorError('evidence_write', failure.message, {
    cause: failure.cause,
    details: { ...failure.details, left },
  })
}
