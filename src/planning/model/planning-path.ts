/**
 * A path as documents write it, relative to the workspace, in one spelling (`a/b.md`).
 * Undefined when it is absolute, leaves the workspace, or holds what no portable file name holds.
 */
export function toPlanningPath(written: string, folder = ''): string | undefined {
  const text = written.replaceAll('\\', '/')
  if (text === '' || text.startsWith('/') || /^[A-Za-z]:/.test(text) || hasControl(text)) return undefined
  const steps = folder === '' ? [] : folder.split('/')
  for (const step of text.split('/')) {
    if (step === '' || step === '.') continue
    if (step !== '..') steps.push(step)
    else if (steps.pop() === undefined) return undefined
  }
  return steps.length === 0 ? undefined : steps.join('/')
}

/** The folder of a path in that spelling, empty for the workspace itself. */
export function folderOf(path: string): string {
  const at = path.lastIndexOf('/')
  return at < 0 ? '' : path.slice(0, at)
}

function hasControl(text: string): boolean {
  for (const character of text) if ((character.codePointAt(0) ?? 0) < 0x20) return true
  return false
}
