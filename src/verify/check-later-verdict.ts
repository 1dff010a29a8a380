import { isDeepStrictEqual } from 'node:util'
import type { Finding } from '../contract/finding.ts'
import { VerdictStatement } from '../contract/statement.ts'
import { decisionOf } from '../kernel/after-seal.ts'
import { sha256 } from '../kernel/digest.ts'
import { chainLink } from '../kernel/event-chain.ts'
import { laterVerdictPath, recordUri, toVerdictStatement } from '../kernel/verdict-statement.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { openStatement } from './open-statement.ts'
import type { RawRecord } from './read-records.ts'
import type { TrustedKeys } from './trusted-keys.ts'

/** A verdict of the verifier that came after the seal, as it stands in the bundle. */
export interface LaterVerdict {
  readonly file: string
  readonly at: string
  readonly result: 'PASSED' | 'FAILED'
}

export interface LaterVerdictContext {
  readonly runId: string
  /** Files as they are. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly keys: TrustedKeys | null
}

/**
 * Whether a verdict beside a record is the verifier's, about this run and this record, and says what the record decided.
 * What it says is of its time: whether the decision still holds is asked of the record itself.
 * @param index of the record in the ledger; null when it is not known
 */
export function checkLaterVerdict(
  { event, line, verdict }: Pick<RawRecord, 'event' | 'line' | 'verdict'>,
  index: number | null,
  { runId, files, keys }: LaterVerdictContext,
): { readonly verdict: LaterVerdict | null; readonly findings: readonly Finding[] } {
  if (verdict === null) return { verdict: null, findings: [] }
  const file = laterVerdictPath(event.sequence)
  const opened = openStatement(file, verdict, VerdictStatement, 'verifier', keys)
  if (!opened.ok) return { verdict: null, findings: opened.findings }
  const { statement, keys: signed } = opened.value
  const { predicate } = statement
  const no = (id: 'verdict-invalid' | 'key-untrusted', why: string) => {
    return { verdict: null, findings: [finding(id, file, why)] }
  }
  const passed = decisionOf(event)
  if (passed === null) return no('verdict-invalid', 'nothing was decided by the record that it follows')
  const expected = toVerdictStatement({
    runId,
    reportSha256: digestOf(files, FILES.report),
    policySha256: digestOf(files, FILES.policy),
    inputs: [
      ...[FILES.run, FILES.provenance, FILES.testResult]
        .filter((path) => files.has(path))
        .map((path) => [path, digestOf(files, path)] as const),
      [recordUri(event.sequence), chainLink(line)],
    ],
    passed,
    verifierVersion: predicate.verifier.version,
    timeVerified: predicate.timeVerified,
  })
  if (!isDeepStrictEqual(statement, expected))
    return no('verdict-invalid', 'it says something else than what follows from this run and this record')
  if (predicate.timeVerified < event.time) return no('verdict-invalid', 'it is older than the record')
  const inForce = ({ trusted }: (typeof signed)[number]): boolean =>
    trusted.validUntil === null || index === null || trusted.validUntil > index
  if (signed.length > 0 && !signed.some(inForce))
    return no('key-untrusted', 'the verifier key that signed it was not in force after the record')
  return {
    verdict: { file, at: predicate.timeVerified, result: predicate.verificationResult },
    findings: [],
  }
}

function digestOf(files: ReadonlyMap<string, Uint8Array>, path: string): string {
  return sha256(files.get(path) ?? new Uint8Array())
}
