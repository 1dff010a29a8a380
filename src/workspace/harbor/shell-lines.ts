/** A line that is no comment and not empty, with what continues it joined. */
export interface ShellLine {
  /** From 1, of its beginning. */
  readonly line: number
  readonly text: string
}

/** Lines of a script or a Dockerfile. What stands in quotes over several lines is not understood as one. */
export function shellLines(text: string): readonly ShellLine[] {
  const lines: ShellLine[] = []
  let open: ShellLine | null = null
  text.split(/\r?\n/).forEach((raw, index) => {
    const trimmed = raw.trim()
    if (trimmed.startsWith('#') || (open === null && trimmed === '')) return
    const continues = trimmed.endsWith('\\')
    const part = continues ? trimmed.slice(0, -1).trim() : trimmed
    const joined: ShellLine =
      open === null ? { line: index + 1, text: part } : { ...open, text: `${open.text} ${part}`.trim() }
    open = continues ? joined : null
    if (!continues) lines.push(joined)
  })
  return open === null ? lines : [...lines, open]
}

/** Preparations that mean nothing outside a container: options of the shell, and the way into the work folder. */
export function isPreparation(text: string, workdir: string): boolean {
  if (/^set( [-+][eux]+| [-+][eux]*o pipefail)+$/.test(text)) return true
  return text === `cd ${workdir}` || text === `cd ${workdir}/` || text === `cd "${workdir}"`
}
