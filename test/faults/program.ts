// Promises: the program that is disturbed, from its sources or built once as it ships, with the preload that disturbs it.
// Must not: touch dist/, which belongs to whoever builds the package. Called by: arena.ts, disturb.ts.
import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { scratchFolder } from './scratch-folder.ts'

export interface Program {
  readonly main: string
  readonly preload: string
}

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export const FROM_SOURCES: Program = {
  main: join(ROOT, 'src/cli/main.ts'),
  preload: join(ROOT, 'test/faults/inject.ts'),
}

/**
 * Starts nearly twice as fast as from its sources. Built by a process that ends with it: the bundler keeps 300 MB, and
 * each fork of a process that starts hundreds of others would pay for them.
 */
export async function buildProgram(): Promise<Program & { remove(): void }> {
  const folder = mkdtempSync(join(scratchFolder(), 'proctor-faults-program-'))
  const dir = join(folder, 'dist')
  mkdirSync(dir)
  for (const name of ['package.json', 'assets', 'schemas', 'engine-locks'])
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    })
  await promisify(execFile)(process.execPath, [join(ROOT, 'test/faults/build-program.ts'), dir])
  return {
    main: join(dir, 'proctor.js'),
    preload: join(dir, 'inject.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
