// Promises: the output of a process, cut at a number of bytes that stdout and stderr share, with backpressure.
// Must not: look into the bytes, or keep more of them than the reader has asked for. Called by: the backends of this room.
import { Readable } from 'node:stream'

export interface MeterOptions {
  /** Bytes that stdout and stderr may have together. */
  readonly outputBytes: number
  /** Called once, when a byte more than that arrives. */
  readonly onLimit: () => void
  readonly now: () => number
}

export interface MeteredOutput {
  readonly stdout: Readable
  readonly stderr: Readable
  /** When the last byte came, in ms of the monotonic clock. */
  lastByteAt(): number
  /** The reader is slower than the process: what looks like silence is ours. */
  waiting(): boolean
  /** Ends both streams once what is in the pipes is read, or after `ms` if someone keeps them open. */
  close(ms: number): void
}

/** Wraps both streams of a process. */
export function createMeteredOutput(
  sources: { stdout: Readable; stderr: Readable },
  options: MeterOptions,
): MeteredOutput {
  let left = options.outputBytes
  let limited = false
  let lastByteAt = options.now()
  const pumps = [toPump(sources.stdout), toPump(sources.stderr)] as const

  function toPump(source: Readable) {
    // Paused until the reader asks.
    let full = true
    let ended = false
    const out = new Readable({
      read() {
        full = false
        source.resume()
      },
    })
    const end = (): void => {
      if (ended) return
      ended = true
      full = false
      out.push(null)
    }
    source.on('data', (chunk: Buffer) => {
      lastByteAt = options.now()
      if (ended) return
      const part = chunk.subarray(0, left)
      left -= part.length
      if (part.length > 0 && !out.push(part)) {
        full = true
        source.pause()
      }
      if (part.length < chunk.length) reachLimit()
    })
    source.on('end', end)
    source.on('close', end)
    source.pause()
    return { source, out, end, isFull: () => full }
  }

  function reachLimit(): void {
    if (limited) return
    limited = true
    for (const pump of pumps) {
      pump.end()
      // What still comes is thrown away, so that nothing blocks on a full pipe while it is being killed.
      pump.source.resume()
    }
    options.onLimit()
  }

  return {
    stdout: pumps[0].out,
    stderr: pumps[1].out,
    lastByteAt: () => lastByteAt,
    waiting: () => pumps.some((pump) => pump.isFull()),
    close(ms) {
      const stop = setTimeout(() => {
        for (const pump of pumps) if (!pump.isFull()) pump.source.destroy()
      }, ms)
      let open = pumps.length
      for (const pump of pumps) {
        pump.out.once('end', () => {
          open -= 1
          if (open === 0) clearTimeout(stop)
        })
      }
      stop.unref()
    },
  }
}
