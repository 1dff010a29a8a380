// Builds the program and the preload that disturbs it into a folder: `node test/faults/build-program.ts DIR`.
import { rolldown } from 'rolldown'
import { input, output } from '../../rolldown.config.ts'
import { FROM_SOURCES, ROOT } from './program.ts'

const [dir] = process.argv.slice(2)
if (dir === undefined) throw new Error('name the folder to build into')
const entries = { proctor: FROM_SOURCES.main, inject: FROM_SOURCES.preload }
const bundle = await rolldown({ ...input, cwd: ROOT, input: entries })
await bundle.write({ ...output, dir, minify: false })
await bundle.close()
