// Says at the end how many processes were started, and the processor time of this one and of all of them, as JSON on
// stderr; loaded with --import by run-cost.ts.
import { ChildProcess } from 'node:child_process'

const start = ChildProcess.prototype.spawn
let processes = 0
ChildProcess.prototype.spawn = function counted(options) {
  processes += 1
  return Reflect.apply(start, this, [options])
}
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  console.error(JSON.stringify({ processes, ownMs: Math.round((user + system) / 1_000) }))
})
