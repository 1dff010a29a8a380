import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { errnoOf } from '../kernel/proctor-error.ts'

/**
 * Reads a report that tests wrote: a regular file, no link, within `maxBytes`.
 * What the examined code put there is hostile, so anything else is a problem with no bytes.
 */
export async function readReportFile(
  path: string,
  maxBytes: number,
): Promise<{ readonly bytes: Buffer; readonly problem: string | null }> {
  const nothing = (problem: string) => ({ bytes: Buffer.alloc(0), problem })
  try {
    await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stat = await file.stat()
    if (!stat.isFile()) return nothing('the report is not a regular file')
    if (stat.size > maxBytes) return nothing(`the report has ${stat.size} bytes, ${maxBytes} are allowed`)
    return { bytes: await file.readFile(), problem: null }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return nothing('the test command wrote no report')
    if (errnoOf(error) === 'ELOOP') return nothing('the report is a symbolic link')
    throw error
  }
}
