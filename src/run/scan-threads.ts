// Promises: the claims of many planning documents, looked for on several processors at once; the same as on one.
// Must not: be used for a few documents: a thread takes longer to start than these to judge. Called by: run/validate-planning.ts.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { Names } from '../planning/claims/normalise.ts'
import type { Scan } from '../planning/claims/scan-claims.ts'

/** Less than this is judged before a thread has started, or a memory is read. */
const MANY_BYTES = 1 << 20
const MOST_THREADS = 3

export interface ScanElsewhere {
  /** The documents that are not to be scanned here. */
  readonly paths: ReadonlySet<string>
  readonly scans: Promise<ReadonlyMap<string, Scan>>
}

/** What a thread is given and answers. */
export interface ScanRequest {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly names: Names
}

/**
 * Starts threads that scan their share of the Markdown files; the caller scans the rest meanwhile.
 * @param processors how many there are; with one, and for few bytes, nothing is given away
 */
export function scanElsewhere(
  files: ReadonlyMap<string, Uint8Array>,
  names: Names,
  processors = availableParallelism(),
): ScanElsewhere {
  const documents = documentsOf(files)
  const threads = isMuch(files) ? Math.min(MOST_THREADS, processors - 1) : 0
  const shares = Array.from({ length: threads }, () => new Map<string, Uint8Array>())
  // Every share has files of all folders, since files of one folder are alike. The last share is the caller's own.
  for (const [at, [path, content]] of documents.entries()) shares[at % (threads + 1)]?.set(path, content)
  return {
    paths: new Set(shares.flatMap((share) => [...share.keys()])),
    scans: Promise.all(shares.map((share) => scanInThread({ files: share, names }))).then(
      (answers) => new Map(answers.flatMap((scans) => [...scans])),
    ),
  }
}

/** Whether the Markdown files are so many that scanning them here and now would be waited for. */
export function isMuch(files: ReadonlyMap<string, Uint8Array>): boolean {
  return documentsOf(files).reduce((sum, [, { byteLength }]) => sum + byteLength, 0) >= MANY_BYTES
}

function documentsOf(files: ReadonlyMap<string, Uint8Array>): readonly (readonly [string, Uint8Array])[] {
  return [...files].filter(([path]) => path.endsWith('.md'))
}

function scanInThread(request: ScanRequest): Promise<ReadonlyMap<string, Scan>> {
  // The sources run as they are; the bundled program has the same file beside its chunks.
  const file = import.meta.url.endsWith('.ts') ? './scan-thread-main.ts' : '../scan-thread.js'
  const worker = new Worker(new URL(file, import.meta.url), { workerData: request })
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
    worker.once('exit', () => reject(new Error('the thread that scans documents ended without an answer')))
  })
}
