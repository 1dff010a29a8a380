import type { Readable } from 'node:stream'

/** Short lines of a trusted peer, one at a time. */
export interface LineReader {
  /** Null at the end of the stream, and for ever after a line that is too long. */
  next(): Promise<string | null>
  close(): void
}

const MAX_LINE = 4_096

export function createLineReader(stream: Readable): LineReader {
  const lines: string[] = []
  const waiting: Array<(line: string | null) => void> = []
  let rest = ''
  let closed = false
  const close = (): void => {
    closed = true
    for (const resolve of waiting.splice(0)) resolve(null)
  }
  stream.setEncoding('utf8')
  stream.on('data', (text: string) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    for (const line of parts) {
      const resolve = waiting.shift()
      if (resolve === undefined) lines.push(line)
      else resolve(line)
    }
    if (rest.length > MAX_LINE) stream.destroy()
  })
  stream.on('close', close)
  stream.on('end', close)
  return {
    next() {
      const line = lines.shift()
      if (line !== undefined || closed) return Promise.resolve(line ?? null)
      return new Promise((resolve) => {
        waiting.push(resolve)
      })
    },
    close() {
      close()
      stream.destroy()
    },
  }
}
