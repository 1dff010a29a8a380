// A process that appends to a ledger until its time is over or it has done enough: node appender.ts FOLDER KEY ORIGIN NAME SECONDS APPENDS
// Every append that was acknowledged is a line on stdout: JSON of Acknowledged. The last line counts the conflicts.
import { createPrivateKey, randomBytes } from 'node:crypto'
import { readFileSync, writeSync } from 'node:fs'
import { sha256 } from '../../src/kernel/digest.ts'
import { isProctorError } from '../../src/kernel/proctor-error.ts'
import { openLedger } from '../../src/ledger/file-ledger.ts'
import { challengeEntry, otherEntry, runEntry } from '../samples/ledger-entries.ts'

/** An append that the ledger said is done. */
export interface Acknowledged {
  readonly firstIndex: number
  /** SHA-256 of each entry. */
  readonly entries: readonly string[]
  readonly size: number
  readonly rootHash: string
}

const [dir = '', key = '', origin = '', name = '', seconds = '', appends = ''] = process.argv.slice(2)
const signer = createPrivateKey(readFileSync(key))
const now = (): Date => new Date('2026-11-22T10:30:00.000Z')
const ledger = await openLedger({ dir, origin, signer, now, lockWaitMs: 60_000 })
const end = performance.now() + Number(seconds) * 1_000
let conflicts = 0
let done = 0

async function append(
  entries: readonly Buffer[],
  head: Parameters<typeof ledger.append>[1],
): Promise<boolean> {
  try {
    const appended = await ledger.append(entries, head)
    done += 1
    const said: Acknowledged = {
      firstIndex: appended.firstIndex,
      entries: entries.map(sha256),
      size: appended.head.size,
      rootHash: appended.head.rootHash,
    }
    writeSync(1, `${JSON.stringify(said)}\n`)
    return true
  } catch (error) {
    if (!isProctorError(error, 'ledger_conflict')) throw error
    conflicts += 1
    return false
  }
}

for (let nth = 0; performance.now() < end && done < Number(appends); nth += 1) {
  await append([otherEntry(`${name} ${nth}`)], null)
  // The next number of a challenge is everybody's: one process gets it, and only at the head that it was read from.
  const head = await ledger.head()
  const seq = (await ledger.challenges()).nextSeq
  const ids = { challengeId: randomBytes(16).toString('hex'), nonce: randomBytes(32).toString('hex') }
  const { entry, challenge } = challengeEntry(seq, ids)
  if (await append([entry], head))
    await append([runEntry(challenge), otherEntry(`${name} ${nth} with a run`)], null)
}
writeSync(1, `${JSON.stringify({ conflicts })}\n`)
await ledger.close()
