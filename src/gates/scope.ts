import type { ChangedFile, Facts } from '../contract/facts.ts'
import type { GateReason, GateResult } from '../contract/gate.ts'
import { countOf, toNotRun, toReason, toVerdict, whyNothingRan } from './gate-result.ts'
import { createPathGlobs, type PathGlobs, toPlainPath } from './path-globs.ts'

interface ScopeGlobs {
  readonly allow: PathGlobs
  readonly deny: PathGlobs
  readonly protected: PathGlobs
}

/** Were only files changed that the task allows, and no more than it allows? */
export function evaluateScope(facts: Facts): GateResult {
  const { patch, task } = facts
  if (patch === null) return toNotRun(facts, 'scope', whyNothingRan(facts, 'no patch was measured'))
  const globs: ScopeGlobs = {
    allow: createPathGlobs(task.scope.allow, 'matches-none'),
    deny: createPathGlobs(task.scope.deny, 'matches-all'),
    protected: createPathGlobs(task.protected, 'matches-all'),
  }
  const files = patch.changedFiles
  const reasons = files.flatMap((file) => fileReasons(file, globs))
  const { maxFiles, maxLines } = task.scope
  if (files.length > maxFiles) {
    const message = `${countOf(files.length, 'file')} changed, the task allows ${maxFiles}`
    reasons.push(toReason('diff_too_large', message))
  }
  const lines = files.reduce((sum, file) => sum + file.addedLines + file.deletedLines, 0)
  if (lines > maxLines) {
    const message = `${countOf(lines, 'line')} added or deleted, the task allows ${maxLines}`
    reasons.push(toReason('diff_too_large', message))
  }
  const binaries = files.filter(({ binary }) => binary).length
  const notes = [`${countOf(files.length, 'file')}, ${countOf(lines, 'line')} added or deleted`]
  if (binaries > 0) notes.push(`${countOf(binaries, 'binary file')} have no lines to count`)
  return toVerdict(facts, 'scope', reasons, notes)
}

function fileReasons(file: ChangedFile, globs: ScopeGlobs): GateReason[] {
  const reasons = pathReasons(file.path, `${file.change} file`, globs)
  if (file.change === 'renamed' && file.oldPath === undefined) {
    reasons.push(toReason('file_out_of_scope', `${file.path} was renamed from an unknown name`, file.path))
  }
  if (file.oldPath !== undefined)
    reasons.push(...pathReasons(file.oldPath, 'old name of a renamed file', globs))
  return reasons
}

function pathReasons(path: string, what: string, globs: ScopeGlobs): GateReason[] {
  const plain = toPlainPath(path)
  const reasons: GateReason[] = []
  const say = (why: string) => reasons.push(toReason('file_out_of_scope', `${what} ${path}: ${why}`, path))
  if (plain === undefined) {
    say('its name can not be read')
    return reasons
  }
  const shield = globs.protected.matchWithin(plain)
  if (shield !== undefined) say(`the repository protects ${shield}`)
  const denied = globs.deny.matchWithin(plain)
  if (denied !== undefined) say(`the task denies ${denied}`)
  if (globs.allow.match(plain) === undefined) say('the task allows no such path')
  return reasons
}
