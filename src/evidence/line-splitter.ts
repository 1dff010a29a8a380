/** A line of a raw log. */
export interface RawLine {
  /** Without its newline. */
  readonly bytes: Buffer
  /** Of its first byte in the log. */
  readonly offset: number
  /** False for a last line that the stream ended in the middle of. */
  readonly terminated: boolean
  /** True when `bytes` is only the beginning of a line that is too long to hold. */
  readonly cut: boolean
}

export interface LineSplitter {
  push(chunk: Uint8Array): RawLine[]
  end(): RawLine[]
}

const NEWLINE = 0x0a

/** Cuts a stream of bytes, which must not be changed afterwards, into lines. Of a line longer than `maxBytes` the beginning comes, once, and the rest is skipped. */
export function createLineSplitter(maxBytes: number): LineSplitter {
  let parts: Buffer[] = []
  let length = 0
  let start = 0
  let skipping = false

  function take(terminated: boolean, cut: boolean): RawLine {
    const line = {
      bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts),
      offset: start,
      terminated,
      cut,
    }
    parts = []
    length = 0
    return line
  }

  return {
    push(chunk) {
      const lines: RawLine[] = []
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      let at = 0
      while (at < bytes.length) {
        const newline = bytes.indexOf(NEWLINE, at)
        const end = newline === -1 ? bytes.length : newline
        if (!skipping) {
          const part = bytes.subarray(at, Math.min(end, at + maxBytes - length))
          parts.push(part)
          length += part.length
          const isTooLong = part.length < end - at
          if (isTooLong || newline !== -1) {
            const line = take(!isTooLong, isTooLong)
            lines.push(line)
            start += line.bytes.length
            skipping = isTooLong
            if (isTooLong) start += end - at - part.length
          }
        } else start += end - at
        if (newline === -1) break
        start += 1
        skipping = false
        at = newline + 1
      }
      return lines
    },
    end() {
      if (length === 0) return []
      const line = take(false, false)
      start += line.bytes.length
      return [line]
    },
  }
}
