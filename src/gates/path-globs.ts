import picomatch from 'picomatch'

/** `s`: a newline in a file name must not end a match. `debug`: a broken glob throws instead of matching nothing. */
const OPTIONS = { dot: true, nonegate: true, windows: false, flags: 's', debug: true } as const

export interface PathGlobs {
  /** First glob that matches the path, or undefined. */
  match(path: string): string | undefined
  /** First glob that matches the path or a folder that it lies in, or undefined. */
  matchWithin(path: string): string | undefined
}

/**
 * Globs over repository paths. `!` negates nothing: a glob only ever adds.
 * @param broken what a glob that can't be understood does: match every path, or none
 */
export function createPathGlobs(globs: readonly string[], broken: 'matches-all' | 'matches-none'): PathGlobs {
  const matchers = globs.map((glob) => ({ glob, matches: compile(glob, broken === 'matches-all') }))
  const match = (path: string) => matchers.find(({ matches }) => matches(path))?.glob
  return {
    match,
    matchWithin: (path) => {
      for (const folder of withParents(path)) {
        const glob = match(folder)
        if (glob !== undefined) return glob
      }
      return undefined
    },
  }
}

function compile(glob: string, whenBroken: boolean): (path: string) => boolean {
  try {
    const matcher = picomatch(glob.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, ''), OPTIONS)
    return (path) => matcher(path)
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return () => whenBroken
    throw error
  }
}

function withParents(path: string): string[] {
  const paths = [path]
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1))
    paths.push(path.slice(0, at))
  return paths
}

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13 }

/**
 * The name that a path text stands for. git's C-quoted form is undone, so that quoting a name is no way
 * around a glob; bytes that are not UTF-8 become U+FFFD.
 */
export function toPlainPath(path: string): string {
  if (path.length < 2 || !path.startsWith('"') || !path.endsWith('"')) return path
  const bytes: number[] = []
  for (const [part, octal, letter] of path.slice(1, -1).matchAll(/\\([0-7]{3})|\\(.)|[^\\]+/gsu)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 0xff)
    else if (letter !== undefined)
      bytes.push(...(letter in ESCAPES ? [ESCAPES[letter] ?? 0] : Buffer.from(letter)))
    else bytes.push(...Buffer.from(part))
  }
  return Buffer.from(bytes).toString('utf8')
}
