import { join } from 'node:path'
import type { Ledger } from '../../ledger/ledger.ts'
import type { LoadedWorkspace } from '../../workspace/read-workspace.ts'
import { dropIndex, type EvidenceIndex, openIndex } from './evidence-index.ts'
import { type Evidence, type PeopleCheck, readEvidence, wholeLedger } from './read-evidence.ts'

export interface Indexed {
  readonly evidence: Evidence
  readonly leafHashAt: (index: number) => string | undefined
}

/**
 * The evidence of a workspace by its index, which is brought up to date first. An index that can not be used is left
 * aside, and the whole ledger is read: the answer is the same.
 * @param cutoff runs before this moment are counted and not looked at
 * @throws ProctorError ledger_corrupt
 */
export async function readIndexed(
  { paths }: LoadedWorkspace,
  ledger: Ledger,
  cutoff: string,
  people: PeopleCheck,
): Promise<Indexed> {
  let index: EvidenceIndex | undefined
  try {
    index = openIndex(paths.state, paths.runs)
    const { head } = await index.follow(ledger, join(paths.ledger, 'log.jsonl'))
    const evidence = await readEvidence(index.source(head, cutoff), paths.runs, cutoff, people)
    const promised = evidence.promotions.flatMap(({ promotion }) => promotion.request.evidence)
    const leaves = new Map(promised.map((one) => [one.index, index?.leafHashAt(one.index)]))
    return { evidence, leafHashAt: (position) => leaves.get(position) ?? evidence.leafHashes.get(position) }
  } catch (error) {
    if (!isSqliteError(error)) throw error
    return await readWhole(paths.runs, ledger, cutoff, people)
  } finally {
    index?.close()
  }
}

/** The same without the index. */
export async function readWhole(
  runsDir: string,
  ledger: Ledger,
  cutoff: string,
  people: PeopleCheck,
): Promise<Indexed> {
  const { size } = await ledger.head()
  const evidence = await readEvidence(wholeLedger(ledger.entries(), size), runsDir, cutoff, people)
  return { evidence, leafHashAt: (position) => evidence.leafHashes.get(position) }
}

/** Makes the index anew; how many entries the ledger has. @throws ProctorError ledger_corrupt */
export async function rebuildIndex({ paths }: LoadedWorkspace, ledger: Ledger): Promise<number> {
  await dropIndex(paths.state)
  const index = openIndex(paths.state, paths.runs)
  try {
    return (await index.follow(ledger, join(paths.ledger, 'log.jsonl'))).head.size
  } finally {
    index.close()
  }
}

function isSqliteError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_SQLITE_ERROR'
}
