// Runs inside the sandbox, for engines that speak TCP only: listens on one loopback port, hands every connection on to the
// gateway's unix socket, and runs the command after `--`, whose exit becomes its own. It looks at no byte that passes.
// Usage: node bridge.mjs PORT SOCKET -- COMMAND [ARGUMENT...]
import { spawn } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { constants } from 'node:os'

const PASSED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']

function fail(code, message) {
  process.stderr.write(`bridge: ${message}\n`)
  process.exit(code)
}

const [port, socketPath, separator, file, ...args] = process.argv.slice(2)
if (
  !/^[0-9]{1,5}$/.test(port ?? '') ||
  socketPath === undefined ||
  separator !== '--' ||
  file === undefined
) {
  fail(64, 'usage: bridge.mjs PORT SOCKET -- COMMAND [ARGUMENT...]')
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
  const gateway = connect({ path: socketPath, allowHalfOpen: true })
  client.pipe(gateway)
  gateway.pipe(client)
  client.on('error', () => gateway.destroy())
  gateway.on('error', () => client.destroy())
  client.on('close', () => gateway.destroy())
  gateway.on('close', () => client.end())
})
server.on('error', (error) => fail(69, `port ${port} of loopback can't be listened on: ${error.message}`))

let command = null
for (const signal of PASSED_ON) {
  process.on(signal, () => {
    if (command === null) process.exit(128 + constants.signals[signal])
    command.kill(signal)
  })
}

server.listen({ host: '127.0.0.1', port: Number(port) }, () => {
  command = spawn(file, args, { stdio: 'inherit' })
  command.on('error', (error) =>
    fail(error.code === 'ENOENT' ? 127 : 126, `${file} can't be run: ${error.message}`),
  )
  command.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
})
