import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { writeVerdict } from '../evidence/verdict.ts'
import { sha256 } from '../kernel/digest.ts'
import { toVerdictStatement } from '../kernel/verdict-statement.ts'
import type { OpenedRun } from './opened-run.ts'
import type { Bundle } from './seal.ts'

const INPUTS = ['run', 'provenance', 'test-result'] as const

/** The verifier's summary beside the statements that it rests on: `attestations/verdict.sigstore.json`. */
export async function signVerdict(run: OpenedRun, { report, folder }: Bundle): Promise<void> {
  const statement = toVerdictStatement({
    runId: run.id,
    reportSha256: await digestIn(folder, 'report.json'),
    policySha256: run.inputs.policyDigest,
    inputs: await statementsIn(folder, report.tests !== null),
    passed: report.status === 'pass',
    verifierVersion: { proctor: PROCTOR_VERSION },
    timeVerified: new Date().toISOString(),
  })
  await writeVerdict({ bundleFolder: folder, statement, key: run.keys.verifier, work: run.folders.root })
}

/** The statements of a bundle, with their digests. */
export async function statementsIn(folder: string, tested: boolean): Promise<(readonly [string, string])[]> {
  const paths = INPUTS.filter((name) => name !== 'test-result' || tested).map(
    (name) => `attestations/${name}.sigstore.json`,
  )
  return await Promise.all(paths.map(async (path) => [path, await digestIn(folder, path)] as const))
}

export async function digestIn(folder: string, path: string): Promise<string> {
  return sha256(await readFile(join(folder, path)))
}
