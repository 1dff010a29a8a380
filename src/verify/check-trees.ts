import type { Finding } from '../contract/finding.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/**
 * Tree that a patch makes of a commit; null when the patch does not apply. A ProctorError says that the repository
 * can't answer, for example because it lacks the commit.
 */
export type TreeOfPatch = (base: string, patch: Uint8Array) => Promise<string | null>

export interface TreesAnswer {
  readonly findings: readonly Finding[]
  /** Why the check could not be made; null when it was made, or when there is nothing to check. */
  readonly notRun: string | null
}

/** Whether the base commit has the base tree, and base and patch give the result tree. */
export async function checkTrees(
  { facts, documents }: Pick<Sealed, 'facts' | 'documents'>,
  treeOfPatch: TreeOfPatch | null,
): Promise<TreesAnswer> {
  const { base, patch } = facts
  if (patch === null) return { findings: [], notRun: null }
  if (treeOfPatch === null) return { findings: [], notRun: 'no repository was given to apply the patch in' }
  const bytes = documents.get(FILES.patch)
  if (bytes === undefined) return { findings: [], notRun: 'the patch is not what was sealed' }
  try {
    const baseTree = await treeOfPatch(base.commit, new Uint8Array())
    const findings: Finding[] = []
    if (baseTree !== base.tree) {
      findings.push(
        finding(
          'patch-mismatch',
          FILES.facts,
          `commit ${base.commit} has tree ${baseTree ?? 'none'}, not ${base.tree}`,
        ),
      )
    }
    const tree = bytes.length === 0 ? baseTree : await treeOfPatch(base.commit, bytes)
    if (tree !== patch.resultTree) {
      findings.push(
        finding(
          'patch-mismatch',
          FILES.patch,
          `base and patch give ${tree ?? 'no tree'}, not ${patch.resultTree}`,
        ),
      )
    }
    return { findings, notRun: null }
  } catch (error) {
    if (isProctorError(error)) return { findings: [], notRun: error.message }
    throw error
  }
}
