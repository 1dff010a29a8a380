import picomatch from 'picomatch'
import { fromPathText } from '../kernel/path-text.ts'

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

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * The name that a path text stands for, with git's quoting undone, so that quoting a name is no way around a
 * glob; bytes that are not UTF-8 become U+FFFD. Undefined when the text is no path's.
 */
export function toPlainPath(path: string): string | undefined {
  const bytes = fromPathText(path)
  return bytes === undefined ? undefined : utf8.decode(bytes)
}
