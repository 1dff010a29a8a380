import type { FileHandle } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import { HASH_BYTES, toLeafHash } from '../kernel/merkle.ts'
import { type LineBlock, readLineBlocks } from './log-file.ts'

/** Lines of a log, and what their leaf hashes will be. */
export interface HashedBlock {
  readonly block: LineBlock
  /** In the order of the lines. Settles while the caller does something else with them. */
  readonly leafHashes: Promise<readonly Uint8Array[]>
}

interface LeafHasher {
  hash(block: LineBlock): Promise<readonly Uint8Array[]>
  close(): Promise<void>
}

/** Shorter logs are hashed before a thread has started. */
const WORTH_A_THREAD = 16 << 20

/**
 * The first `limit` entries of a log, each block hashed on another thread while the one before it is looked at.
 * The bytes that are hashed are those that are handed out: the file is read once.
 */
export async function* readHashedBlocks(log: FileHandle, limit: number): AsyncGenerator<HashedBlock> {
  const hasher = (await log.stat()).size < WORTH_A_THREAD ? HERE : startThread()
  try {
    let ready: HashedBlock | undefined
    for await (const block of readLineBlocks(log, 0, limit)) {
      const leafHashes = hasher.hash(block)
      leafHashes.catch(() => undefined)
      if (ready !== undefined) yield ready
      ready = { block, leafHashes }
    }
    if (ready !== undefined) yield ready
  } finally {
    await hasher.close()
  }
}

const HERE: LeafHasher = {
  hash: async ({ lines }) => lines.map(toLeafHash),
  close: async () => undefined,
}

function startThread(): LeafHasher {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`))
  const waiting: PromiseWithResolvers<Uint8Array>[] = []
  worker.on('message', (hashes: Uint8Array) => waiting.shift()?.resolve(hashes))
  let ended: Error | undefined
  const fail = (error: Error): void => {
    ended ??= error
    for (const one of waiting.splice(0)) one.reject(error)
  }
  worker.on('error', fail)
  worker.on('exit', () => fail(new Error('the thread that hashes leaves has ended')))
  return {
    async hash({ bytes, lines }) {
      if (ended !== undefined) throw ended
      const answer = Promise.withResolvers<Uint8Array>()
      waiting.push(answer)
      const copy = Uint8Array.from(bytes)
      worker.postMessage(copy, [copy.buffer])
      const hashes = await answer.promise
      if (hashes.length !== lines.length * HASH_BYTES)
        throw new Error(`${lines.length} lines have ${hashes.length} bytes of leaf hashes`)
      return lines.map((_, nth) => hashes.subarray(nth * HASH_BYTES, (nth + 1) * HASH_BYTES))
    },
    async close() {
      await worker.terminate()
    },
  }
}

/**
 * What the thread runs: SHA-256 of a zero byte and each line, as toLeafHash does it. It travels as text, so that the
 * bundled program needs no second file beside it.
 */
const THREAD = `
import { hash } from 'node:crypto'
import { parentPort } from 'node:worker_threads'

const leaf = Buffer.alloc(1 << 16)
parentPort.on('message', (block) => {
  const lines = Buffer.from(block.buffer, block.byteOffset, block.byteLength)
  const hashes = []
  for (let from = 0, end = lines.indexOf(10); end !== -1; from = end + 1, end = lines.indexOf(10, from)) {
    const length = 1 + end - from
    const data = length <= leaf.length ? leaf.subarray(0, length) : Buffer.alloc(length)
    lines.copy(data, 1, from, end)
    hashes.push(hash('sha256', data, 'buffer'))
  }
  const all = new Uint8Array(Buffer.concat(hashes))
  parentPort.postMessage(all, [all.buffer])
})
`
