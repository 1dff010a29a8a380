import type { ChangedFile, Facts, TreeAnomaly } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import type { PatchPolicy } from '../contract/patch-policy.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { toPlainPath } from './path-globs.ts'
import { whyUnsafeLink, whyUnsafePath } from './unsafe-path.ts'

const LINK = '120000'
const SUBMODULE = '160000'
const ABSENT = '000000'

/** Can the patch be applied by anybody, anywhere, without doing more than changing text? */
export function evaluatePatchSafety(facts: Facts): GateResult {
  const { patch } = facts
  if (patch === null) return toNotRun(facts, 'patch-safety', whyNothingRan(facts, 'no patch was measured'))
  const policy = facts.policy.patch
  const reasons = [
    ...patch.changedFiles.flatMap((file) => fileReasons(file, policy)),
    ...caseReasons(patch.changedFiles),
    ...linkReasons(patch),
    ...patch.anomalies.flatMap(anomalyReasons),
  ]
  const { invisible, invisibleCount, largest } = patch.content
  for (const { path, line, code } of invisible) {
    reasons.push(unsafe(path, `line ${line} holds ${code}, which its reader can not see`))
  }
  if (invisibleCount > invisible.length) {
    const more = countOf(invisibleCount - invisible.length, 'more invisible character')
    reasons.push(toReason('patch_unsafe', more))
  }
  if (largest !== null && largest.bytes > policy.maxFileBytes) {
    reasons.push(unsafe(largest.path, `${largest.bytes} bytes are added, ${policy.maxFileBytes} are allowed`))
  }
  return toVerdict(facts, 'patch-safety', reasons)
}

function unsafe(path: string, why: string): GateReason {
  return toReason('patch_unsafe', `${path}: ${why}`, path)
}

function fileReasons(file: ChangedFile, policy: PatchPolicy): GateReason[] {
  const whys: string[] = []
  for (const name of [file.path, ...(file.oldPath === undefined ? [] : [file.oldPath])]) {
    const plain = toPlainPath(name)
    // What is deleted can hurt nobody by its name.
    if (file.change === 'deleted' && name === file.path) continue
    whys.push(...(plain === undefined ? ['its name can not be read'] : whyUnsafePath(plain)))
  }
  if (file.newMode === SUBMODULE || file.oldMode === SUBMODULE) whys.push('it is a submodule')
  const changesMode = file.oldMode !== ABSENT && file.newMode !== ABSENT && file.oldMode !== file.newMode
  if (changesMode && policy.modeChanges === 'deny') {
    whys.push(`its mode was ${file.oldMode} and is now ${file.newMode}`)
  }
  if (file.binary && file.change !== 'deleted' && policy.binary === 'deny') {
    whys.push('it is no text, and nobody can read in the patch what it is')
  }
  return whys.map((why) => unsafe(file.path, why))
}

/** Two names that are one on file systems that know no case. */
function caseReasons(files: readonly ChangedFile[]): GateReason[] {
  const byName = Map.groupBy(
    files.filter(({ change }) => change !== 'deleted'),
    ({ path }) => path.normalize('NFC').toLowerCase(),
  )
  return [...byName.values()]
    .filter((group) => group.length > 1)
    .map((group) => {
      const names = group.map(({ path }) => path)
      return toReason('patch_unsafe', `${names.join(' and ')} are one file where case does not count`)
    })
}

function linkReasons(patch: NonNullable<Facts['patch']>): GateReason[] {
  const targets = new Map(patch.content.links.map(({ path, target }) => [path, target]))
  const links = patch.changedFiles.filter(({ newMode }) => newMode === LINK)
  return links.flatMap(({ path }) => {
    const target = targets.get(path)
    if (target === undefined) return [unsafe(path, 'it is a link, and the patch does not say where it leads')]
    const why = whyUnsafeLink(toPlainPath(path) ?? path, target)
    return why === null ? [] : [unsafe(path, `it is a link that ${why}`)]
  })
}

function anomalyReasons({ kind, path }: TreeAnomaly): GateReason[] {
  if (kind === 'setid') return [unsafe(path, 'it has a set-id bit')]
  return kind === 'nested-git' ? [unsafe(path, 'it is a git repository within the checkout')] : []
}
