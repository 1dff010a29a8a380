// Promises: what people read and what programs read never mix: with --json, stdout holds one JSON document and
// nothing else. Must not: decide anything, or fail because the reader went away. Called by: cli/main.ts, commands.
import type { Writable } from 'node:stream'
import { ProctorError } from '../kernel/proctor-error.ts'

export interface OutputSettings {
  readonly json: boolean
  readonly quiet: boolean
  readonly color: boolean
  /** stderr is a terminal: a line of progress may be overwritten. */
  readonly live: boolean
}

type Styler = (text: string) => string

export interface Output {
  readonly settings: OutputSettings
  /** The answer, for people; shown with --quiet too. */
  answer(line: string): void
  /** Anything else that people may want to know. */
  say(line: string): void
  /** What goes on right now: one line that is overwritten on a terminal, plain lines otherwise. Always on stderr. */
  progress(line: string): void
  warn(line: string): void
  /** The one document of --json; without --json nothing is written. */
  document(value: unknown): void
  readonly documentWritten: boolean
  readonly style: {
    readonly good: Styler
    readonly bad: Styler
    readonly open: Styler
    readonly strong: Styler
    readonly dim: Styler
  }
}

/** Writes to two streams; a stream whose reader went away is left alone from then on. */
export function createOutput(stdout: Writable, stderr: Writable, settings: OutputSettings): Output {
  const out = createLineWriter(stdout)
  const err = createLineWriter(stderr)
  let progressShown = false
  let documentWritten = false
  const people = settings.json ? err : out
  const clear = (): void => {
    if (progressShown) err('\r\u001b[2K')
    progressShown = false
  }
  const paint =
    (code: number): Styler =>
    (text) =>
      settings.color ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    settings,
    answer(line) {
      clear()
      people(`${line}\n`)
    },
    say(line) {
      if (settings.quiet) return
      clear()
      people(`${line}\n`)
    },
    progress(line) {
      if (settings.quiet) return
      clear()
      err(settings.live ? line : `${line}\n`)
      progressShown = settings.live
    },
    warn(line) {
      clear()
      err(`${line}\n`)
    },
    document(value) {
      if (!settings.json) return
      if (documentWritten) throw new ProctorError('bug', 'a command wrote two JSON documents')
      documentWritten = true
      clear()
      out(`${JSON.stringify(value)}\n`)
    },
    get documentWritten() {
      return documentWritten
    },
    style: { good: paint(32), bad: paint(31), open: paint(33), strong: paint(1), dim: paint(2) },
  }
}

const READER_GONE = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ECONNRESET', 'EIO'])

function createLineWriter(stream: Writable): (text: string) => void {
  let open = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false
    if (!READER_GONE.has(error.code ?? '')) throw error
  })
  return (text) => {
    if (open && !stream.destroyed) stream.write(text)
  }
}

/** Resolves when everything written so far has been handed to the system, or the reader is gone. */
export function flushed(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored !== null) return resolve()
    stream.write('', () => resolve())
  })
}

/** Whether colour is wanted: NO_COLOR and a dumb terminal forbid it, FORCE_COLOR asks for it. */
export function wantsColor(env: Readonly<Record<string, string | undefined>>, isTerminal: boolean): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0') return true
  return isTerminal && env.TERM !== 'dumb'
}
