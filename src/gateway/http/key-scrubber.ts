const MASK = Buffer.from('[key removed]')

/** Takes the key out of an answer that repeats it, whatever chunks it comes in. */
export interface KeyScrubber {
  /** What may be passed on. The last bytes are held back only while they may be the start of the key. */
  push(chunk: Uint8Array): Buffer
  end(): Buffer
}

export function createKeyScrubber(key: string): KeyScrubber {
  const secret = Buffer.from(key)
  let held: Buffer = Buffer.alloc(0)
  return {
    push(chunk) {
      if (secret.length === 0) return Buffer.from(chunk)
      const data = Buffer.concat([held, chunk])
      const parts: Buffer[] = []
      let start = 0
      for (let at = data.indexOf(secret); at >= 0; at = data.indexOf(secret, start)) {
        parts.push(data.subarray(start, at), MASK)
        start = at + secret.length
      }
      const keep = overlap(data.subarray(start), secret)
      parts.push(data.subarray(start, data.length - keep))
      held = data.subarray(data.length - keep)
      return Buffer.concat(parts)
    },
    end() {
      const last = held
      held = Buffer.alloc(0)
      return last
    },
  }
}

/** Length of the longest end of `data` that is a start of `secret`, the whole secret left out. */
function overlap(data: Buffer, secret: Buffer): number {
  for (let length = Math.min(data.length, secret.length - 1); length > 0; length -= 1) {
    if (data.subarray(data.length - length).equals(secret.subarray(0, length))) return length
  }
  return 0
}
