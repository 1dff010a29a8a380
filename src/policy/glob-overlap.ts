/**
 * Whether some path could match both globs. Errs on the side of yes: a risk rule that might apply does.
 * `**` stands for any number of folders; in a name, whatever is not plain text might be anything.
 */
export function mayOverlap(a: string, b: string): boolean {
  const known = answers.get(a)
  const before = known?.get(b)
  if (before !== undefined) return before
  const answer = segmentsOverlap(toSegments(a), toSegments(b))
  if (answers.size >= KEPT || (known?.size ?? 0) >= KEPT) answers.clear()
  const kept = answers.get(a) ?? new Map<string, boolean>()
  answers.set(a, kept.set(b, answer))
  return answer
}

/** Answers by both globs: policies ask the same of every task. */
const answers = new Map<string, Map<string, boolean>>()

const splits = new Map<string, readonly string[]>()
const KEPT = 10_000

function toSegments(glob: string): readonly string[] {
  const known = splits.get(glob)
  if (known !== undefined) return known
  // Braces may hold slashes: everything from the first on might be anything.
  const brace = glob.search(/[{(!]/)
  const plain = brace < 0 ? glob : `${glob.slice(0, Math.max(0, glob.lastIndexOf('/', brace) + 1))}**`
  const segments = plain.split('/').filter((part) => part !== '' && part !== '.')
  if (splits.size >= KEPT) splits.clear()
  splits.set(glob, segments)
  return segments
}

function segmentsOverlap(a: readonly string[], b: readonly string[]): boolean {
  // reachable[j]: the first i parts of `a` and the first j of `b` can stand for the same folders.
  let reachable = Array.from({ length: b.length + 1 }, (_, j) => b.slice(0, j).every((part) => part === '**'))
  for (const part of a) {
    const next: boolean[] = [part === '**' && reachable[0] === true]
    for (let j = 1; j <= b.length; j += 1) {
      const other = b[j - 1] ?? ''
      next[j] =
        (part === '**' && (reachable[j] === true || next[j - 1] === true)) ||
        (other === '**' && (next[j - 1] === true || reachable[j] === true)) ||
        (reachable[j - 1] === true && (part === '**' || other === '**' || namesOverlap(part, other)))
    }
    reachable = next
  }
  return reachable[b.length] === true
}

const WILD = /[*?[\]\\+@]/

function namesOverlap(a: string, b: string): boolean {
  const wildA = WILD.test(a)
  const wildB = WILD.test(b)
  if (!wildA && !wildB) return a === b
  if (wildA && wildB) return true
  const [pattern, name] = wildA ? [a, b] : [b, a]
  const head = pattern.slice(0, pattern.search(WILD))
  const tail = /[*?]([^*?[\]\\+@]*)$/.exec(pattern)?.[1] ?? ''
  return name.startsWith(head) && name.endsWith(tail)
}
