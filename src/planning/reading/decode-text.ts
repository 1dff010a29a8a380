/** Why a file could not be read as text, with the line where that is known. */
export interface ReadProblem {
  readonly line: number
  readonly message: string
  readonly fix: string
}

export type Decoded =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly problem: ReadProblem }

/** A planning document is written by people: more bytes than this are no document. */
export const MAX_DOCUMENT_BYTES = 2 * 1024 * 1024

/** Bytes to text: strict UTF-8, byte order mark taken off, line ends as `\n`. Line numbers stay those of the file. */
export function decodeText(bytes: Uint8Array, maxBytes: number = MAX_DOCUMENT_BYTES): Decoded {
  if (bytes.byteLength > maxBytes) {
    return no(1, `the file has ${bytes.byteLength} bytes; at most ${maxBytes} are read`, 'split the document')
  }
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return no(lineOfFirstBadByte(bytes), 'the file is not UTF-8', 'save the file as UTF-8')
  }
  const plain = text.replace(/\r\n?/g, '\n')
  const nul = plain.indexOf('\0')
  if (nul >= 0) return no(lineAt(plain, nul), 'the file holds a NUL character', 'save the file as plain text')
  return { ok: true, text: plain }
}

/** The line, from 1, of an offset in text with `\n` line ends. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

function no(line: number, message: string, fix: string): Decoded {
  return { ok: false, problem: { line, message, fix } }
}

/** The longest prefix of whole lines that decodes ends before the bad byte's line. */
function lineOfFirstBadByte(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let line = 1
  for (let from = 0; from < bytes.length; line += 1) {
    const end = bytes.indexOf(0x0a, from)
    const to = end < 0 ? bytes.length : end + 1
    try {
      decoder.decode(bytes.subarray(from, to))
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      return line
    }
    from = to
  }
  return 1
}
