import { isDeepStrictEqual } from 'node:util'
import type { ChangedFile } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { fromPathText } from '../kernel/path-text.ts'
import { scanPatch } from '../patchscan/scan-patch.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { type PatchFile, readPatchFiles } from './patch-files.ts'
import type { Sealed } from './sealed.ts'

/** Whether the patch changes the files that the facts list, in the way that they say, and leads to another tree at all. */
export function checkPatch({ facts, documents }: Pick<Sealed, 'facts' | 'documents'>): Finding[] {
  const bytes = documents.get(FILES.patch)
  if (bytes === undefined) return []
  const { patch, base } = facts
  if (patch === null) {
    return bytes.length === 0
      ? []
      : [finding('facts-mismatch', FILES.patch, 'there is a patch, and the facts have none')]
  }
  const read = readPatchFiles(bytes)
  if (!read.ok) return [finding('facts-mismatch', FILES.patch, `line ${read.line}: ${read.why}`)]
  const findings: Finding[] = []
  if (!isDeepStrictEqual(scanPatch(bytes, facts.policy.patch.secretScanBytes), patch.content)) {
    findings.push(finding('facts-mismatch', FILES.patch, 'read again, its added lines hold something else'))
  }
  if ((patch.resultTree === base.tree) !== (bytes.length === 0)) {
    findings.push(
      finding('patch-mismatch', FILES.patch, 'a patch leads to another tree, and none to the same'),
    )
  }
  const changed = new Map(patch.changedFiles.map((file) => [pathKey(file.path), file]))
  for (const [path, parts] of groupByPath(read.files)) {
    const stated = changed.get(path)
    changed.delete(path)
    const name = stated?.path ?? Buffer.from(path, 'latin1').toString('utf8')
    if (stated === undefined)
      findings.push(finding('facts-mismatch', FILES.patch, `it changes ${name}, the facts do not`))
    else if (!isSameChange(stated, parts)) {
      findings.push(
        finding('facts-mismatch', FILES.patch, `it changes ${name} in another way than the facts say`),
      )
    }
  }
  for (const { path } of changed.values()) {
    findings.push(finding('facts-mismatch', FILES.patch, `it does not change ${path}, the facts do`))
  }
  if (
    changed.size === 0 &&
    patch.changedFiles.length !== new Set(patch.changedFiles.map(({ path }) => path)).size
  ) {
    findings.push(finding('facts-mismatch', FILES.facts, 'the facts list a file twice'))
  }
  return findings
}

function pathKey(path: string): string {
  return Buffer.from(fromPathText(path) ?? []).toString('latin1')
}

function groupByPath(files: readonly PatchFile[]): Map<string, PatchFile[]> {
  const groups = new Map<string, PatchFile[]>()
  for (const file of files) groups.set(file.path, [...(groups.get(file.path) ?? []), file])
  return groups
}

function isSameChange(stated: ChangedFile, parts: readonly PatchFile[]): boolean {
  const [first, second, ...more] = parts
  if (first === undefined || more.length > 0) return false
  const last = second ?? first
  // A change of type, such as a file that became a link, is a deletion and an addition of one path.
  if (second !== undefined && (first.after !== null || second.before !== null)) return false
  if (stated.oldMode !== first.oldMode || stated.newMode !== last.newMode) return false
  if (second === undefined && !first.hasIndex) return stated.beforeBlob === stated.afterBlob
  if (stated.beforeBlob !== first.before || stated.afterBlob !== last.after) return false
  if (stated.change !== (first.before === null ? 'added' : last.after === null ? 'deleted' : 'modified'))
    return false
  if (second !== undefined) return true
  return (
    stated.binary === first.binary &&
    stated.addedLines === first.added &&
    stated.deletedLines === first.deleted
  )
}
