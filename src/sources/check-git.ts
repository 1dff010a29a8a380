// Promises: a recorded git source derived again from what is on this machine: commit, files, and what is run.
// Must not: fetch, write, or answer a difference with an exception. Called by: run/, through index.ts.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { GitSource } from '../contract/source-admission.ts'
import { sha256 } from '../kernel/digest.ts'
import type { SourceCheck } from './derived-source.ts'
import type { DigestCache } from './digest-cache.ts'
import { digestTree, type TreeDigest } from './digest-tree.ts'
import { describeInstallation, installationDifferences } from './git-installation.ts'
import { archiveDigest, treeOf } from './git-objects.ts'

/** Derives a recorded git source again: its objects and files in `folder`, what is run in `root`. */
export async function checkGit(
  source: GitSource,
  folder: string,
  root: string,
  cache: DigestCache,
): Promise<SourceCheck> {
  const differences: string[] = []
  const objects = join(folder, 'git')
  if (!existsSync(objects)) {
    differences.push('its commit is not at hand on this machine: fetch it with proctor source check --fetch')
  } else {
    const tree = await treeOf(objects, source.commit)
    if (tree !== source.tree)
      differences.push(`commit ${source.commit} has tree ${tree}, admitted is ${source.tree}`)
    const archive = await archiveDigest(objects, source.commit)
    if (archive !== source.archiveSha256)
      differences.push(
        `the archive of the commit has SHA-256 ${archive}, admitted is ${source.archiveSha256}`,
      )
  }
  const { installation } = source
  const committed = await digestTree(installation === undefined ? root : join(folder, 'tree'), {
    modes: true,
    cache,
  })
  if (committed === null)
    return missing(differences, installation === undefined ? root : join(folder, 'tree'))
  differences.push(...treeDifferences(source, committed))
  if (installation === undefined) return { differences, treeSha256: committed.sha256, files: committed.files }
  const installed = await digestTree(root, { modes: true, cache })
  if (installed === null) return missing(differences, root)
  const found = await describeInstallation(root, installed, committed)
  differences.push(
    ...(found.installation === null
      ? [`${root}: ${found.problem}`]
      : installationDifferences(installation, found.installation)),
  )
  return { differences, treeSha256: installed.sha256, files: installed.files }
}

function missing(differences: readonly string[], folder: string): SourceCheck {
  return {
    differences: [...differences, `there is no folder ${folder}`],
    treeSha256: sha256(''),
    files: new Map(),
  }
}

function treeDifferences(source: GitSource, digest: TreeDigest): string[] {
  const differences: string[] = []
  for (const { path, sha256: admitted } of source.executables) {
    const actual = digest.files.get(path)
    if (actual !== admitted)
      differences.push(`${path} has SHA-256 ${actual ?? '(it is not there)'}, admitted is ${admitted}`)
  }
  if (digest.sha256 !== source.treeSha256)
    differences.push(
      `the files of the source have SHA-256 ${digest.sha256}, admitted is ${source.treeSha256}`,
    )
  return differences
}
