// What the gateway adds to a request: the same provider on loopback, asked directly and through the gateway, in turn.
import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openGateway } from '../src/gateway/open-gateway.ts'
import { inTurn, ratio } from './timing.ts'

const ROUNDS = 200
const QUESTION = JSON.stringify({ model: 'm', stream: true, input: 'x'.repeat(20_000) })
const EVENTS = Array.from({ length: 50 }, (_, at) => `data: {"type":"delta","n":${at}}\n\n`)
const LAST = `data: ${JSON.stringify({ type: 'response.completed', response: { usage: { input_tokens: 1, output_tokens: 1 } } })}\n\n`

const provider = http.createServer((request, response) => {
  request.resume()
  request.on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of EVENTS) response.write(event)
    response.end(LAST)
  })
})
await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve))
const address = provider.address()
if (address === null || typeof address === 'string') throw new Error('no port')
const folder = mkdtempSync(join(tmpdir(), 'pb-'))
const socketPath = join(folder, 'g.sock')
const gateway = await openGateway({
  provider: 'bench',
  upstream: {
    kind: 'http',
    baseUrl: `http://127.0.0.1:${address.port}/v1`,
    wire: 'responses',
    key: 'sk-bench-of-nobody',
  },
  deadlines: { stallMs: 60_000, requestMs: 60_000 },
  model: null,
  socketPath,
  logPath: join(folder, 'gateway.jsonl'),
  now: () => new Date(),
})

function ask(target: { readonly socketPath: string } | { readonly port: number }): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const options = { ...target, method: 'POST', path: '/v1/responses', agent: false }
    const request = http.request(options, (response) => {
      response.resume()
      response.on('end', () => resolve(performance.now() - start))
    })
    request.on('error', reject)
    request.end(QUESTION)
  })
}

const { direct, through } = await inTurn(
  { direct: () => ask({ port: address.port }), through: () => ask({ socketPath }) },
  ROUNDS,
)
if (direct === undefined || through === undefined) throw new Error('nothing was measured')
const differences = through.values.map((value, index) => value - (direct.values[index] ?? Number.NaN))
const middle = differences.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN
const ms = (value: number) => value.toFixed(2)
console.log(`${ROUNDS} requests each way, in turn: 20 kB asked, 51 events answered; medians`)
console.log(`direct ${ms(direct.median)} ms, through the gateway ${ms(through.median)} ms`)
console.log(`of each pair: ${ratio(through, direct).toFixed(2)}x, ${ms(middle)} ms added`)
await gateway.close()
provider.close()
rmSync(folder, { recursive: true })
