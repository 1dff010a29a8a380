import { Worker } from 'node:worker_threads'

/** One file of a digest thread, already open: threads of a process share its descriptors. */
export interface OpenFile {
  readonly fd: number
  readonly bytes: number
}

/**
 * Digests files one after another in a thread of its own.
 * @returns lower-case hex SHA-256 for each file, or the message of the error that its reading gave
 */
export function digestInThread(
  files: readonly OpenFile[],
): Promise<readonly { readonly sha256: string | null; readonly why: string }[]> {
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(THREAD)}`), {
    workerData: files,
  })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the digest thread ended without an answer')))
  })
}

/**
 * What the thread runs. It travels as text, so that the bundled program needs no second file beside it. It reads no
 * further than the size that was listed, so that a growing file can't hold it up.
 */
const THREAD = `
import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'

const buffer = Buffer.allocUnsafeSlow(256 * 1024)
const answers = workerData.map(({ fd, bytes }) => {
  const hash = createHash('sha256')
  try {
    for (let position = 0; position <= bytes; ) {
      const count = readSync(fd, buffer, 0, buffer.length, position)
      if (count === 0) break
      hash.update(buffer.subarray(0, count))
      position += count
    }
    return { sha256: hash.digest('hex'), why: '' }
  } catch (error) {
    return { sha256: null, why: String(error) }
  }
})
parentPort.postMessage(answers)
`
