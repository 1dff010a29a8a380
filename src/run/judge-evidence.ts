// Promises: what each piece of evidence that a planning document names is worth: a bundle, a ledger entry, a commit.
// Must not: read documents for anything else, or write. Called by: run/validate-planning.ts.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PREDICATE_TYPES, RunId } from '../contract/ids.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { evidenceReferencesIn } from '../planning/model/evidence-reference.ts'
import type { EvidenceVerdict } from '../planning/model/planning-context.ts'
import { git } from '../workspace/git.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'

/** Every reference in the documents, looked up once. Evidence that is not at hand is unknown, which is not good enough. */
export async function judgeEvidence(
  workspace: LoadedWorkspace,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, EvidenceVerdict>> {
  const decoder = new TextDecoder()
  const references = new Set<string>()
  for (const [path, bytes] of files) {
    if (/\.(?:md|ya?ml)$/.test(path))
      for (const one of evidenceReferencesIn(decoder.decode(bytes))) references.add(one)
  }
  const verdicts = new Map<string, EvidenceVerdict>()
  const indexes = [...references].flatMap((reference) => indexOf(reference) ?? [])
  const entries =
    indexes.length === 0 ? new Map<number, Entry>() : await readLedgerEntries(workspace, new Set(indexes))
  for (const reference of references) {
    const index = indexOf(reference)
    verdicts.set(
      reference,
      index === undefined
        ? await judgeReference(workspace, reference)
        : await judgeEntry(workspace, entries.get(index)),
    )
  }
  return verdicts
}

function indexOf(reference: string): number | undefined {
  const digits = /^ledger:(0|[1-9]\d{0,8})$/.exec(reference)?.[1]
  return digits === undefined ? undefined : Number(digits)
}

async function judgeReference(workspace: LoadedWorkspace, reference: string): Promise<EvidenceVerdict> {
  const [kind, id = ''] = reference.split(':')
  if (kind === 'commit') {
    if (!/^[0-9a-f]{7,64}$/.test(id)) return 'unknown'
    const found = await git(workspace.dir, ['cat-file', '-e', `${id}^{commit}`])
    return found.code === 0 ? 'verifies' : 'unknown'
  }
  if (kind !== 'run' || !RunId.safeParse(id).success) return 'unknown'
  return await judgeBundle(workspace, join(workspace.paths.runs, id))
}

/** The verifier is loaded only when a document names a run. */
async function judgeBundle(workspace: LoadedWorkspace, bundle: string): Promise<EvidenceVerdict> {
  if (!existsSync(bundle)) return 'unknown'
  const { verifyBundleAt } = await import('./verify-bundle-at.ts')
  const { verifyRequestFor } = await import('./verify-request.ts')
  const request = await verifyRequestFor(bundle, {
    start: workspace.dir,
    trustFile: undefined,
    allowNotRun: [],
  })
  const result = await verifyBundleAt(bundle, request)
  return result.ok ? 'verifies' : 'fails'
}

/** What an entry is evidence of. A challenge, a demotion, or a change of keys or policy shows that nothing has passed. */
const IS_EVIDENCE: ReadonlySet<unknown> = new Set([
  PREDICATE_TYPES.assessment,
  PREDICATE_TYPES.promotion,
  PREDICATE_TYPES.afterSeal,
])

interface Entry {
  readonly type: unknown
  readonly runId: unknown
}

/** An entry of a run is worth what its bundle is worth. */
async function judgeEntry(workspace: LoadedWorkspace, entry: Entry | undefined): Promise<EvidenceVerdict> {
  if (entry === undefined) return 'unknown'
  if (entry.type === PREDICATE_TYPES.run) {
    const id = RunId.safeParse(entry.runId)
    return id.success ? await judgeBundle(workspace, join(workspace.paths.runs, id.data)) : 'fails'
  }
  return IS_EVIDENCE.has(entry.type) ? 'verifies' : 'fails'
}

/** The entries at these indexes. None when the ledger can not be relied on: then nothing rests on it. */
async function readLedgerEntries(
  workspace: LoadedWorkspace,
  indexes: ReadonlySet<number>,
): Promise<ReadonlyMap<number, Entry>> {
  if (workspace.trust === null || !existsSync(workspace.paths.ledger)) return new Map()
  const { openLedgerToRead } = await import('./workspace-ledger.ts')
  try {
    const ledger = await openLedgerToRead(workspace)
    try {
      const found = new Map<number, Entry>()
      let index = 0
      // To the end: only there is it known that these are the signed entries.
      for await (const bytes of ledger.entries()) {
        if (indexes.has(index)) found.set(index, toEntry(bytes))
        index += 1
      }
      return found
    } finally {
      await ledger.close()
    }
  } catch (error) {
    if (!isProctorError(error)) throw error
    return new Map()
  }
}

function toEntry(bytes: Uint8Array): Entry {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'))
  if (typeof value !== 'object' || value === null) return { type: undefined, runId: undefined }
  const predicate = 'predicate' in value ? value.predicate : undefined
  return {
    type: 'predicateType' in value ? value.predicateType : undefined,
    runId:
      typeof predicate === 'object' && predicate !== null && 'runId' in predicate
        ? predicate.runId
        : undefined,
  }
}
