// Runs inside the sandbox, around Case: lays its task down in `.case/` of the checkout, starts it, keeps what it prints for
// people on stderr, prints its newest run log on stdout as it grows, and takes `.case/` away when it has ended, so that
// what it keeps for itself is no change of the repository. Case's exit code becomes its own.
// Usage: node case-relay.mjs CHECKOUT TASK_FOLDER TASK_ID -- COMMAND [ARGUMENT...]
import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'

const EVERY_MS = 200
const [checkout, task, id, separator, file, ...args] = process.argv.slice(2)
if (checkout === undefined || separator !== '--' || file === undefined) {
  process.stderr.write('usage: case-relay.mjs CHECKOUT TASK_FOLDER TASK_ID -- COMMAND [ARGUMENT...]\n')
  process.exit(64)
}

const own = join(checkout, '.case')
const events = join(own, id, 'events')
if (existsSync(own)) {
  process.stderr.write('case-relay: the checkout has a .case of its own\n')
  process.exit(65)
}
cpSync(task, own, { recursive: true })

let log = null
let shown = 0

/** The newest log; a run writes one. */
function newest() {
  if (!existsSync(events)) return null
  const logs = readdirSync(events).filter((name) => /^run-.*\.jsonl$/.test(name))
  const dated = logs.map((name) => ({ path: join(events, name), time: statSync(join(events, name)).mtimeMs }))
  return dated.sort((a, b) => b.time - a.time)[0]?.path ?? null
}

/** Prints what has been added to the log since the last look: whole lines, and at the end the rest. */
function show(last) {
  log ??= newest()
  if (log === null) return
  const bytes = readFileSync(log)
  const end = last ? bytes.length : bytes.lastIndexOf(10) + 1
  if (end <= shown) return
  process.stdout.write(bytes.subarray(shown, end))
  shown = end
}

const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] })
child.stdout.pipe(process.stderr)
const timer = setInterval(() => show(false), EVERY_MS)
child.on('error', (error) => {
  process.stderr.write(`case-relay: ${file} can't be run: ${error.message}\n`)
  process.exit(error.code === 'ENOENT' ? 127 : 126)
})
child.on('close', (code, signal) => {
  clearInterval(timer)
  show(true)
  rmSync(own, { recursive: true, force: true })
  process.exitCode = code ?? 128 + constants.signals[signal]
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => child.kill(signal))
