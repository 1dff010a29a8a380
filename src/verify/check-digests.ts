import type { Finding } from '../contract/finding.ts'
import type { BundleListing, Digests } from './bundle-files.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'

/** Whether every listed regular file that is there holds the bytes that were sealed. */
export function checkDigests(
  listing: BundleListing,
  manifest: ReadonlyMap<string, string>,
  actual: Digests,
): Finding[] {
  const findings: Finding[] = []
  for (const { path, kind } of listing.entries) {
    const sealed = manifest.get(path)
    if (kind !== 'file' || sealed === undefined || path === FILES.report) continue
    const digest = actual.get(path)
    if (digest === undefined) findings.push(finding('bundle-unreadable', path, 'it was not read'))
    else if (typeof digest !== 'string') findings.push(finding('bundle-unreadable', path, digest.why))
    else if (digest !== sealed) {
      findings.push(finding('digest-mismatch', path, `SHA-256 ${digest}, sealed was ${sealed}`))
    }
  }
  return findings
}
