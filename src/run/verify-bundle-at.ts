import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { treeOfPatch } from '../checkout/index.ts'
import type { SkippableCheck } from '../contract/finding.ts'
import type { VerifyResult } from '../contract/results.ts'
import type { Trust } from '../contract/trust.ts'
import { verifyBundle } from '../verify/index.ts'
import { openBundleFiles } from './bundle-files.ts'

export { exitCodeOf } from '../verify/index.ts'

export interface VerifyRequest {
  /** Null: nobody said whose keys to trust. */
  readonly trust: Trust | null
  /** Repository to check base and patch against; null when it is not at hand. */
  readonly source: string | null
  readonly allowNotRun: readonly SkippableCheck[]
}

/** Re-derives a bundle from its bytes. Offline; writes nothing beside a temporary git dir. */
export async function verifyBundleAt(bundle: string, request: VerifyRequest): Promise<VerifyResult> {
  const { source } = request
  const scratch = source === null ? null : await mkdtemp(join(tmpdir(), 'proctor-verify-'))
  try {
    return await verifyBundle(await openBundleFiles(bundle), {
      trust: request.trust,
      trees:
        source === null || scratch === null
          ? null
          : (base, patch) => treeOfPatch(source, base, patch, join(scratch, 'git')),
      allowNotRun: [...request.allowNotRun],
    })
  } finally {
    if (scratch !== null) await rm(scratch, { recursive: true, force: true })
  }
}
