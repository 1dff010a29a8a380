import { createHash } from 'node:crypto'
import { chmodSync, closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { isOfTheFile } from './machine-fault.ts'
import type { ObjectFormat } from './own-git-dir.ts'

const CHUNK = 256 * 1024
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

function openForReading(file: Buffer, stat: Stats, unlocks: boolean): number {
  try {
    return openSync(file, OPEN_FLAGS)
  } catch (error) {
    if (!unlocks || errnoOf(error) !== 'EACCES') throw error
    chmodSync(file, (stat.mode & 0o777) | 0o400)
    return openSync(file, OPEN_FLAGS)
  }
}

/**
 * Whether the file can be opened; takes a missing read permission back.
 * @throws the system error when the machine failed
 */
export function canRead(file: Buffer, stat: Stats): boolean {
  try {
    closeSync(openForReading(file, stat, true))
    return true
  } catch (error) {
    if (!isOfTheFile(error)) throw error
    return false
  }
}

/**
 * The bytes of a regular file, exactly as many as its stat says, piece by piece.
 * @throws ProctorError git_failed when the file is no longer what its stat says
 */
export function* readFileBytes(file: Buffer, stat: Stats): Generator<Uint8Array> {
  const descriptor = openSync(file, OPEN_FLAGS)
  try {
    const now = fstatSync(descriptor)
    let left = stat.size
    if (!now.isFile() || now.ino !== stat.ino || now.size !== left) throw changed(file)
    while (left > 0) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK, left))
      const count = readSync(descriptor, chunk, 0, chunk.length, null)
      if (count === 0) throw changed(file)
      left -= count
      yield chunk.subarray(0, count)
    }
  } finally {
    closeSync(descriptor)
  }
}

function changed(file: Buffer): ProctorError {
  return new ProctorError('git_failed', `${file.toString()} changed while it was read`, {
    hint: 'a process that proctor does not know of writes there',
  })
}

/** Git id of a blob with these bytes. */
export function blobIdOf(format: ObjectFormat, size: number, chunks: Iterable<Uint8Array>): string {
  const hash = createHash(format).update(`blob ${size}\0`)
  for (const chunk of chunks) hash.update(chunk)
  return hash.digest('hex')
}
