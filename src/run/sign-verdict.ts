import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BUILDER_ID, PREDICATE_TYPES, runUrn, STATEMENT_TYPE } from '../contract/ids.ts'
import type { VerdictStatement } from '../contract/statement.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { writeVerdict } from '../evidence/verdict.ts'
import { sha256 } from '../kernel/digest.ts'
import type { OpenedRun } from './open-run.ts'
import type { Bundle } from './seal.ts'

const INPUTS = ['run', 'provenance', 'test-result'] as const

/** The verifier's summary beside the statements that it rests on: `attestations/verdict.sigstore.json`. */
export async function signVerdict(run: OpenedRun, bundle: Bundle): Promise<void> {
  const { report, folder } = bundle
  const read = async (path: string) => ({
    uri: path,
    digest: { sha256: sha256(await readFile(join(folder, path))) },
  })
  const attestations = INPUTS.filter((name) => name !== 'test-result' || report.tests !== null)
  const reportDigest = (await read('report.json')).digest
  const statement: VerdictStatement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'report.json', digest: reportDigest }],
    predicateType: PREDICATE_TYPES.verificationSummary,
    predicate: {
      verifier: { id: BUILDER_ID, version: { proctor: PROCTOR_VERSION } },
      timeVerified: new Date().toISOString(),
      resourceUri: runUrn(run.id),
      policy: { uri: 'inputs/policy.json', digest: { sha256: run.inputs.policyDigest } },
      inputAttestations: await Promise.all(
        attestations.map((name) => read(`attestations/${name}.sigstore.json`)),
      ),
      verificationResult: report.status === 'pass' ? 'PASSED' : 'FAILED',
      verifiedLevels: [],
      slsaVersion: '1.2',
    },
  }
  await writeVerdict({ bundleFolder: folder, statement, key: run.keys.verifier, work: run.folders.root })
}
