const QUOTE = 0x22
const BACKSLASH = 0x5c
const COMMA = 0x2c

/**
 * Whether JSON bytes are modest enough to be parsed: nested no deeper than `depth`, no more values than `values`.
 * Keeps hostile bytes from costing more memory than their size explains. Looks at what stands outside of strings.
 */
export function isModestJson(bytes: Uint8Array, depth: number, values: number): boolean {
  if (bytes.length <= values && hasFewBrackets(bytes, depth)) return true
  let open = 0
  let seen = 0
  let quoted = false
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index]
    if (quoted) {
      if (byte === BACKSLASH) index += 1
      else if (byte === QUOTE) quoted = false
      continue
    }
    if (byte === QUOTE) quoted = true
    else if (byte === COMMA) seen += 1
    else if (byte === 0x7b || byte === 0x5b) {
      open += 1
      seen += 1
    } else if (byte === 0x7d || byte === 0x5d) open -= 1
    if (open > depth || seen > values) return false
  }
  return true
}

/** Whether no more than `most` brackets are opened anywhere, strings included: then no nesting is deeper. */
function hasFewBrackets(bytes: Uint8Array, most: number): boolean {
  let count = 0
  for (const bracket of [0x7b, 0x5b]) {
    for (let at = bytes.indexOf(bracket); at !== -1; at = bytes.indexOf(bracket, at + 1)) {
      count += 1
      if (count > most) return false
    }
  }
  return true
}
