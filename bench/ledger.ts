// How the ledger grows: append with fsync, proof, first append after opening, audit (with the load then). Usage: node bench/ledger.ts [SIZES]
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../src/kernel/digest.ts'
import { toPublicKey } from '../src/kernel/key-id.ts'
import { auditLedger } from '../src/ledger/audit-ledger.ts'
import { toOrigin } from '../src/ledger/checkpoint.ts'
import { createLedger, openLedger } from '../src/ledger/file-ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { challengeEntry, decisionEntry, runEntry, toEntry } from '../test/samples/ledger-entries.ts'

const sizes = (process.argv[2] ?? '1000,10000,100000,1000000').split(',').map(Number)
const dir = mkdtempSync(join(tmpdir(), 'ledger-bench-'))
const origin = toOrigin('0'.repeat(32))
const signer = generateKeyPairSync('ed25519').privateKey
const now = (): Date => new Date('2026-11-22T10:30:00.000Z')
const open = (): Promise<Ledger> => openLedger({ dir, origin, signer, now })
const BATCH = 5_000
const SINGLES = 30
const AUDITS = 3

/** Challenge, decision and run, again and again: what a workspace's ledger is made of, 1.6 kB for each entry. */
function* entries(): Generator<Buffer> {
  const subject = Array.from({ length: 18 }, (_, nth) => ({
    name: `inputs/file-number-${nth}.json`,
    digest: { sha256: sha256(String(nth)) },
  }))
  for (let seq = 0; ; seq += 1) {
    const { entry, challenge } = challengeEntry(seq)
    yield entry
    yield decisionEntry(challenge)
    yield toEntry({ ...JSON.parse(runEntry(challenge).toString('utf8')), subject })
  }
}

async function timed<T>(act: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now()
  const value = await act()
  return [value, performance.now() - start]
}

/** Milliseconds of one audit of all. */
async function audit(): Promise<number> {
  const keys = [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }]
  const [{ findings }, ms] = await timed(() => auditLedger({ dir, origin, keys, remembered: [] }))
  if (findings.length > 0) throw new Error(JSON.stringify(findings))
  return ms
}

try {
  await createLedger(dir, origin, signer)
  const source = entries()
  let size = 0
  console.log(
    '| entries | log MB | append ms (median, fsync) | proof ms | first append after opening ms | audit entries/s (median of 3) | load |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
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
    const audits: number[] = []
    for (let nth = 0; nth < AUDITS; nth += 1) audits.push(await audit())
    const auditMs = [...audits].sort((a, b) => a - b)[AUDITS >> 1] ?? 0
    const median = [...appends].sort((a, b) => a - b)[SINGLES >> 1] ?? 0
    console.log(
      `| ${size} | ${Math.round(statSync(join(dir, 'log.jsonl')).size / 1e6)} | ${median.toFixed(1)} | ` +
        `${(proof / SINGLES).toFixed(2)} | ${first.toFixed(0)} | ${Math.round((size / auditMs) * 1000)} | ` +
        `${loadavg()[0]?.toFixed(1)} |`,
    )
  }
} finally {
  rmSync(dir, { recursive: true })
}
