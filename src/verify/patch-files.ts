import { fromPathText } from '../kernel/path-text.ts'

/** One file of a patch, as its headers and hunks say. `null` where the patch says nothing. */
export interface PatchFile {
  /** Bytes of the path, one character a byte. */
  readonly path: string
  oldMode: string | null
  newMode: string | null
  before: string | null
  after: string | null
  /** The patch names both blobs. */
  hasIndex: boolean
  added: number
  deleted: number
  binary: boolean
}

export type PatchReading =
  | { readonly ok: true; readonly files: readonly PatchFile[] }
  | { readonly ok: false; readonly line: number; readonly why: string }

const NO_MODE = '000000'
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/
const INDEX = /^index ([0-9a-f]{40}|[0-9a-f]{64})\.\.([0-9a-f]{40}|[0-9a-f]{64})(?: ([0-7]{6}))?$/
const MODE = /^(old|new|new file|deleted file) mode ([0-7]{6})$/
/** Two quoted names, or two unquoted ones of which the second half repeats the first. */
const QUOTED_NAMES = /^("(?:[^"\\]|\\.)*") ("(?:[^"\\]|\\.)*")$/

/**
 * Reads a patch as `git diff --binary --full-index --no-renames` writes it, line by line, so that no content of a
 * hunk is ever taken for a header. Anything else in it is a reason to refuse it.
 */
export function readPatchFiles(patch: Uint8Array): PatchReading {
  const lines = new PatchLines(patch)
  const files: PatchFile[] = []
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const path = line.startsWith('diff --git ') ? toPath(line.slice('diff --git '.length)) : undefined
    if (path === undefined) return { ok: false, line: lines.count, why: 'it is no header of a file' }
    const file: PatchFile = {
      path,
      oldMode: null,
      newMode: null,
      before: null,
      after: null,
      hasIndex: false,
      added: 0,
      deleted: 0,
      binary: false,
    }
    const why = readHeaders(lines, file) ?? readContent(lines, file)
    if (why !== undefined) return { ok: false, line: lines.count + 1, why }
    files.push(file)
  }
  return { ok: true, files }
}

/** Lines of a patch as Latin-1, so that each byte is one character. */
class PatchLines {
  count = 0
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** First bytes of the next line; the line is not taken. */
  peek(): string | undefined {
    if (this.#at >= this.#bytes.length) return undefined
    return this.#bytes.toString('latin1', this.#at, Math.min(this.#end(), this.#at + MAX_HEADER))
  }

  next(): string | undefined {
    const line = this.peek()
    this.skip()
    return line
  }

  skip(): void {
    this.#at = this.#end() + 1
    this.count += 1
  }

  #end(): number {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    return end === -1 ? this.#bytes.length : end
  }
}

/** Two quoted paths of 4096 bytes, each byte as four characters, and what stands around them. */
const MAX_HEADER = 40_000

function toPath(names: string): string | undefined {
  const quoted = QUOTED_NAMES.exec(names)
  const half = (names.length - 1) / 2
  const [left, right] =
    quoted === null
      ? [names.slice(0, half), names.slice(half + 1)]
      : [unquote(quoted[1] ?? ''), unquote(quoted[2] ?? '')]
  if (!left.startsWith('a/') || !right.startsWith('b/') || left.slice(2) !== right.slice(2)) return undefined
  return left.slice(2)
}

function unquote(name: string): string {
  return Buffer.from(fromPathText(name) ?? []).toString('latin1')
}

function readHeaders(lines: PatchLines, file: PatchFile): string | undefined {
  for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
    const mode = MODE.exec(line)
    const index = INDEX.exec(line)
    if (mode !== null) setMode(file, mode[1] ?? '', mode[2] ?? '')
    else if (index !== null) {
      file.hasIndex = true
      file.before = toBlob(index[1])
      file.after = toBlob(index[2])
      file.oldMode ??= index[3] ?? null
      file.newMode ??= index[3] ?? null
    } else return undefined
    lines.skip()
  }
  return undefined
}

function setMode(file: PatchFile, kind: string, mode: string): void {
  if (kind === 'old' || kind === 'deleted file') file.oldMode = mode
  if (kind === 'new' || kind === 'new file') file.newMode = mode
  if (kind === 'new file') file.oldMode = NO_MODE
  if (kind === 'deleted file') file.newMode = NO_MODE
}

function toBlob(id: string | undefined): string | null {
  return id === undefined || /^0+$/.test(id) ? null : id
}

function readContent(lines: PatchLines, file: PatchFile): string | undefined {
  const line = lines.peek()
  if (line === undefined || line.startsWith('diff --git ')) return undefined
  if (line === 'GIT binary patch') {
    file.binary = true
    // No line of base-85 data holds a space.
    for (let next: string | undefined = line; next !== undefined && !next.startsWith('diff --git '); ) {
      lines.skip()
      next = lines.peek()
    }
    return undefined
  }
  if (!line.startsWith('--- ')) return 'it is neither a header nor the start of a change'
  lines.skip()
  if (lines.next()?.startsWith('+++ ') !== true) return 'the name of the new side is missing'
  for (let hunk = lines.peek(); hunk !== undefined && !hunk.startsWith('diff --git '); hunk = lines.peek()) {
    const why = readHunk(lines, file, hunk)
    if (why !== undefined) return why
  }
  return undefined
}

function readHunk(lines: PatchLines, file: PatchFile, header: string): string | undefined {
  const counts = HUNK.exec(header)
  if (counts === null) return 'it is no hunk'
  lines.skip()
  let left = Number(counts[1] ?? 1)
  let right = Number(counts[2] ?? 1)
  while (left > 0 || right > 0) {
    const sign = lines.peek()?.[0]
    if (sign === '-' || sign === ' ') left -= 1
    if (sign === '+' || sign === ' ') right -= 1
    if (sign === '-') file.deleted += 1
    else if (sign === '+') file.added += 1
    else if (sign !== ' ' && sign !== '\\') return 'a hunk is cut off'
    if (left < 0 || right < 0) return 'a hunk is longer than it says'
    lines.skip()
  }
  if (lines.peek()?.startsWith('\\') === true) lines.skip()
  return undefined
}
