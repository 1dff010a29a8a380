// Promises: the program that is disturbed, from its sources or built once as it ships, with the preload that disturbs it.
// Must not: touch dist/, which belongs to whoever builds the package. Called by: arena.ts, disturb.ts.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'
import { input, output } from '../../rolldown.config.ts'
import { scratchFolder } from './scratch-folder.ts'

export interface Program {
  readonly main: string
  readonly preload: string
}

const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

export const FROM_SOURCES: Program = {
  main: join(ROOT, 'src/cli/main.ts'),
  preload: join(ROOT, 'test/faults/inject.ts'),
}

/** Starts nearly twice as fast as from its sources. */
export async function buildProgram(): Promise<Program & { remove(): void }> {
  const folder = mkdtempSync(join(scratchFolder(), 'proctor-faults-program-'))
  const dir = join(folder, 'dist')
  mkdirSync(dir)
  for (const name of ['package.json', 'assets', 'schemas', 'engine-locks'])
    cpSync(join(ROOT, name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    })
  const entries = { proctor: FROM_SOURCES.main, inject: FROM_SOURCES.preload }
  const bundle = await rolldown({ ...input, cwd: ROOT, input: entries })
  await bundle.write({ ...output, dir, minify: false })
  await bundle.close()
  return {
    main: join(dir, 'proctor.js'),
    preload: join(dir, 'inject.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
