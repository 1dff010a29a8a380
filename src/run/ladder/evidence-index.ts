// Promises: the entries of the ledger that standings follow from, found without reading the whole log; the same ones.
// Must not: hold anything that ledger and bundles do not, or be read where it can't be shown to continue the ledger.
// Called by: read-ladder.ts, and the index command.
import { statSync } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import type { RunEvidence } from '../../contract/ladder.ts'
import { toLeafHash, verifyConsistency } from '../../kernel/merkle.ts'
import type { LedgerHead } from '../../ledger/checkpoint.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { aboutOf } from './entry-about.ts'
import type { EvidenceSource, PlacedEntry } from './read-evidence.ts'

const FILE = 'index.sqlite'
/** Another form of the tables, or of what is kept in them, is another number. */
const FORM = '1'
const TABLES = `
  CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS entry (
    position INTEGER PRIMARY KEY, leaf TEXT NOT NULL, kind TEXT NOT NULL, at TEXT NOT NULL, engine TEXT, challenge TEXT,
    bytes BLOB NOT NULL);
  CREATE INDEX IF NOT EXISTS entry_by_time ON entry (kind, at);
  CREATE UNIQUE INDEX IF NOT EXISTS challenge_by_id ON entry (challenge) WHERE kind = 'challenge';
  CREATE TABLE IF NOT EXISTS bundle (run TEXT PRIMARY KEY, stamp TEXT NOT NULL, evidence TEXT NOT NULL) WITHOUT ROWID;`
/** Files of a bundle that evidence is read from. */
const READ = ['report.json', 'events.normalized.jsonl', 'inputs/policy.json'] as const

export interface EvidenceIndex {
  /** Takes in what the ledger holds beyond it; from the beginning where it does not continue what is here. */
  follow(ledger: Ledger, logPath: string): Promise<{ readonly head: LedgerHead; readonly rebuilt: boolean }>
  source(head: LedgerHead, cutoff: string): EvidenceSource
  leafHashAt(position: number): string | undefined
  close(): void
}

export function indexPath(stateDir: string): string {
  return join(stateDir, FILE)
}

export async function dropIndex(stateDir: string): Promise<void> {
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${indexPath(stateDir)}${end}`, { force: true })))
}

/** @throws Error of SQLite when the file is no database, or another process writes it for long */
export function openIndex(stateDir: string, runsDir: string): EvidenceIndex {
  const db = new DatabaseSync(indexPath(stateDir), { timeout: 5_000 })
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
  db.exec(TABLES)
  const getMeta = db.prepare('SELECT value FROM meta WHERE name = ?')
  const setMeta = db.prepare(
    'INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
  )
  const insert = db.prepare('INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)')
  const asked = db.prepare("SELECT at, engine FROM entry WHERE kind = 'challenge' AND challenge = ?")
  const meta = (name: string): string | undefined => getMeta.get(name)?.value as string | undefined

  async function continues(ledger: Ledger, head: LedgerHead, stamp: string): Promise<boolean> {
    const size = Number(meta('size') ?? Number.NaN)
    const root = meta('root')
    if (meta('form') !== FORM || root === undefined || !(size <= head.size)) return false
    // The same head over another file: somebody touched the log. It is read whole again, which throws if it is not the signed one.
    if (size === head.size) return root === head.rootHash && meta('stamp') === stamp
    const { path } = await ledger.consistency(size)
    const [oldRoot, newRoot] = [Buffer.from(root, 'hex'), Buffer.from(head.rootHash, 'hex')]
    return verifyConsistency({ oldSize: size, size: head.size, oldRoot, root: newRoot, path })
  }

  async function takeIn(ledger: Ledger, from: number, size: number): Promise<void> {
    let position = from
    for await (const bytes of ledger.entries(from)) {
      // What somebody appended meanwhile is read to its end, where the ledger says whether it is the signed one, and left for next time.
      const about = position < size ? aboutOf(bytes) : undefined
      if (about !== undefined) {
        const answered = about.kind === 'run' ? asked.get(about.challenge ?? '') : undefined
        const at = (answered?.at as string | undefined) ?? about.at
        const engine = (answered?.engine as string | undefined) ?? about.engine
        const leaf = toLeafHash(bytes).toString('hex')
        insert.run(position, leaf, about.kind, at, engine, about.challenge, bytes)
      }
      position += 1
    }
  }

  return {
    async follow(ledger, logPath) {
      const stamp = stampText(await stat(logPath, { bigint: true }))
      const head = await ledger.head()
      const isNext = await continues(ledger, head, stamp)
      const size = isNext ? Number(meta('size')) : 0
      if (isNext && size === head.size) return { head, rebuilt: false }
      db.exec('BEGIN IMMEDIATE')
      try {
        if (!isNext) db.exec('DELETE FROM entry; DELETE FROM bundle; DELETE FROM meta;')
        await takeIn(ledger, size, head.size)
        const now = { form: FORM, size: String(head.size), root: head.rootHash, stamp }
        for (const [name, value] of Object.entries(now)) setMeta.run(name, value)
        db.exec('COMMIT')
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
      return { head, rebuilt: !isNext }
    },
    source: (head, cutoff) => ({
      size: head.size,
      entries: placed(db, cutoff),
      older: olderRuns(db, cutoff),
      bundle: cachedBundle(db, runsDir),
    }),
    leafHashAt(position) {
      const row = db
        .prepare("SELECT leaf FROM entry WHERE position = ? AND kind IN ('run', 'assessment')")
        .get(position)
      return row?.leaf as string | undefined
    },
    close: () => db.close(),
  }
}

async function* placed(db: DatabaseSync, cutoff: string): AsyncGenerator<PlacedEntry> {
  const rows = db
    .prepare(
      "SELECT position, leaf, bytes FROM entry WHERE at >= ? OR kind IN ('promotion', 'demotion') ORDER BY position",
    )
    .all(cutoff)
  for (const { position, leaf, bytes } of rows)
    yield { index: Number(position), leafHash: String(leaf), bytes: bytes as Uint8Array }
}

function olderRuns(db: DatabaseSync, cutoff: string): ReadonlyMap<string, number> {
  const rows = db
    .prepare("SELECT engine, count(*) AS count FROM entry WHERE kind = 'run' AND at < ? GROUP BY engine")
    .all(cutoff)
  return new Map(rows.map(({ engine, count }) => [String(engine), Number(count)]))
}

/** Evidence of a bundle whose files are the ones that it was read from, by size, times and inode. */
function cachedBundle(db: DatabaseSync, runsDir: string): EvidenceSource['bundle'] {
  const get: StatementSync = db.prepare('SELECT stamp, evidence FROM bundle WHERE run = ?')
  const put = db.prepare('INSERT OR REPLACE INTO bundle VALUES (?, ?, ?)')
  return async (runId, read) => {
    const stamp = bundleStamp(join(runsDir, runId))
    const known = get.get(runId)
    if (stamp !== undefined && known?.stamp === stamp)
      return JSON.parse(String(known.evidence)) as RunEvidence
    const evidence = await read()
    if (evidence !== undefined && stamp !== undefined) put.run(runId, stamp, JSON.stringify(evidence))
    return evidence
  }
}

function bundleStamp(folder: string): string | undefined {
  const stamps: string[] = []
  for (const name of READ) {
    const found = statSync(join(folder, name), { bigint: true, throwIfNoEntry: false })
    if (found === undefined) return undefined
    stamps.push(stampText(found))
  }
  return stamps.join(' ')
}

function stampText(found: {
  readonly ino: bigint
  readonly size: bigint
  readonly mtimeNs: bigint
  readonly ctimeNs: bigint
}): string {
  return `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}`
}
