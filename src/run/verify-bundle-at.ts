import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openBasePack, type Repository, treeOfPatch } from '../checkout/index.ts'
import type { SkippableCheck } from '../contract/finding.ts'
import type { VerifyResult } from '../contract/results.ts'
import type { Trust } from '../contract/trust.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type VerifyOptions, verifyBundle } from '../verify/index.ts'
import { openBundleFiles } from './bundle-files.ts'

export { exitCodeOf } from '../verify/index.ts'

export interface VerifyRequest {
  /** Null: nobody said whose keys to trust. */
  readonly trust: Trust | null
  /** Where base and patch are checked against: a path, one that is open, or a pack; null when there is none at hand. */
  readonly source: string | Pick<Repository, 'base' | 'treeOf'> | { readonly pack: string } | null
  readonly allowNotRun: readonly SkippableCheck[]
  /** Who may sign as a person: asked only where a bundle holds such signatures; null when nobody said. */
  readonly signers: VerifyOptions['signers']
}

/** Re-derives a bundle from its bytes. Offline; writes nothing beside a temporary git dir. */
export async function verifyBundleAt(bundle: string, request: VerifyRequest): Promise<VerifyResult> {
  const { source, trust, allowNotRun, signers } = request
  const files = await openBundleFiles(bundle)
  return await verifyBundle(files, {
    trust,
    trees: source === null ? null : (base, patch) => treeOf(source, base, patch),
    allowNotRun: [...allowNotRun],
    signers,
    now: new Date(),
  })
}

async function treeOf(
  source: NonNullable<VerifyRequest['source']>,
  base: string,
  patch: Uint8Array,
): Promise<string | null> {
  if (typeof source !== 'string' && 'base' in source) {
    if (source.base.commit === base) return await source.treeOf(patch)
    throw new ProctorError('base_unknown', `the open repository is not at ${base}`)
  }
  const scratch = await mkdtemp(join(tmpdir(), 'proctor-verify-'))
  try {
    const path = typeof source === 'string' ? source : join(scratch, 'base')
    if (typeof source !== 'string') await openBasePack(source.pack, base, path)
    return await treeOfPatch(path, base, patch, join(scratch, 'git'))
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
