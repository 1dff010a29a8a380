// How the ledger grows: append with fsync, proof, first append after opening, audit. Usage: node bench/ledger.ts [SIZES]
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { toPublicKey } from '../src/kernel/key-id.ts'
import { auditLedger } from '../src/ledger/audit-ledger.ts'
import { toOrigin } from '../src/ledger/checkpoint.ts'
import { createLedger, openLedger } from '../src/ledger/file-ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { challengeEntry, otherEntry, runEntry } from '../test/samples/ledger-entries.ts'

const sizes = (process.argv[2] ?? '1000,10000,100000,1000000').split(',').map(Number)
const dir = mkdtempSync(join(tmpdir(), 'ledger-bench-'))
const origin = toOrigin('0'.repeat(32))
const signer = generateKeyPairSync('ed25519').privateKey
const now = (): Date => new Date('2026-11-22T10:30:00.000Z')
const open = (): Promise<Ledger> => openLedger({ dir, origin, signer, now })
const BATCH = 5_000
const SINGLES = 30

/** One entry in ten belongs to a run: half of those are challenges. */
function* entries(): Generator<Buffer> {
  for (let index = 0, seq = 0; ; index += 1) {
    if (index % 20 === 0) {
      const { entry, challenge } = challengeEntry(seq)
      seq += 1
      yield entry
      yield runEntry(challenge)
    } else yield otherEntry(`entry ${index} ${'x'.repeat(200)}`)
  }
}

async function timed<T>(act: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now()
  const value = await act()
  return [value, performance.now() - start]
}

try {
  await createLedger(dir, origin, signer)
  const source = entries()
  let size = 0
  console.log(
    '| entries | log MB | append ms (median, fsync) | proof ms | first append after opening ms | audit entries/s |',
  )
  console.log('| --- | --- | --- | --- | --- | --- |')
  for (const target of sizes) {
    const ledger = await open()
    while (size < target) {
      const batch = Array.from(
        { length: Math.min(BATCH, target - size) },
        () => source.next().value as Buffer,
      )
      size = (await ledger.append(batch, null)).head.size
    }
    const appends: number[] = []
    for (let nth = 0; nth < SINGLES; nth += 1) {
      const [{ head }, ms] = await timed(() => ledger.append([source.next().value as Buffer], null))
      size = head.size
      appends.push(ms)
    }
    const [, proof] = await timed(async () => {
      for (let nth = 0; nth < SINGLES; nth += 1) await ledger.proof(Math.floor((size * nth) / SINGLES))
    })
    await ledger.close()
    const [fresh, first] = await timed(async () => {
      const again = await open()
      size = (await again.append([source.next().value as Buffer], null)).head.size
      return again
    })
    await fresh.close()
    const [audit, auditMs] = await timed(() =>
      auditLedger({
        dir,
        origin,
        keys: [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }],
        remembered: [],
      }),
    )
    if (audit.findings.length > 0) throw new Error(JSON.stringify(audit.findings))
    const median = [...appends].sort((a, b) => a - b)[SINGLES >> 1] ?? 0
    console.log(
      `| ${size} | ${Math.round(statSync(join(dir, 'log.jsonl')).size / 1e6)} | ${median.toFixed(1)} | ` +
        `${(proof / SINGLES).toFixed(2)} | ${first.toFixed(0)} | ${Math.round((size / auditMs) * 1000)} |`,
    )
  }
} finally {
  rmSync(dir, { recursive: true })
}
