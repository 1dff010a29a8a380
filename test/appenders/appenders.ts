import { spawn } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { sha256 } from '../../src/kernel/digest.ts'
import { toPublicKey } from '../../src/kernel/key-id.ts'
import { auditLedger } from '../../src/ledger/audit-ledger.ts'
import { toOrigin } from '../../src/ledger/checkpoint.ts'
import { createLedger, openLedger } from '../../src/ledger/file-ledger.ts'
import type { Acknowledged } from './appender.ts'

export interface AppendersRequest {
  /** Folder that is there and empty. */
  readonly root: string
  readonly processes: number
  /** How long each of them appends, and how often at most. */
  readonly seconds: number
  readonly appends: number
  /** Ends a process by SIGKILL as soon as it has acknowledged this many appends; null for never. */
  readonly killAfter: readonly (number | null)[]
}

export interface AppendersReport {
  readonly acknowledged: number
  /** Entries in the ledger at the end. */
  readonly entries: number
  /** Appends that were refused since another process had been faster. */
  readonly conflicts: number
  readonly killed: number
  /** Acknowledged entries that do not stand where it was said; entries that stand twice; acknowledged heads that the ledger does not continue. */
  readonly lost: number
  readonly doubled: number
  readonly forks: number
  /** What the audit says; empty when the ledger verifies. */
  readonly findings: readonly string[]
}

/** Real processes on one real ledger, and what became of what they were told. */
export async function runAppenders(request: AppendersRequest): Promise<AppendersReport> {
  const dir = join(request.root, 'ledger')
  const key = join(request.root, 'key.pem')
  const origin = toOrigin('0'.repeat(32))
  const signer = generateKeyPairSync('ed25519').privateKey
  writeFileSync(key, signer.export({ type: 'pkcs8', format: 'pem' }))
  await createLedger(dir, origin, signer)
  const appenders = Array.from({ length: request.processes }, (_, nth) =>
    appender(
      [dir, key, origin, `process ${nth}`, String(request.seconds), String(request.appends)],
      request.killAfter[nth] ?? null,
    ),
  )
  const seen = await Promise.all(appenders)
  const acknowledged = seen.flatMap((one) => one.acknowledged)
  const keys = [{ key: toPublicKey(signer), validFrom: 0, validUntil: null }]
  const { findings } = await auditLedger({ dir, origin, keys, remembered: [] })
  const ledger = await openLedger({ dir, origin, signer, now: () => new Date() })
  try {
    const digests: string[] = []
    for await (const entry of ledger.entries()) digests.push(sha256(entry))
    const claims = acknowledged.flatMap(({ firstIndex, entries }) =>
      entries.map((digest, nth) => ({ index: firstIndex + nth, digest })),
    )
    let forks = 0
    for (const head of acknowledged) if ((await ledger.firstNotContinued([head])) !== undefined) forks += 1
    return {
      acknowledged: claims.length,
      entries: digests.length,
      conflicts: seen.reduce((sum, one) => sum + one.conflicts, 0),
      killed: seen.filter(({ signal }) => signal === 'SIGKILL').length,
      lost: claims.filter(({ index, digest }) => digests[index] !== digest).length,
      doubled: digests.length - new Set(digests).size,
      forks,
      findings: findings.map(({ id, message }) => `${id}: ${message}`),
    }
  } finally {
    await ledger.close()
  }
}

interface Seen {
  readonly acknowledged: readonly Acknowledged[]
  readonly conflicts: number
  readonly signal: NodeJS.Signals | null
}

function appender(args: readonly string[], killAfter: number | null): Promise<Seen> {
  const script = join(import.meta.dirname, 'appender.ts')
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const acknowledged: Acknowledged[] = []
  let conflicts = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const said = JSON.parse(line) as Acknowledged | { readonly conflicts: number }
    if ('conflicts' in said) conflicts = said.conflicts
    else acknowledged.push(said)
    if (acknowledged.length === killAfter) child.kill('SIGKILL')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve({ acknowledged, conflicts, signal })
      else reject(new Error(`an appender ended with ${code ?? signal}`))
    })
  })
}
