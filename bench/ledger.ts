// How the ledger grows: append with fsync, proof, first append after opening, audit. Usage: node bench/ledger.ts [SIZES]
import { statSync } from 'node:fs'
import { sha256 } from '../src/kernel/digest.ts'
import { toPublicKey } from '../src/kernel/key-id.ts'
import { auditLedger } from '../src/ledger/audit-ledger.ts'
import { challengeEntry, decisionEntry, runEntry, toEntry } from '../test/samples/ledger-entries.ts'
import { benchBySize, medianOf, nextOf, type Place, timed } from './growing-ledger.ts'

const SINGLES = 30
const AUDITS = 3

/** Challenge, decision and run, again and again: what a workspace's ledger is made of, 1.6 kB for each entry. */
function* entriesFrom(index: number): Generator<Buffer> {
  const subject = Array.from({ length: 18 }, (_, nth) => ({
    name: `inputs/file-number-${nth}.json`,
    digest: { sha256: sha256(String(nth)) },
  }))
  for (let at = index; ; at += 1) {
    const { entry, challenge } = challengeEntry(Math.floor(at / 3))
    if (at % 3 === 0) yield entry
    else if (at % 3 === 1) yield decisionEntry(challenge)
    else yield toEntry({ ...JSON.parse(runEntry(challenge).toString('utf8')), subject })
  }
}

async function audit({ dir, origin, signer }: Place): Promise<readonly string[]> {
  const keys = [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }]
  const rates: number[] = []
  for (let nth = 0; nth < AUDITS; nth += 1) {
    const [{ findings, head }, ms] = await timed(() => auditLedger({ dir, origin, keys, remembered: [] }))
    if (findings.length > 0 || head === null) throw new Error(JSON.stringify(findings))
    rates.push((head.size / ms) * 1_000)
  }
  return [String(Math.round(medianOf(rates)))]
}

async function appendAndProve(place: Place, entries: Iterator<Buffer>): Promise<readonly string[]> {
  const [ledger, first] = await timed(async () => {
    const opened = await place.open()
    await opened.append([nextOf(entries)], null)
    return opened
  })
  const appends: number[] = []
  for (let nth = 0; nth < SINGLES; nth += 1)
    appends.push((await timed(() => ledger.append([nextOf(entries)], null)))[1])
  const { size } = await ledger.head()
  const [, proof] = await timed(async () => {
    for (let nth = 0; nth < SINGLES; nth += 1) await ledger.proof(Math.floor((size * nth) / SINGLES))
  })
  await ledger.close()
  const megabytes = String(Math.round(statSync(place.log).size / 1e6))
  return [megabytes, first.toFixed(0), medianOf(appends).toFixed(1), (proof / SINGLES).toFixed(2)]
}

await benchBySize({
  script: import.meta.filename,
  columns: [
    `audit, entries/s, median of ${AUDITS}`,
    'log, MB',
    'first append after opening, ms',
    `append with fsync, ms, median of ${SINGLES}`,
    'proof, ms',
  ],
  entriesFrom,
  readings: { audit, appendAndProve },
})
