import { fromPathText, toPathText } from '../kernel/path-text.ts'

/** What a patch adds to one file. */
export interface AddedContent {
  /** As the facts spell it. */
  readonly path: string
  /** Mode after the patch; null where the patch does not say. */
  mode: string | null
  /** Added lines, decoded as UTF-8 with U+FFFD for what is none, and their numbers in the new file. */
  readonly lines: { readonly number: number; readonly text: string }[]
  /** Bytes of the added lines, or of the binary content. */
  bytes: number
  binary: boolean
}

const HUNK = /^@@ -\d+(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

/**
 * Reads `git diff --binary --full-index --no-renames`. Lines of a hunk are counted, so that no content is ever taken for
 * a header. @returns null when the bytes are not such a patch
 */
export function readAddedContent(patch: Uint8Array): AddedContent[] | null {
  const lines = toLines(patch)
  const files: AddedContent[] = []
  let file: AddedContent | undefined
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line.startsWith('diff --git ')) {
      const path = pathOf(line.slice('diff --git '.length))
      if (path === null) return null
      file = { path, mode: null, lines: [], bytes: 0, binary: false }
      files.push(file)
      continue
    }
    if (file === undefined) return null
    const mode = /^(?:new mode|new file mode) ([0-7]{6})$/.exec(line) ?? /^index \S+ ([0-7]{6})$/.exec(line)
    if (mode !== null) file.mode = mode[1] ?? null
    const literal = /^literal (\d+)$/.exec(line)
    if (line === 'GIT binary patch') {
      file.binary = true
    } else if (literal !== null && file.binary && file.bytes === 0) {
      // The first of the two contents is the new one.
      file.bytes = Number(literal[1])
    } else if (HUNK.test(line)) {
      at = readHunk(lines, at, file)
      if (at < 0) return null
    }
  }
  return files
}

/** Returns the index of the hunk's last line, or -1 when the patch ends within it. */
function readHunk(lines: readonly string[], start: number, file: AddedContent): number {
  const [, deleted, first, added] = HUNK.exec(lines[start] ?? '') ?? []
  let minus = Number(deleted ?? 1)
  let plus = Number(added ?? 1)
  let number = Number(first)
  let at = start
  while (minus > 0 || plus > 0) {
    at += 1
    const line = lines[at]
    if (line === undefined) return -1
    const sign = line[0]
    if (sign === '-' || sign === ' ') minus -= 1
    if (sign === '+' || sign === ' ') plus -= 1
    if (sign === '+') {
      const bytes = Buffer.from(line.slice(1), 'latin1')
      file.lines.push({ number, text: utf8.decode(bytes) })
      file.bytes += bytes.length + 1
    }
    if (sign === '+' || sign === ' ') number += 1
    if (sign !== '+' && sign !== '-' && sign !== ' ' && sign !== '\\') return -1
  }
  return at
}

/** One character a byte. */
function toLines(patch: Uint8Array): string[] {
  const text = Buffer.from(patch.buffer, patch.byteOffset, patch.byteLength).toString('latin1')
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

const QUOTED = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/

/** Two names of which the second repeats the first, with `a/` and `b/` before them. */
function pathOf(names: string): string | null {
  const quoted = QUOTED.exec(names)
  if (quoted !== null) {
    const bytes = fromPathText(`"${(quoted[2] ?? '').slice(1).replace(/^b\//, '')}`)
    return bytes === undefined ? null : toPathText(bytes)
  }
  const name = names.slice((names.length - 1) / 2 + 1)
  return name.startsWith('b/') ? toPathText(Buffer.from(name.slice(2), 'latin1')) : null
}
