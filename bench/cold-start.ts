// Cold start of the built command line, beside Node's own. Called by script/bench.
import { join } from 'node:path'
import { HEADING, inTurn, row, timeCommand } from './timing.ts'

const cli = join(import.meta.dirname, '..', 'bin', 'proctor.js')
const cwd = import.meta.dirname
const { node, help } = await inTurn(
  {
    node: () => timeCommand([process.execPath, '-e', '0'], { cwd }),
    help: () => timeCommand([process.execPath, cli, '--help'], { cwd }),
  },
  21,
)
if (node === undefined || help === undefined) throw new Error('no samples')
console.log(HEADING)
console.log(row('node -e 0', node))
console.log(row('proctor --help, built bundle', help, '(aim 100)'))
