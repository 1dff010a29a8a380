// Standing of 20 engines by the index, and the index made anew, as the ledger grows. Each size is read in a process of its
// own, which is told from which folder: node bench/standing.ts [SIZES]
import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PREDICATE_TYPES } from '../src/contract/ids.ts'
import type { RunEvidence } from '../src/contract/ladder.ts'
import { sha256 } from '../src/kernel/digest.ts'
import { toOrigin } from '../src/ledger/checkpoint.ts'
import { createLedger, openLedger } from '../src/ledger/file-ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { dropIndex, indexPath, openIndex } from '../src/run/ladder/evidence-index.ts'
import { type EvidenceSource, readEvidence } from '../src/run/ladder/read-evidence.ts'
import { emptyInput, evidenceRun } from '../src/standing/standing.fixture.ts'
import { computeStandings } from '../src/standing/standing.ts'
import { challengeEntry, runEntry, toEntry } from '../test/samples/ledger-entries.ts'

const [sizesText = '1000,10000,100000,1000000', given = ''] = process.argv.slice(2)
const sizes = sizesText.split(',').map(Number)
const ENGINES = 20
const RUNS = 400
const BATCH = 5_000
const [UNMEASURED, READS] = [5, 15]
const root = given === '' ? mkdtempSync(join(tmpdir(), 'standing-bench-')) : given
const [dir, runs] = [join(root, 'ledger'), join(root, 'runs')]
const origin = toOrigin('0'.repeat(32))
const keyFile = join(root, 'key.pem')
const signer =
  given === '' ? generateKeyPairSync('ed25519').privateKey : createPrivateKey(readFileSync(keyFile))
const now = (): Date => new Date('2026-11-22T10:30:00.000Z')
const open = (): Promise<Ledger> => openLedger({ dir, origin, signer, now })
const idOf = (nth: number): string => `20261122t100000z-${String(nth).padStart(10, '0')}`
const engines = Array.from({ length: ENGINES }, (_, nth) => `engine${nth}`)
const cutoff = '2026-10-23T10:30:00.000Z'

/** Runs that count, 20 of each engine, first; then decisions, which most of a long ledger is made of. */
function* entries(): Generator<Buffer> {
  for (let nth = 0; nth < RUNS; nth += 1) {
    const { entry, challenge } = challengeEntry(nth, {
      runId: idOf(nth),
      engine: engines[nth % ENGINES] ?? '',
    })
    yield entry
    yield runEntry(challenge)
  }
  for (let nth = 0; ; nth += 1)
    yield toEntry({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'x', digest: { sha256: sha256(String(nth)) } }],
      predicateType: PREDICATE_TYPES.decision,
      predicate: { text: `decision ${nth} ${'x'.repeat(200)}` },
    })
}

/** Files that the index tells a bundle by. What they would say is given, since what is timed is the second reading. */
function makeBundles(): void {
  for (let nth = 0; nth < RUNS; nth += 1) {
    mkdirSync(join(runs, idOf(nth), 'inputs'), { recursive: true })
    for (const name of ['report.json', 'events.normalized.jsonl', 'inputs/policy.json'])
      writeFileSync(join(runs, idOf(nth), name), name)
  }
}

function withBundles(source: EvidenceSource): EvidenceSource {
  return {
    ...source,
    bundle: (runId, _read) =>
      source.bundle(runId, async (): Promise<RunEvidence> => {
        const nth = Number(runId.slice(-10))
        return evidenceRun(nth, { runId, engine: engines[nth % ENGINES] ?? '' })
      }),
  }
}

async function standings(ledger: Ledger): Promise<number> {
  const start = performance.now()
  const index = openIndex(root, runs)
  const { head } = await index.follow(ledger, join(dir, 'log.jsonl'))
  const people = { now: now(), check: async () => ({ ok: false, problem: 'missing', message: '' }) as const }
  const evidence = await readEvidence(withBundles(index.source(head, cutoff)), runs, cutoff, people)
  const base = emptyInput({ now: now(), runs: evidence.runs, older: evidence.older })
  const [one] = base.engines
  if (one === undefined || evidence.runs.length !== RUNS)
    throw new Error(`${evidence.runs.length} runs were read`)
  const found = computeStandings({ ...base, engines: engines.map((id) => ({ ...one, id })) })
  if (found.some(({ counted }) => counted !== RUNS / ENGINES)) throw new Error('a run does not count')
  index.close()
  return performance.now() - start
}

interface Readings {
  /** Milliseconds: the first of the process; the median of those after some; each with the processor time of all. */
  readonly first: number
  readonly median: number
  readonly cpu: number
}

/** What a process of its own sees that finds an index which is up to date. */
async function readTimes(): Promise<Readings> {
  const ledger = await open()
  const first = await standings(ledger)
  for (let nth = 0; nth < UNMEASURED; nth += 1) await standings(ledger)
  const before = process.cpuUsage()
  const times: number[] = []
  for (let nth = 0; nth < READS; nth += 1) times.push(await standings(ledger))
  const { user, system } = process.cpuUsage(before)
  await ledger.close()
  const median = times.sort((a, b) => a - b)[READS >> 1] ?? 0
  return { first, median, cpu: (user + system) / 1_000 / READS }
}

async function main(): Promise<void> {
  await createLedger(dir, origin, signer)
  writeFileSync(keyFile, signer.export({ type: 'pkcs8', format: 'pem' }))
  makeBundles()
  const source = entries()
  let size = 0
  console.log(
    '| entries | index made anew s | entries/s | index MB | standing of 20 engines ms: first of a process | median of 15 after 5 | processor time | after one more entry ms | load |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const target of sizes) {
    const ledger = await open()
    while (size < target) {
      const batch = Array.from(
        { length: Math.min(BATCH, target - size) },
        () => source.next().value as Buffer,
      )
      size = (await ledger.append(batch, null)).head.size
    }
    await dropIndex(root)
    const start = performance.now()
    const index = openIndex(root, runs)
    await index.follow(ledger, join(dir, 'log.jsonl'))
    index.close()
    const anew = (performance.now() - start) / 1_000
    await standings(ledger)
    const child = execFileSync(process.execPath, [import.meta.filename, 'read', root], { encoding: 'utf8' })
    const { first, median, cpu } = JSON.parse(child) as Readings
    size = (await ledger.append([source.next().value as Buffer], null)).head.size
    const more = await standings(ledger)
    const megabytes = (statSync(indexPath(root)).size / 1e6).toFixed(1)
    const figures = [anew.toFixed(2), Math.round(size / anew), megabytes, first.toFixed(1), median.toFixed(1)]
    const load = loadavg()[0]?.toFixed(1)
    console.log(`| ${[size, ...figures, cpu.toFixed(1), more.toFixed(1), load].join(' | ')} |`)
    await ledger.close()
  }
}

if (given !== '') console.log(JSON.stringify(await readTimes()))
else
  try {
    await main()
  } finally {
    rmSync(root, { recursive: true })
  }
