// What it costs to take secrets out of logs, beside a plain copy of the same bytes. Processor time, user and system, so
// that a busy machine tells the same.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createRedaction } from '../src/run/redaction.ts'

const ROOT = join(import.meta.dirname, '../fixtures/recordings')
const CHUNK = 65_536
const ROUND_BYTES = 16_000_000
const ROUNDS = 5

const recorded = Buffer.concat(
  readdirSync(ROOT, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name))),
)
const repeated = (part: Buffer): Buffer =>
  Buffer.concat(Array.from({ length: Math.ceil(ROUND_BYTES / part.length) }, () => part))
const KEY = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`
const SUBJECTS: Readonly<Record<string, Buffer>> = {
  'recordings of engines': repeated(recorded),
  'plain words': repeated(Buffer.from(`${'the quick brown fox jumps over the lazy dog '.repeat(3)}\n`)),
  'one line without end': Buffer.alloc(ROUND_BYTES, 'x'),
  'a secret in every line': repeated(Buffer.from(`{"text":"use ${KEY} for it, and token = none"}\n`)),
}

function rateOf(bytes: Buffer, work: () => void): number {
  const rates = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage()
    work()
    const { user, system } = process.cpuUsage(before)
    return bytes.length / (user + system)
  })
  return rates.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? 0
}

function chunksOf(bytes: Buffer, take: (chunk: Buffer) => void): void {
  for (let at = 0; at < bytes.length; at += CHUNK) take(bytes.subarray(at, at + CHUNK))
}

console.log('text                          copy MB/s   redact MB/s   redacted')
for (const [name, bytes] of Object.entries(SUBJECTS)) {
  const copy = rateOf(bytes, () => chunksOf(bytes, (chunk) => Buffer.from(chunk)))
  let found = 0
  const redact = rateOf(bytes, () => {
    const redactor = createRedaction(['sk-a-known-value-of-nobody']).stream()
    chunksOf(bytes, (chunk) => redactor.push(chunk))
    redactor.end()
    found = Object.values(redactor.counts).reduce((sum, count) => sum + count, 0)
  })
  const cells = [copy.toFixed(0), redact.toFixed(1), String(found)]
  console.log(`${name.padEnd(26)} ${cells.map((cell) => cell.padStart(12)).join(' ')}`)
}
