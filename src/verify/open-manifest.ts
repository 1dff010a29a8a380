import { Report } from '../contract/report.ts'
import { RunStatement } from '../contract/statement.ts'
import type { Checks } from './checks.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { openStatement } from './open-statement.ts'
import type { BundleBytes } from './read-bundle.ts'
import { readDocument } from './read-document.ts'
import type { Sealed } from './sealed.ts'
import type { TrustedKeys } from './trusted-keys.ts'

export interface Manifest {
  readonly run: Sealed['run'] | undefined
  readonly report: Report | undefined
  /** Digests of all sealed files: as signed, or as the report says when no signature can be relied on. */
  readonly digests: ReadonlyMap<string, string> | undefined
}

/** Opens what says which bytes were sealed: the run statement first, then the report that it is about. */
export function openManifest(bundle: BundleBytes, keys: TrustedKeys | null, checks: Checks): Manifest {
  const run = openRun(bundle, keys, checks)
  const subjects = run === undefined ? undefined : toDigests(run, checks)
  const report = openReport(bundle, subjects?.get(FILES.report), checks)
  const listed = report === undefined ? undefined : new Map(Object.entries(report.digests))
  const namesReport = subjects?.delete(FILES.report) === true
  if (subjects !== undefined && listed !== undefined && !(namesReport && isSameMap(subjects, listed))) {
    const why = 'its subjects are not report.json and every file that the report digests'
    checks.add([finding('subject-mismatch', FILES.run, why)])
  }
  const digests = subjects ?? listed
  if (digests === undefined) {
    checks.add([
      finding('bundle-unreadable', undefined, 'nothing that can be relied on says what the bundle must hold'),
    ])
  }
  return { run, report, digests }
}

function openRun(bundle: BundleBytes, keys: TrustedKeys | null, checks: Checks): Sealed['run'] | undefined {
  const bytes = bundle.documents.get(FILES.run)
  if (bytes === undefined) return undefined
  const opened = openStatement(FILES.run, bytes, RunStatement, 'harness', keys)
  if (opened.ok) return opened.value
  checks.add(opened.findings)
  return undefined
}

function toDigests(run: Sealed['run'], checks: Checks): Map<string, string> {
  const digests = new Map<string, string>()
  for (const { name, digest } of run.statement.subject) {
    const { sha256 } = digest
    if (sha256 === undefined || digests.has(name)) {
      checks.add([
        finding('subject-mismatch', FILES.run, `subject ${name} has no SHA-256, or stands there twice`),
      ])
    } else digests.set(name, sha256)
  }
  return digests
}

function openReport(bundle: BundleBytes, sealed: string | undefined, checks: Checks): Report | undefined {
  const bytes = bundle.documents.get(FILES.report)
  if (bytes === undefined) return undefined
  const actual = bundle.digests.get(FILES.report)
  if (sealed !== undefined && sealed !== actual) {
    const why = `SHA-256 ${String(actual)}, the run statement is about ${sealed}`
    checks.add([finding('subject-mismatch', FILES.report, why)])
    return undefined
  }
  const read = readDocument(FILES.report, bytes, Report)
  if (read.ok) return read.value
  checks.add(read.findings)
  return undefined
}

function isSameMap(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([key, value]) => b.get(key) === value)
}
