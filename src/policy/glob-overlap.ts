/** A glob, taken apart once for many comparisons. */
export type Glob = readonly GlobPart[]

/** One name of a path, plain or as a pattern of which only its plain ends are known; null for any number of folders. */
type GlobPart = Name | null
type Name = string | Pattern
interface Pattern {
  readonly head: string
  readonly tail: string
}

/** Any number of folders. */
const FOLDERS = null
const WILD = /[*?[\]\\+@]/

/** `**` stands for any number of folders; in a name, whatever is not plain text might be anything. */
export function parseGlob(glob: string): Glob {
  // Braces may hold slashes: everything from the first on might be anything.
  const brace = glob.search(/[{(!]/)
  const plain = brace < 0 ? glob : `${glob.slice(0, Math.max(0, glob.lastIndexOf('/', brace) + 1))}**`
  return plain
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .map(toPart)
}

function isName(part: GlobPart | undefined): part is Name {
  return part !== undefined && part !== FOLDERS
}

function namesOverlap(a: Name, b: Name): boolean {
  if (typeof a === 'string') return typeof b === 'string' ? a === b : mayBeNamed(b, a)
  return typeof b === 'string' ? mayBeNamed(a, b) : true
}

function mayBeNamed({ head, tail }: Pattern, name: string): boolean {
  return name.startsWith(head) && name.endsWith(tail)
}

function toPart(text: string): GlobPart {
  if (text === '**') return FOLDERS
  const wild = text.search(WILD)
  if (wild < 0) return text
  const tail = /[*?]([^*?[\]\\+@]*)$/.exec(text)?.[1] ?? ''
  return { head: text.slice(0, wild), tail }
}

/** Whether some path could match both globs. Errs on the side of yes: a risk rule that might apply does. */
export function mayOverlap(a: Glob, b: Glob): boolean {
  // Up to the first `**` of either, and from the last of either on, names stand beside names.
  let start = 0
  for (; ; start += 1) {
    const [one, other] = [a[start], b[start]]
    if (!isName(one) || !isName(other)) break
    if (!namesOverlap(one, other)) return false
  }
  let [endA, endB] = [a.length, b.length]
  for (; endA > start && endB > start; endA -= 1, endB -= 1) {
    const [one, other] = [a[endA - 1], b[endB - 1]]
    if (!isName(one) || !isName(other)) break
    if (!namesOverlap(one, other)) return false
  }
  return restsOverlap(a, b, start, endA, endB)
}

/** The same for what is left of both, where names no longer stand beside names. */
function restsOverlap(a: Glob, b: Glob, start: number, endA: number, endB: number): boolean {
  // `**/x` and `y/**` both match `y/x`.
  if (endA > start && endB > start) {
    if (a[start] === FOLDERS && b[endB - 1] === FOLDERS) return true
    if (b[start] === FOLDERS && a[endA - 1] === FOLDERS) return true
  }
  // reachable[j]: the first parts of `a` and the first j of `b` can stand for the same folders.
  let reachable = [true]
  for (let j = start; j < endB; j += 1) reachable.push(reachable.at(-1) === true && b[j] === FOLDERS)
  for (let i = start; i < endA; i += 1) {
    const part = a[i]
    const next = [part === FOLDERS && reachable[0] === true]
    for (let j = 1; j < reachable.length; j += 1) {
      const other = b[start + j - 1]
      const beside = reachable[j - 1] === true
      next[j] =
        part === FOLDERS || other === FOLDERS
          ? beside || next[j - 1] === true || reachable[j] === true
          : beside && isName(part) && isName(other) && namesOverlap(part, other)
    }
    reachable = next
  }
  return reachable.at(-1) === true
}
