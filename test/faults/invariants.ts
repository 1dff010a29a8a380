import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PREDICATE_TYPES } from '../../src/contract/ids.ts'
import { readMachineKeys } from '../../src/evidence/keys.ts'
import { verifyBundleAt } from '../../src/run/verify-bundle-at.ts'
import { openWorkspaceLedger } from '../../src/run/workspace-ledger.ts'
import { workspacePaths } from '../../src/workspace/paths.ts'
import { readTrust, readWorkspace } from '../../src/workspace/read-workspace.ts'
import type { Arena } from './arena.ts'

/** What was known before a case, so that only what it did is looked at. */
export interface Before {
  readonly source: string
  readonly runs: ReadonlySet<string>
}

export function lookBefore(arena: Arena): Before {
  return { source: digestOfFolder(arena.repository), runs: new Set(runsOf(arena)) }
}

export interface After {
  /** What is broken; empty when all holds. */
  readonly broken: readonly string[]
  readonly sealed: number
  readonly passed: number
}

/** The invariants (a) to (e), after a fault and a recovery. */
export async function checkInvariants(arena: Arena, before: Before): Promise<After> {
  const broken: string[] = []
  const paths = workspacePaths(arena.dir)
  const trust = await readTrust(paths.trust)
  const keys = await readMachineKeys(paths.keys)
  if (trust === null) return { broken: ['(a) there is no trust file'], sealed: 0, passed: 0 }
  const fresh = runsOf(arena).filter((name) => !before.runs.has(name))
  let passed = 0
  try {
    const ledger = await openWorkspaceLedger(await readWorkspace(arena.dir), keys.ledger.privateKey)
    const issued: string[] = []
    const used: string[] = []
    for await (const entry of ledger.entries()) {
      const { predicateType, predicate } = JSON.parse(Buffer.from(entry).toString('utf8'))
      if (predicateType === PREDICATE_TYPES.challenge) issued.push(predicate.runId)
      if (predicateType === PREDICATE_TYPES.run) used.push(predicate.runId)
    }
    await ledger.close()
    if (new Set(used).size !== used.length) broken.push('(a) a run is in the ledger twice')
    for (const runId of issued) {
      const there = existsSync(join(paths.runs, runId))
      if (!used.includes(runId)) broken.push(`(b) run ${runId} is on record and was never sealed`)
      else if (!there) broken.push(`(b) run ${runId} is sealed in the ledger and has no bundle`)
    }
  } catch (error) {
    broken.push(`(a) the ledger does not verify: ${String(error)}`)
  }
  for (const name of fresh) {
    const result = await verifyBundleAt(join(paths.runs, name), {
      trust,
      source: arena.repository,
      allowNotRun: [],
      signers: async () => null,
    })
    if (!result.ok) broken.push(`bundle ${name} does not verify: ${JSON.stringify(result.findings)}`)
    const report = JSON.parse(readFileSync(join(paths.runs, name, 'report.json'), 'utf8'))
    if (result.status === 'pass') passed += 1
    if (result.status === 'pass' && report.task.id !== 'good') broken.push(`(c) run ${name} says pass`)
    if (result.status === 'pass' && result.completeness !== 'complete')
      broken.push(`(c) ${name} passes incomplete`)
  }
  broken.push(...leftovers(arena, paths.work))
  if (digestOfFolder(arena.repository) !== before.source) broken.push('(e) the source repository was changed')
  return { broken, sealed: fresh.length, passed }
}

function runsOf(arena: Arena): string[] {
  const { runs } = workspacePaths(arena.dir)
  return existsSync(runs) ? readdirSync(runs) : []
}

/** (d) processes, sockets, mounts, folders. */
function leftovers(arena: Arena, work: string): string[] {
  const broken: string[] = []
  const inWork = existsSync(work) ? readdirSync(work) : []
  if (inWork.length > 0) broken.push(`(d) left in work/: ${inWork.join(' ')}`)
  const { cache } = workspacePaths(arena.dir)
  const drafts = listFiles(cache).filter((path) => /\.\d{8}t\d{6}z-|\.draft$/.test(path))
  if (drafts.length > 0) broken.push(`(d) left in cache/: ${drafts.join(' ')}`)
  const ids = [...new Set(readLedgerRunIds(arena))]
  const known = new Set(ids)
  const sockets = readdirSync(tmpdir()).filter((name) => known.has(name.replace(/^proctor-/, '')))
  if (sockets.length > 0) broken.push(`(d) left in the temporary folder: ${sockets.join(' ')}`)
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  if (mounts.includes(work)) broken.push('(d) something is mounted below work/')
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const text = ['environ', 'mountinfo'].map((file) => readQuietly(`/proc/${pid}/${file}`)).join('\0')
    const named = [...text.matchAll(/\/(\d{8}t\d{6}z-[0-9a-f]{10})\//g)].some(([, id]) => known.has(id ?? ''))
    const ours = named || text.includes(`${work}/`)
    if (ours && pid !== String(process.pid) && !isEnded(pid))
      broken.push(`(d) process ${pid} is left: ${readQuietly(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')}`)
  }
  return broken
}

function isEnded(pid: string): boolean {
  return /^State:\s+[ZX]/m.test(readQuietly(`/proc/${pid}/status`)) || !existsSync(`/proc/${pid}`)
}

function readLedgerRunIds(arena: Arena): string[] {
  const log = readQuietly(join(workspacePaths(arena.dir).ledger, 'log.jsonl'))
  return [...log.matchAll(/"runId":"([^"]+)"/g)].flatMap(([, id]) => id ?? [])
}

function readQuietly(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return ''
  }
}

function listFiles(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
}

/** Every name, mode and byte below a folder, git's own files included. */
export function digestOfFolder(folder: string): string {
  const hash = createHash('sha256')
  for (const name of listFiles(folder).sort()) {
    const path = join(folder, name)
    const stats = lstatSync(path)
    hash.update(`${name}\0${stats.mode}\0`)
    if (stats.isFile()) hash.update(readFileSync(path))
    if (stats.isSymbolicLink()) hash.update(readlinkSync(path))
  }
  return hash.digest('hex')
}
