import { fromPathText, toPathText } from '../kernel/path-text.ts'

/** One file of a patch, as its headers and hunks say. A mode is `null` where the patch says nothing. */
export interface PatchFile {
  /** As facts spell it. */
  readonly path: string
  /** `000000` where there is no file. */
  readonly oldMode: string | null
  readonly newMode: string | null
  /** Null where there is no file; both null where the mode alone changes. */
  readonly before: string | null
  readonly after: string | null
  added: number
  deleted: number
  binary: boolean
}

export type PatchReading =
  | { readonly ok: true; readonly files: readonly PatchFile[] }
  | { readonly ok: false; readonly line: number; readonly why: string }

export const NO_MODE = '000000'
const HUNK = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/
const INDEX = /^index ([0-9a-f]{40}|[0-9a-f]{64})\.\.([0-9a-f]{40}|[0-9a-f]{64})(?: ([0-7]{6}))?$/
/** A line of base-85 data as git writes it: it can be no header. */
const DATA = /^[A-Za-z](?:[0-9A-Za-z!#$%&()*+;<=>?@^_`{|}~-]{5})+$/

/**
 * Reads a patch as `git diff --binary --full-index --no-renames` writes it, line by line, so that no content of a
 * hunk is ever taken for a header. Anything else in it is a reason to refuse it: `git apply` skips what it does not know
 * and believes the names before a change rather than those of the header, so a patch that is read more kindly could change
 * files that were never seen.
 */
export function readPatchFiles(patch: Uint8Array): PatchReading {
  const lines = new PatchLines(patch)
  const files: PatchFile[] = []
  for (let line = lines.peek(); line !== undefined; line = lines.peek()) {
    const names = line.startsWith(HEADER) ? toNames(line.slice(HEADER.length)) : undefined
    if (names === undefined) return lines.refused('it is no header of a file')
    lines.skip()
    const file = readHeaders(lines, names.path)
    if (typeof file === 'string') return lines.refused(file)
    const why = readContent(lines, file, names)
    if (why !== undefined) return lines.refused(why)
    files.push(file)
  }
  return { ok: true, files }
}

const HEADER = 'diff --git '

/** Lines of a patch as Latin-1, so that each byte is one character. */
class PatchLines {
  #taken = 0
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  /** First bytes of the next line, or undefined at the end; the line is not taken. */
  peek(): string | undefined {
    if (this.#at >= this.#bytes.length) return undefined
    return this.#bytes.toString('latin1', this.#at, Math.min(this.#end(), this.#at + MAX_HEADER))
  }

  /** Takes the next line when it is of this form. */
  take(form: RegExp): RegExpExecArray | null {
    const match = form.exec(this.peek() ?? '')
    if (match !== null) this.skip()
    return match
  }

  /** Takes the next line when it is this one; says whether it was. */
  takeText(text: string): boolean {
    const taken = this.peek() === text
    if (taken) this.skip()
    return taken
  }

  skip(): void {
    this.#at = this.#end() + 1
    this.#taken += 1
  }

  /** Why the next line can not be there. */
  refused(why: string): PatchReading {
    return { ok: false, line: this.#taken + 1, why }
  }

  #end(): number {
    const end = this.#bytes.indexOf(0x0a, this.#at)
    return end === -1 ? this.#bytes.length : end
  }
}

/** Two quoted paths of 4096 bytes, each byte as four characters, and what stands around them. */
const MAX_HEADER = 40_000

interface Names {
  readonly path: string
  /** As the header spells them, quotes included. */
  readonly old: string
  readonly new: string
}

/** Two names of which the second repeats the first, with `a/` and `b/` before them, both in quotes or neither. */
function toNames(names: string): Names | undefined {
  const half = (names.length - 1) / 2
  const left = names.slice(0, half)
  const path = pathOf(left)
  if (path === undefined || names !== `${left} ${left.replace('a/', 'b/')}`) return undefined
  // Git takes several slashes for one.
  if (path.split('/').includes('')) return undefined
  return { path: toPathText(Buffer.from(path, 'latin1')), old: left, new: names.slice(half + 1) }
}

/** What git would write otherwise is refused: it ends a name at a tab and at a null byte, and would change another file. */
function pathOf(name: string): string | undefined {
  if (name.startsWith('a/')) return CONTROL.test(name) ? undefined : name.slice(2)
  if (!/^"a\/[ -~]*$/.test(name)) return undefined
  const path = Buffer.from(fromPathText(name) ?? [])
  return path.includes(0) ? undefined : path.toString('latin1', 2)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: git quotes names that hold any of these.
const CONTROL = /[\x00-\x1f\x7f"\\]/

/** The file that the headers speak of, or what is wrong with them. */
function readHeaders(lines: PatchLines, path: string): PatchFile | string {
  const [old, now, fresh, gone] = ['old', 'new', 'new file', 'deleted file'].map(
    (kind) => lines.take(new RegExp(`^${kind} mode ([0-7]{6})$`))?.[1],
  )
  const [, from, to, mode] = lines.take(INDEX) ?? []
  const file: PatchFile = {
    path,
    oldMode: fresh === undefined ? (old ?? gone ?? mode ?? null) : NO_MODE,
    newMode: gone === undefined ? (now ?? fresh ?? mode ?? null) : NO_MODE,
    before: toBlob(from),
    after: toBlob(to),
    added: 0,
    deleted: 0,
    binary: false,
  }
  if (from === undefined) {
    const isOfMode = old !== undefined && now !== undefined && fresh === undefined && gone === undefined
    return isOfMode ? file : 'it names no blobs, and is no change of a mode'
  }
  const agrees =
    (file.before === null) === (fresh !== undefined) && (file.after === null) === (gone !== undefined)
  if (!agrees || (fresh !== undefined && gone !== undefined))
    return 'its blobs are not those of a file that is new, deleted or changed, as it says'
  return file
}

function toBlob(id: string | undefined): string | null {
  return id === undefined || /^0+$/.test(id) ? null : id
}

function readContent(lines: PatchLines, file: PatchFile, names: Names): string | undefined {
  const line = lines.peek()
  if (line === undefined || line.startsWith(HEADER)) {
    // Only an empty file comes or goes without content.
    return file.before !== null && file.after !== null ? 'its content is missing' : undefined
  }
  if (file.before === null && file.after === null) return 'it changes content, and names no blobs'
  if (lines.take(/^GIT binary patch$/) !== null) return readBinary(lines, file)
  if (!lines.takeText(`--- ${sideOf(file.oldMode, names.old)}`)) return 'it is not the name of the old side'
  if (!lines.takeText(`+++ ${sideOf(file.newMode, names.new)}`)) return 'it is not the name of the new side'
  do {
    const why = readHunk(lines, file)
    if (why !== undefined) return why
  } while (lines.peek()?.startsWith(HEADER) === false)
  return undefined
}

/** Git ends a name that holds a space with a tab. */
function sideOf(mode: string | null, name: string): string {
  return mode === NO_MODE ? '/dev/null' : name.includes(' ') ? `${name}\t` : name
}

/** The new content, then the old one; each ends with an empty line. */
function readBinary(lines: PatchLines, file: PatchFile): string | undefined {
  file.binary = true
  for (const side of ['new', 'old']) {
    if (lines.take(/^(?:literal|delta) \d+$/) === null) return `the ${side} content is missing`
    while (lines.take(DATA) !== null);
    if (!lines.takeText('')) return 'it is no line of binary content'
  }
  return undefined
}

function readHunk(lines: PatchLines, file: PatchFile): string | undefined {
  const counts = lines.take(HUNK)
  if (counts === null) return 'it is no hunk'
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
