import { LIMITS } from './limits.ts'

/** Lines without their newlines; what follows the last newline is a line of its own. Views, no copies. */
export function toLines(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(0x0a); end !== -1; end = bytes.indexOf(0x0a, start)) {
    lines.push(bytes.subarray(start, end))
    start = end + 1
  }
  if (start < bytes.length) lines.push(bytes.subarray(start))
  return lines
}

export function endsWithNewline(bytes: Uint8Array): boolean {
  return bytes.length === 0 || bytes[bytes.length - 1] === 0x0a
}

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Text of a line, or undefined when it is too long or not UTF-8. */
export function toText(line: Uint8Array): string | undefined {
  if (line.length > LIMITS.lineBytes) return undefined
  try {
    return UTF8.decode(line)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}
