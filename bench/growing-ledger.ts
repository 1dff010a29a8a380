// A ledger that grows from size to size, and what is read of it at each, every reading in a process of its own: what was
// compiled or cached for one size must not speed up the next. Called by the benches of ledger and standing.
import { execFileSync } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { toOrigin } from '../src/ledger/checkpoint.ts'
import { createLedger, openLedger } from '../src/ledger/file-ledger.ts'
import type { Ledger } from '../src/ledger/ledger.ts'

const BATCH = 5_000

/** Where the ledger of a bench lies, and who signs it. */
export interface Place {
  readonly root: string
  readonly dir: string
  readonly log: string
  readonly origin: string
  readonly signer: KeyObject
  readonly now: () => Date
  open(): Promise<Ledger>
}

export interface GrowingBench {
  /** File of the bench: it is what is started again for each reading. */
  readonly script: string
  readonly columns: readonly string[]
  /** Makes what must lie beside the ledger; once, before it has an entry. */
  readonly prepare?: (place: Place) => void
  /** The entries from an index on, the same ones whenever it is asked. */
  readonly entriesFrom: (index: number) => Iterator<Buffer>
  /** Each gives the figures of the columns that are its own. */
  readonly readings: Readonly<
    Record<string, (place: Place, entries: Iterator<Buffer>) => Promise<readonly string[]>>
  >
}

/** Usage of the bench's file: [SIZES], parted by commas. A reading starts it as `read NAME ROOT SIZE`. */
export async function benchBySize(bench: GrowingBench): Promise<void> {
  const [first = '1000,10000,100000,1000000', name = '', root = '', size = ''] = process.argv.slice(2)
  if (first === 'read') return await readOne(bench, name, toPlace(root), Number(size))
  const folder = mkdtempSync(join(tmpdir(), 'ledger-bench-'))
  try {
    const { privateKey } = generateKeyPairSync('ed25519')
    writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const place = toPlace(folder)
    await createLedger(place.dir, place.origin, place.signer)
    bench.prepare?.(place)
    console.log(`| entries | ${bench.columns.join(' | ')} | load |`)
    console.log(`|${' --- |'.repeat(bench.columns.length + 2)}`)
    for (const target of first.split(',').map(Number)) {
      await grow(place, target, bench)
      const figures = Object.keys(bench.readings).flatMap((reading) => {
        const args = [bench.script, 'read', reading, folder, String(target)]
        return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as string[]
      })
      console.log(`| ${[target, ...figures, loadavg()[0]?.toFixed(1)].join(' | ')} |`)
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function toPlace(root: string): Place {
  const dir = join(root, 'ledger')
  const origin = toOrigin('0'.repeat(32))
  const signer = createPrivateKey(readFileSync(join(root, 'key.pem')))
  const now = (): Date => new Date('2026-11-22T10:30:00.000Z')
  return {
    root,
    dir,
    log: join(dir, 'log.jsonl'),
    origin,
    signer,
    now,
    open: () => openLedger({ dir, origin, signer, now }),
  }
}

async function readOne(bench: GrowingBench, name: string, place: Place, target: number): Promise<void> {
  const reading = bench.readings[name]
  if (reading === undefined) throw new Error(`no reading ${name}`)
  const size = await sizeOf(place)
  if (size < target) throw new Error(`the ledger has ${size} of ${target} entries`)
  console.log(JSON.stringify(await reading(place, bench.entriesFrom(size))))
}

async function grow(place: Place, target: number, { entriesFrom }: GrowingBench): Promise<void> {
  let size = await sizeOf(place)
  const source = entriesFrom(size)
  const ledger = await place.open()
  while (size < target) {
    const batch = Array.from({ length: Math.min(BATCH, target - size) }, () => nextOf(source))
    size = (await ledger.append(batch, null)).head.size
  }
  await ledger.close()
}

async function sizeOf(place: Place): Promise<number> {
  const ledger = await place.open()
  const { size } = await ledger.head()
  await ledger.close()
  return size
}

export function nextOf(source: Iterator<Buffer>): Buffer {
  const { value, done } = source.next()
  if (done === true) throw new Error('the entries of a bench never end')
  return value
}

export async function timed<T>(act: () => Promise<T>): Promise<readonly [T, number]> {
  const start = performance.now()
  const value = await act()
  return [value, performance.now() - start]
}

export function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
