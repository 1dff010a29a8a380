// Promises: the unsealed folder of one run, and the digest of every file in it.
// Must not: write outside that folder, or take links and special files for evidence. Called by: run/ and seal.ts.
import { dirname, join } from 'node:path'
import type { EventData } from '../contract/event.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type FilesPort, nodeFiles } from './files-port.ts'
import { toMediaType } from './media-types.ts'
import { writeStep } from './write-failure.ts'

/** A file of the bundle that is closed: what the event `artifact.written` says of it. */
export type Artifact = EventData<'artifact.written'>

export interface BundleWriter {
  readonly runId: string
  /** `<work>/<runId>/bundle` */
  readonly folder: string
  /** `<runs>/<runId>`: where the sealed bundle will be. */
  readonly sealedFolder: string
  readonly files: FilesPort
  /** Absolute path of a file of the bundle, its folder made. @throws ProctorError unsafe_path */
  place(path: string): Promise<string>
  /** Writes a whole new file; the disk is waited for at the seal. */
  write(path: string, content: string | Uint8Array): Promise<Artifact>
  /** Says what a file holds whose digest was taken while it was written, so that it is not read again. */
  record(path: string, written: { readonly bytes: number; readonly sha256: string }): void
  /**
   * Everything in the folder now but the files named (those still open), sorted by path (UTF-16 code units).
   * @throws ProctorError evidence_write for anything that is no plain file or folder, or whose size is not the recorded one
   */
  artifacts(open?: readonly string[]): Promise<Artifact[]>
}

export interface BundleOptions {
  readonly runId: string
  /** `.proctor/work` */
  readonly work: string
  /** `.proctor/runs`, on the same file system */
  readonly runs: string
  readonly files?: FilesPort
}

const SAFE_PATH = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/

export async function createBundle(options: BundleOptions): Promise<BundleWriter> {
  const { runId, files = nodeFiles } = options
  const folder = join(options.work, runId, 'bundle')
  const recorded = new Map<string, { readonly bytes: number; readonly sha256: string }>()
  await writeStep('make folder', folder, () => files.makeFolder(folder))

  async function place(path: string): Promise<string> {
    if (!SAFE_PATH.test(path))
      throw new ProctorError('unsafe_path', `${JSON.stringify(path)} is no name for a file of a bundle`)
    const absolute = join(folder, path)
    const parent = dirname(absolute)
    if (parent !== folder) await writeStep('make folder', parent, () => files.makeFolder(parent))
    return absolute
  }

  async function toArtifact(path: string, size: number): Promise<Artifact> {
    const known = recorded.get(path)
    if (known !== undefined && known.bytes !== size)
      throw new ProctorError('evidence_write', `${path} has ${size} bytes, but ${known.bytes} were written`, {
        details: { path, step: 'digest', errno: 'size' },
      })
    const { bytes, sha256 } =
      known ?? (await writeStep('digest', path, () => files.digest(join(folder, path))))
    recorded.set(path, { bytes, sha256 })
    return { path, mediaType: toMediaType(path), bytes, sha256 }
  }

  return {
    runId,
    folder,
    sealedFolder: join(options.runs, runId),
    files,
    place,
    async write(path, content) {
      const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content
      const absolute = await place(path)
      const sink = await writeStep('create', path, () => files.create(absolute))
      try {
        await writeStep('write', path, () => sink.write(bytes))
      } finally {
        await writeStep('close', path, () => sink.close())
      }
      return toArtifact(path, bytes.length)
    },
    record(path, written) {
      recorded.set(path, { bytes: written.bytes, sha256: written.sha256 })
    },
    async artifacts(open = []) {
      const found = await writeStep('list', folder, () => files.list(folder))
      const artifacts: Artifact[] = []
      for (const entry of found) {
        if (entry.kind === 'other')
          throw new ProctorError('evidence_write', `${entry.path} is neither a file nor a folder`, {
            details: { path: entry.path, step: 'list', errno: 'kind' },
          })
        if (entry.kind === 'file' && !open.includes(entry.path))
          artifacts.push(await toArtifact(entry.path, entry.bytes))
      }
      return artifacts.sort((a, b) => (a.path < b.path ? -1 : 1))
    },
  }
}

/** Flushes every file, then every folder, some at a time: they mostly wait for the same disk. */
export async function flushBundle({ files, folder }: BundleWriter): Promise<void> {
  const found = await writeStep('list', folder, () => files.list(folder))
  const plain = found.filter((entry) => entry.kind === 'file').map((entry) => `${folder}/${entry.path}`)
  const folders = found.filter((entry) => entry.kind === 'folder').map((entry) => `${folder}/${entry.path}`)
  await eachOf(plain, (path) => writeStep('sync', path, () => files.syncFile(path)))
  await eachOf([...folders, folder], (path) => writeStep('sync', path, () => files.syncFolder(path)))
}

async function eachOf(paths: readonly string[], act: (path: string) => Promise<void>): Promise<void> {
  const width = 8
  for (let at = 0; at < paths.length; at += width) {
    const settled = await Promise.allSettled(paths.slice(at, at + width).map(act))
    for (const result of settled) if (result.status === 'rejected') throw result.reason
  }
}
