// A process that appends to a ledger and says so: node append-many.ts FOLDER KEY ORIGIN NAME COUNT
import { createPrivateKey } from 'node:crypto'
import { readFileSync, writeSync } from 'node:fs'
import { openLedger } from '../../src/ledger/file-ledger.ts'
import { otherEntry } from './ledger-entries.ts'

const [dir = '', key = '', origin = '', name = '', count = ''] = process.argv.slice(2)
const signer = createPrivateKey(readFileSync(key))
const ledger = await openLedger({ dir, origin, signer, now: () => new Date(), lockWaitMs: 30_000 })
for (let index = 0; index < Number(count); index += 1) {
  const text = `${name} ${index}`
  const { firstIndex } = await ledger.append([otherEntry(text)], null)
  writeSync(1, `${firstIndex} ${text}\n`)
}
await ledger.close()
