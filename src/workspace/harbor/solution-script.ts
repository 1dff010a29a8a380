import { isPreparation, shellLines } from './shell-lines.ts'

/** How a patch of the solution is found: a file beside solve.sh, or its text. */
export type Solution = { readonly file: string } | { readonly patch: string }

const OF_FILE = /^(?:patch -p1 (?:-i |< ?)|git apply )\/solution\/([\w.-]+)$/
const IN_PLACE = /^(?:patch -p1|git apply)(?: -)? ?<< ?(["'])(\w+)\1$/

/** The patch that `solution/solve.sh` applies, when that is all that it does; null when it can't be said as one. */
export function readSolutionScript(text: string, workdir: string): Solution | null {
  const raw = text.split(/\r?\n/)
  const start = raw.findIndex((line) => IN_PLACE.test(line.trim()))
  if (start !== -1) {
    const mark = IN_PLACE.exec((raw[start] ?? '').trim())?.[2] ?? ''
    const end = raw.indexOf(mark, start + 1)
    if (end === -1) return null
    const around = [...raw.slice(0, start), ...raw.slice(end + 1)].join('\n')
    const plain = shellLines(around).every((one) => isPreparation(one.text, workdir))
    return plain ? { patch: `${raw.slice(start + 1, end).join('\n')}\n` } : null
  }
  const rest = shellLines(text).filter((one) => !isPreparation(one.text, workdir))
  const file = rest.length === 1 ? OF_FILE.exec(rest[0]?.text ?? '')?.[1] : undefined
  return file === undefined ? null : { file }
}
