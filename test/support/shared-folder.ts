import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Folders that all tests of one file share, removed after the last of them. */
export function foldersForFile(): { next(): string } {
  const made: string[] = []
  afterAll(() => {
    for (const folder of made) rmSync(folder, { recursive: true, force: true })
  })
  return {
    next() {
      const folder = realpathSync(mkdtempSync(join(tmpdir(), 'proctor-test-')))
      made.push(folder)
      return folder
    },
  }
}
