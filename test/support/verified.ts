import { join } from 'node:path'
import { BASE_TREE, RESULT_TREE } from '../../fixtures/runs/good-facts.ts'
import type { SkippableCheck } from '../../src/contract/finding.ts'
import type { VerifyResult } from '../../src/contract/results.ts'
import type { Trust } from '../../src/contract/trust.ts'
import { createMachineKeys, type MachineKeys, toTrust } from '../../src/evidence/keys.ts'
import { openBundleFiles } from '../../src/run/bundle-files.ts'
import { type VerifyOptions, verifyBundle } from '../../src/verify/index.ts'
import { PATCH } from './run-content.ts'

export interface Machine {
  readonly keys: MachineKeys
  readonly trust: Trust | null
  readonly trees: ((base: string, patch: Uint8Array) => Promise<string | null>) | null
}

/** Keys of a workspace, their trust, and a stand-in for git that knows the one patch. */
export async function newMachine(root: string): Promise<Machine & { readonly trust: Trust }> {
  const keys = await createMachineKeys(join(root, 'keys'))
  return { keys, trust: toTrust(keys, '0'.repeat(32)), trees: treesOfExample }
}

function treesOfExample(_base: string, patch: Uint8Array): Promise<string | null> {
  if (patch.length === 0) return Promise.resolve(BASE_TREE)
  return Promise.resolve(Buffer.from(PATCH).equals(patch) ? RESULT_TREE : null)
}

export async function verifyFolder(
  folder: string,
  { trust, trees }: Pick<Machine, 'trust' | 'trees'>,
  allowNotRun: readonly SkippableCheck[] = [],
  signers: VerifyOptions['signers'] = async () => null,
): Promise<VerifyResult> {
  return verifyBundle(await openBundleFiles(folder), {
    trust,
    trees,
    allowNotRun,
    signers,
    now: new Date(),
  })
}

/** Ids of the findings with their files, in the order in which they came. */
export function idsOf({ findings }: VerifyResult): string[] {
  return findings.map(({ id, file }) => (file === undefined ? id : `${id} ${file}`))
}
