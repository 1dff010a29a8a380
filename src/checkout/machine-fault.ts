import { errnoOf } from '../kernel/proctor-error.ts'

/** The device, or the machine's memory, descriptors or room. */
const FAULTS: ReadonlySet<string> = new Set([
  'EIO',
  'ENOMEM',
  'EMFILE',
  'ENFILE',
  'ENOSPC',
  'EDQUOT',
  'EROFS',
  'ESTALE',
])

/**
 * Whether a failed call says something of the file: that nobody may read it, or that nothing can be read there. All else
 * says that the machine failed, and nothing may be held against who left the file there.
 */
export function isOfTheFile(error: unknown): boolean {
  const errno = errnoOf(error)
  return errno !== undefined && !FAULTS.has(errno)
}
