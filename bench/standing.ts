// Standing of 20 engines by the index, and the index made anew, as the ledger grows. Usage: node bench/standing.ts [SIZES]
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PREDICATE_TYPES } from '../src/contract/ids.ts'
import type { RunEvidence } from '../src/contract/ladder.ts'
import { sha256 } from '../src/kernel/digest.ts'
import type { Ledger } from '../src/ledger/ledger.ts'
import { dropIndex, indexPath, openIndex } from '../src/run/ladder/evidence-index.ts'
import { type EvidenceSource, readEvidence } from '../src/run/ladder/read-evidence.ts'
import { emptyInput, evidenceRun } from '../src/standing/standing.fixture.ts'
import { computeStandings } from '../src/standing/standing.ts'
import { challengeEntry, runEntry, toEntry } from '../test/samples/ledger-entries.ts'
import { benchBySize, medianOf, nextOf, type Place, timed } from './growing-ledger.ts'

const ENGINES = 20
const RUNS = 400
const [UNMEASURED, READS] = [5, 15]
const idOf = (nth: number): string => `20261122t100000z-${String(nth).padStart(10, '0')}`
const engines = Array.from({ length: ENGINES }, (_, nth) => `engine${nth}`)
const cutoff = '2026-10-23T10:30:00.000Z'

/** Runs that count, 20 of each engine, first; then decisions, which most of a long ledger is made of. */
function* entriesFrom(index: number): Generator<Buffer> {
  for (let at = index; at < 2 * RUNS; at += 1) {
    const nth = at >> 1
    const engine = engines[nth % ENGINES] ?? ''
    const { entry, challenge } = challengeEntry(nth, { runId: idOf(nth), engine })
    yield at % 2 === 0 ? entry : runEntry(challenge)
  }
  for (let nth = Math.max(0, index - 2 * RUNS); ; nth += 1)
    yield toEntry({
      _type: 'https://in-toto.io/Statement/v1',
      subject: [{ name: 'x', digest: { sha256: sha256(String(nth)) } }],
      predicateType: PREDICATE_TYPES.decision,
      predicate: { text: `decision ${nth} ${'x'.repeat(200)}` },
    })
}

/** Files that the index tells a bundle by. What they would say is given, since what is timed is the second reading. */
function makeBundles({ root }: Place): void {
  const runs = join(root, 'runs')
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

/** Milliseconds of one standing of all. */
async function standings({ root, log, now }: Place, ledger: Ledger): Promise<number> {
  const runs = join(root, 'runs')
  const start = performance.now()
  const index = openIndex(root, runs)
  const { head } = await index.follow(ledger, log)
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

async function anew(place: Place): Promise<readonly string[]> {
  const ledger = await place.open()
  const { size } = await ledger.head()
  await dropIndex(place.root)
  const [, ms] = await timed(async () => {
    const index = openIndex(place.root, join(place.root, 'runs'))
    await index.follow(ledger, place.log)
    index.close()
  })
  // With what bundles say in it, for the readings that find an index which is up to date.
  await standings(place, ledger)
  await ledger.close()
  const megabytes = (statSync(indexPath(place.root)).size / 1e6).toFixed(1)
  return [(ms / 1_000).toFixed(2), String(Math.round((size / ms) * 1_000)), megabytes]
}

async function upToDate(place: Place): Promise<readonly string[]> {
  const ledger = await place.open()
  const first = await standings(place, ledger)
  for (let nth = 0; nth < UNMEASURED; nth += 1) await standings(place, ledger)
  const before = process.cpuUsage()
  const times: number[] = []
  for (let nth = 0; nth < READS; nth += 1) times.push(await standings(place, ledger))
  const { user, system } = process.cpuUsage(before)
  await ledger.close()
  const processor = (user + system) / 1_000 / READS
  return [first.toFixed(1), medianOf(times).toFixed(1), processor.toFixed(1)]
}

async function afterOneMore(place: Place, entries: Iterator<Buffer>): Promise<readonly string[]> {
  const ledger = await place.open()
  await ledger.append([nextOf(entries)], null)
  const ms = await standings(place, ledger)
  await ledger.close()
  return [ms.toFixed(1)]
}

await benchBySize({
  script: import.meta.filename,
  columns: [
    'index made anew, s',
    'entries/s',
    'index, MB',
    `standing of ${ENGINES} engines, ms: first of a process`,
    `median of ${READS} after ${UNMEASURED}`,
    'processor time',
    'after one more entry, first of a process, ms',
  ],
  prepare: makeBundles,
  entriesFrom,
  readings: { anew, upToDate, afterOneMore },
})
