// Runs inside the sandbox, in front of an agent that speaks the Agent Client Protocol: passes every line on as it is, and
// answers the agent's requests for files and terminals here, where nothing but the checkout can be reached. What it
// answers is seen outside as what the agent asked. When its own stdin ends the agent is asked to end.
// Usage: node acp-relay.mjs CHECKOUT rw|ro -- COMMAND [ARGUMENT...]
// With ro it writes no file and runs no command for the agent: whoever reads its stdout answers those requests.
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, resolve } from 'node:path'

const MAX_LINE = 16 * 1024 * 1024
const MAX_OUTPUT = 1024 * 1024
const PATIENCE_MS = 1_000

const [checkout, mode, separator, file, ...args] = process.argv.slice(2)
if (!['rw', 'ro'].includes(mode) || separator !== '--' || file === undefined) {
  process.stderr.write('usage: acp-relay.mjs CHECKOUT rw|ro -- COMMAND [ARGUMENT...]\n')
  process.exit(64)
}

const agent = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] })
const terminals = new Map()
let terminalCount = 0
let ending = false

agent.stdin.on('error', () => undefined)
agent.on('error', (error) => {
  process.stderr.write(`acp-relay: ${file} can't be run: ${error.message}\n`)
  process.exit(error.code === 'ENOENT' ? 127 : 126)
})
agent.on('close', (code, signal) => {
  for (const { child } of terminals.values()) child.kill('SIGKILL')
  const asked = ending && (signal === 'SIGTERM' || code === 128 + constants.signals.SIGTERM)
  process.exitCode = asked ? 0 : (code ?? 128 + constants.signals[signal])
  process.stdin.destroy()
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, () => agent.kill(signal))

process.stdin.on('data', (chunk) => agent.stdin.write(chunk))
process.stdin.on('end', () => {
  ending = true
  agent.stdin.end()
  setTimeout(() => agent.kill('SIGTERM'), PATIENCE_MS).unref()
})

let held = Buffer.alloc(0)
agent.stdout.on('data', (chunk) => {
  if (!process.stdout.write(chunk)) {
    agent.stdout.pause()
    process.stdout.once('drain', () => agent.stdout.resume())
  }
  held = held.length === 0 ? chunk : Buffer.concat([held, chunk])
  for (let end = held.indexOf(10); end >= 0; end = held.indexOf(10)) {
    const line = held.subarray(0, end)
    held = held.subarray(end + 1)
    void serve(line)
  }
  if (held.length > MAX_LINE) held = Buffer.alloc(0)
})

/** Answers a line that is a request of ours to serve. Anything else is somebody else's. */
async function serve(line) {
  let message
  try {
    message = JSON.parse(line.toString('utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) return
    throw error
  }
  const { id, method, params } = message ?? {}
  if (id === undefined || !Object.hasOwn(SERVED, String(method))) return
  if (mode === 'ro' && ACTIONS.includes(method)) return
  let reply
  try {
    reply = { result: await SERVED[method](params ?? {}) }
  } catch (error) {
    reply = { error: { code: -32602, message: String(error?.message ?? error) } }
  }
  agent.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`)
}

const ACTIONS = ['fs/write_text_file', 'terminal/create']
const SERVED = {
  'fs/read_text_file'({ path, line, limit }) {
    const text = readFileSync(inside(path), 'utf8')
    if (line === undefined && limit === undefined) return { content: text }
    const from = Math.max(0, (line ?? 1) - 1)
    const lines = text
      .split('\n')
      .slice(from, limit === undefined || limit === null ? undefined : from + limit)
    return { content: lines.join('\n') }
  },
  'fs/write_text_file'({ path, content }) {
    const target = inside(path)
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, content)
    return {}
  },
  'terminal/create'({ command, args: list = [], cwd, env = [], outputByteLimit }) {
    const folder = inside(cwd ?? checkout)
    const extra = Object.fromEntries(env.map(({ name, value }) => [name, value]))
    const child = spawn(command, list, {
      cwd: folder,
      env: { ...process.env, ...extra },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const terminal = { child, output: Buffer.alloc(0), truncated: false, exit: null, waiting: [] }
    const limit = Math.min(outputByteLimit ?? MAX_OUTPUT, MAX_OUTPUT)
    const keep = (chunk) => {
      const all = Buffer.concat([terminal.output, chunk])
      terminal.truncated ||= all.length > limit
      terminal.output = all.subarray(Math.max(0, all.length - limit))
    }
    const end = (exitCode, signal) => {
      terminal.exit ??= { exitCode, signal }
      for (const wake of terminal.waiting.splice(0)) wake()
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.on('error', (error) => {
      keep(Buffer.from(error.message))
      end(127, null)
    })
    child.on('close', end)
    terminalCount += 1
    const terminalId = `terminal-${terminalCount}`
    terminals.set(terminalId, terminal)
    return { terminalId }
  },
  'terminal/output'({ terminalId }) {
    const { output, truncated, exit } = terminalOf(terminalId)
    return { output: output.toString('utf8'), truncated, exitStatus: exit }
  },
  async 'terminal/wait_for_exit'({ terminalId }) {
    const terminal = terminalOf(terminalId)
    if (terminal.exit === null) await new Promise((wake) => terminal.waiting.push(wake))
    return terminal.exit
  },
  'terminal/kill'({ terminalId }) {
    terminalOf(terminalId).child.kill('SIGKILL')
    return {}
  },
  'terminal/release'({ terminalId }) {
    terminalOf(terminalId).child.kill('SIGKILL')
    terminals.delete(terminalId)
    return {}
  },
}

function terminalOf(id) {
  const terminal = terminals.get(id)
  if (terminal === undefined) throw new Error(`there is no terminal ${id}`)
  return terminal
}

/** The path, when it lies in the checkout with every link followed. @throws for any other */
function inside(path) {
  if (typeof path !== 'string') throw new Error('no path')
  const wanted = resolve(checkout, path)
  let existing = wanted
  for (;;) {
    try {
      const real = resolve(realpathSync(existing), wanted.slice(existing.length).replace(/^\/+/, ''))
      if (real === checkout || real.startsWith(`${checkout}/`)) return real
      throw new Error(`${path} is outside the checkout`)
    } catch (error) {
      if (error?.code !== 'ENOENT') throw error
      existing = dirname(existing)
    }
  }
}
