// Promises: messages of a running engine one by one, and ours to it, as lines of JSON.
// Must not: keep what it has read, throw for what the engine prints, or fail when the engine is gone.
// Called by: adapters that talk to their engine.
import { MAX_LINE_BYTES, readJsonLine } from './json-line.ts'
import type { JsonObject } from './line-normaliser.ts'
import type { EngineProcess } from './port.ts'

export interface JsonTalk {
  /** Lines that are JSON objects; others are none of this conversation. Ends with the engine's output. */
  readonly messages: AsyncIterable<JsonObject>
  send(message: JsonObject): void
  /** Nothing more will be sent. */
  end(): void
}

export function openJsonTalk({ stdin, stdout }: Pick<EngineProcess, 'stdin' | 'stdout'>): JsonTalk {
  const usable = () => stdin.writable && !stdin.writableEnded && !stdin.destroyed
  return {
    messages: readMessages(stdout.iterator({ destroyOnReturn: false })),
    send(message) {
      if (usable()) stdin.write(`${JSON.stringify(message)}\n`)
    },
    end() {
      if (usable()) stdin.end()
    },
  }
}

/** Acts once the run is to stop, at once when it is stopping already. */
export function whenStopping({ stopping }: Pick<EngineProcess, 'stopping'>, act: () => void): void {
  if (stopping.aborted) act()
  else stopping.addEventListener('abort', act, { once: true })
}

async function* readMessages(stdout: AsyncIterable<Uint8Array>): AsyncGenerator<JsonObject> {
  let held: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of stdout) {
    let start = 0
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
      bytes += at - start
      const line = bytes <= MAX_LINE_BYTES ? Buffer.concat([...held, chunk.subarray(start, at)]) : null
      held = []
      bytes = 0
      start = at + 1
      const read = line === null ? null : readJsonLine(line)
      if (read?.ok) yield read.value
    }
    bytes += chunk.length - start
    if (bytes <= MAX_LINE_BYTES) held.push(chunk.subarray(start))
    else held = []
  }
}
