// Promises: appends that wait at one time reach the disk together; each caller gets what an append alone would give.
// Must not: let one that is refused take the others with it. Called by: run/recovery/.
import { isProctorError } from '../kernel/proctor-error.ts'
import type { Appended, Ledger } from './ledger.ts'

interface Waiting {
  readonly leaves: readonly Uint8Array[]
  resolve(appended: Appended): void
  reject(error: unknown): void
}

/** The same ledger. Appends that name a head are not grouped, since each decides on one of its own. */
export function groupAppends(ledger: Ledger): Ledger {
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  async function alone({ leaves, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await ledger.append(leaves, null))
    } catch (error) {
      reject(error)
    }
  }

  async function together(group: readonly Waiting[]): Promise<void> {
    try {
      const appended = await ledger.append(
        group.flatMap(({ leaves }) => leaves),
        null,
      )
      let { firstIndex } = appended
      for (const { leaves, resolve } of group) {
        resolve({ ...appended, firstIndex })
        firstIndex += leaves.length
      }
    } catch (error) {
      // None was appended: what speaks against one of them is found by asking one by one.
      if (isProctorError(error, 'ledger_conflict', 'not_canonical')) for (const one of group) await alone(one)
      else for (const { reject } of group) reject(error)
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      const [only] = group
      if (group.length === 1 && only !== undefined) await alone(only)
      else await together(group)
    }
    running = undefined
  }

  return {
    ...ledger,
    append(leaves, expected) {
      if (expected !== null) return ledger.append(leaves, expected)
      return new Promise((resolve, reject) => {
        waiting.push({ leaves, resolve, reject })
        running ??= drain()
      })
    },
    async close() {
      await running
      await ledger.close()
    },
  }
}
