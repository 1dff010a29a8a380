import { isDeepStrictEqual } from 'node:util'
import type { ChangedFile } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { scanPatch } from '../patchscan/scan-patch.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import { NO_MODE, type PatchFile, readPatchFiles } from './patch-files.ts'
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
  const changed = new Map(patch.changedFiles.map((file) => [file.path, file]))
  if (changed.size < patch.changedFiles.length)
    findings.push(finding('facts-mismatch', FILES.facts, 'the facts list a file twice'))
  for (const [path, parts] of Map.groupBy(read.files, (file) => file.path)) {
    const stated = changed.get(path)
    changed.delete(path)
    if (stated === undefined)
      findings.push(finding('facts-mismatch', FILES.patch, `it changes ${path}, the facts do not`))
    else if (!isSameChange(stated, parts)) {
      findings.push(
        finding('facts-mismatch', FILES.patch, `it changes ${path} in another way than the facts say`),
      )
    }
  }
  for (const path of changed.keys()) {
    findings.push(finding('facts-mismatch', FILES.patch, `it does not change ${path}, the facts do`))
  }
  return findings
}

function isSameChange(stated: ChangedFile, parts: readonly PatchFile[]): boolean {
  const [first, second, ...more] = parts
  if (first === undefined || more.length > 0) return false
  const change = second === undefined ? changeOf(first, stated) : changeOfType(first, second, stated)
  return isDeepStrictEqual(stated, { path: stated.path, ...change })
}

type Change = Omit<ChangedFile, 'path' | 'oldMode' | 'newMode'> & Pick<PatchFile, 'oldMode' | 'newMode'>

function changeOf(part: PatchFile, stated: ChangedFile): Change | null {
  const { before, after, oldMode, newMode } = part
  const lines = { addedLines: part.added, deletedLines: part.deleted, binary: part.binary }
  const modes = { oldMode, newMode }
  if (before === null && after === null) {
    // A patch that changes a mode alone does not say of which blob.
    const blob = stated.beforeBlob
    return blob === null
      ? null
      : { change: 'modified', ...modes, beforeBlob: blob, afterBlob: blob, ...lines }
  }
  const change = before === null ? 'added' : after === null ? 'deleted' : 'modified'
  return { change, ...modes, beforeBlob: before, afterBlob: after, ...lines }
}

/** A change of type, such as a file that became a link, is a deletion and an addition of one path. */
function changeOfType(first: PatchFile, second: PatchFile, stated: ChangedFile): Change | null {
  if (first.newMode !== NO_MODE || second.oldMode !== NO_MODE) return null
  const binary = first.binary || second.binary
  // Lines that both hold were counted for neither; the patch deletes them and adds them again.
  const kept = binary ? 0 : first.deleted - stated.deletedLines
  if (kept < 0) return null
  return {
    change: 'modified',
    oldMode: first.oldMode,
    newMode: second.newMode,
    beforeBlob: first.before,
    afterBlob: second.after,
    addedLines: binary ? 0 : second.added - kept,
    deletedLines: binary ? 0 : first.deleted - kept,
    binary,
  }
}
