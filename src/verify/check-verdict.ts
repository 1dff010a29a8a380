import type { Finding } from '../contract/finding.ts'
import { runUrn } from '../contract/ids.ts'
import { sha256 } from '../kernel/digest.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the verifier's summary is about this run, rests on the statements that are here, and says its status. */
export function checkVerdict(
  { verdict, report, manifest }: Pick<Sealed, 'verdict' | 'report' | 'manifest'>,
  /** All files as they are. */
  files: ReadonlyMap<string, Uint8Array>,
): Finding[] {
  const { subject, predicate } = verdict.statement
  const wrong: string[] = []
  const must = (holds: boolean, why: string): void => {
    if (!holds) wrong.push(why)
  }
  const isHere = (name: string, digest: Readonly<Record<string, string>>): boolean => {
    const bytes = files.get(name)
    return bytes !== undefined && digest.sha256 === sha256(bytes)
  }
  must(
    subject.length === 1 &&
      subject.every(({ name, digest }) => name === FILES.report && isHere(name, digest)),
    'its subject is not this report',
  )
  must(predicate.resourceUri === runUrn(report.runId), 'it is about another run')
  must(predicate.policy.digest.sha256 === manifest.get(FILES.policy), 'it was made under another policy')
  must(
    predicate.verificationResult === (report.status === 'pass' ? 'PASSED' : 'FAILED'),
    'it says another result than the report',
  )
  const inputs = predicate.inputAttestations
  must(
    inputs.every(({ uri, digest }) => isHere(uri, digest)),
    'it rests on other statements than those in the bundle',
  )
  for (const path of [FILES.run, FILES.provenance, FILES.testResult]) {
    must(!files.has(path) || inputs.some(({ uri }) => uri === path), `it does not rest on ${path}`)
  }
  return wrong.map((why) => finding('verdict-invalid', FILES.verdict, why))
}
