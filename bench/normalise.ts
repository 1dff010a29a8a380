// How fast the lines of each engine become events, beside JSON.parse of the same lines in the same process, by processor time.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findAdapter } from '../src/engines/registry.ts'

const ROOT = join(import.meta.dirname, '../fixtures/recordings')
const ROUND_BYTES = 8_000_000
const ROUNDS = 5

/** Median rate, by the processor time of this process: what else the machine does is no part of it. */
function megabytesPerSecond(bytes: number, work: () => void): number {
  const rates = Array.from({ length: ROUNDS }, () => {
    const start = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(start)
    return bytes / (user + system)
  })
  return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

console.log('adapter      lines of MB   JSON.parse MB/s   normalise MB/s   ratio')
for (const { name } of readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
  const adapter = findAdapter(name)
  if (adapter === undefined) continue
  const recorded = readdirSync(join(ROOT, name))
    .filter((file) => file.endsWith('.jsonl'))
    .flatMap((file) => readFileSync(join(ROOT, name, file), 'utf8').split('\n'))
    .filter((line) => line !== '')
    .map((line) => Buffer.from(line))
  const size = recorded.reduce((sum, line) => sum + line.length, 0)
  const lines = Array.from({ length: Math.ceil(ROUND_BYTES / size) }, () => recorded).flat()
  const bytes = lines.reduce((sum, line) => sum + line.length, 0)
  const parse = megabytesPerSecond(bytes, () => {
    for (const line of lines) JSON.parse(line.toString('utf8'))
  })
  const normalise = megabytesPerSecond(bytes, () => {
    const normaliser = adapter.createNormaliser()
    for (const line of lines) normaliser.push(line, 0)
  })
  const cells = [
    (bytes / 1e6).toFixed(1),
    parse.toFixed(0),
    normalise.toFixed(0),
    (normalise / parse).toFixed(2),
  ]
  console.log(`${name.padEnd(12)} ${cells.map((cell) => cell.padStart(13)).join(' ')}`)
}
