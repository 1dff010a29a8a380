import type { Finding } from '../contract/finding.ts'
import type { BundleListing } from './bundle-files.ts'
import { finding } from './finding.ts'
import { ALWAYS_THERE, FOLDERS, OUTSIDE_DIGESTS } from './layout.ts'
import { isRecordPath } from './read-records.ts'

/** Whether the bundle holds regular files and folders alone, and what no bundle may be without. */
export function checkKinds(listing: BundleListing): Finding[] {
  const findings = listing.problems.map(({ path, why }) =>
    finding('bundle-unreadable', path === '' ? undefined : path, why),
  )
  for (const { path, kind } of listing.entries) {
    if (kind === 'link') findings.push(finding('file-not-regular', path, 'it is a symbolic link'))
    if (kind === 'other')
      findings.push(finding('file-not-regular', path, 'it is a device, a pipe or a socket'))
  }
  return findings
}

/** Files and folders that nothing sealed speaks of, and sealed files that are not there. */
export function checkPresence(listing: BundleListing, manifest: ReadonlyMap<string, string>): Finding[] {
  const findings: Finding[] = []
  const present = new Map(listing.entries.map((entry) => [entry.path, entry.kind]))
  for (const path of new Set([...manifest.keys(), ...ALWAYS_THERE])) {
    if (present.has(path)) continue
    const id = path.startsWith('attestations/') ? 'statement-missing' : 'file-missing'
    findings.push(finding(id, path, 'it is not there'))
  }
  for (const { path, kind } of listing.entries) {
    // Whether they belong there follows from the records themselves.
    if (kind !== 'folder' && isRecordPath(path)) continue
    const isFile = manifest.has(path) || OUTSIDE_DIGESTS.includes(path) || ALWAYS_THERE.includes(path)
    if (kind === 'folder' && isFile) {
      findings.push(finding('file-not-regular', path, 'it is a folder and must be a file'))
    } else if (kind === 'folder' ? !FOLDERS.includes(path) : !isFile) {
      findings.push(finding('file-unlisted', path, 'nothing that was sealed lists it'))
    }
  }
  return findings
}
