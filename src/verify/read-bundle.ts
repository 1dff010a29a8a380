import type { Finding } from '../contract/finding.ts'
import { sha256 } from '../kernel/digest.ts'
import {
  type BundleFiles,
  type BundleListing,
  type Digests,
  isUnreadable,
  type Unreadable,
} from './bundle-files.ts'
import { finding } from './finding.ts'
import { FILES, OUTSIDE_DIGESTS, READ_WHOLE } from './layout.ts'
import { LIMITS } from './limits.ts'
import { isRecordPath } from './read-records.ts'

/** A bundle as bytes. Nothing in it has been looked into. */
export interface BundleBytes {
  readonly listing: BundleListing
  /** The files that are looked into later on, as they were when they were digested. */
  readonly documents: ReadonlyMap<string, Uint8Array>
  /** Digests of `documents`, taken from those very bytes. */
  readonly digests: Digests
  /** Digests of everything else, perhaps still being taken. */
  readonly rest: { readonly done: Promise<Digests> }
  readonly findings: readonly Finding[]
}

export async function readBundle(files: BundleFiles): Promise<BundleBytes> {
  const listing = await files.list(LIMITS.list)
  const regular = listing.entries.filter(({ kind }) => kind === 'file').map(({ path }) => path)
  const rest = await files.digest(regular.filter((path) => isStreamed(path)))
  // Whoever awaits it gets the failure; until then it must not count as unhandled.
  rest.done.catch(() => undefined)
  const documents = new Map<string, Uint8Array>()
  const digests = new Map<string, string | Unreadable>()
  const findings: Finding[] = []
  const records = regular.filter(isRecordPath).slice(0, LIMITS.records)
  for (const path of [...regular.filter((candidate) => READ_WHOLE.includes(candidate)), ...records]) {
    const bytes = await files.read(path, limitOf(path))
    if (!isUnreadable(bytes)) {
      documents.set(path, bytes)
      digests.set(path, sha256(bytes))
      continue
    }
    digests.set(path, bytes)
    // What the manifest lists is reported with the digests.
    if (OUTSIDE_DIGESTS.includes(path)) findings.push(finding('bundle-unreadable', path, bytes.why))
  }
  return { listing, documents, digests, rest, findings }
}

/** What sealed bundles usually hold beside the documents: a folder full of other files costs no reading. */
export function isStreamed(path: string): boolean {
  if (READ_WHOLE.includes(path)) return false
  return (
    path === FILES.testLog ||
    path.startsWith('raw/') ||
    path.startsWith('test-report/') ||
    path.startsWith('inputs/')
  )
}

function limitOf(path: string): number {
  if (isRecordPath(path)) return LIMITS.recordBytes
  if (path.endsWith('.sigstore.json') || path === FILES.proof) return LIMITS.statementBytes
  if (path.endsWith('.jsonl') || path === FILES.page) return LIMITS.logBytes
  if (path === FILES.patch) return LIMITS.patchBytes
  if (path.startsWith('test-report/')) return LIMITS.testReportBytes
  return LIMITS.documentBytes
}
