import * as z from 'zod'
import { PREDICATE_TYPES, runUrn } from '../../contract/ids.ts'
import type { Ledger } from '../../ledger/ledger.ts'

const MARK = Buffer.from(PREDICATE_TYPES.artifactFailed)
const Failure = z.object({
  predicateType: z.literal(PREDICATE_TYPES.artifactFailed),
  predicate: z.object({ run: z.string() }),
})

/** Of these runs, those whose evidence could not be written, as the ledger says. Reads every entry. */
export async function findFailedWrites(
  ledger: Ledger,
  runIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const named = new Map(runIds.map((runId) => [runUrn(runId), runId]))
  const found = new Set<string>()
  for await (const entry of ledger.entries()) {
    const bytes = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength)
    if (!bytes.includes(MARK)) continue
    const failure = Failure.safeParse(JSON.parse(bytes.toString('utf8'))).data
    const runId = failure === undefined ? undefined : named.get(failure.predicate.run)
    if (runId !== undefined) found.add(runId)
  }
  return found
}
