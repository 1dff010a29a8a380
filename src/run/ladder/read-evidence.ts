import { join } from 'node:path'
import { AfterSealStatement } from '../../contract/approval.ts'
import { Event } from '../../contract/event.ts'
import { PREDICATE_TYPES } from '../../contract/ids.ts'
import {
  AssessmentStatement,
  DemotionStatement,
  PromotionStatement,
  type RunEvidence,
} from '../../contract/ladder.ts'
import { Report } from '../../contract/report.ts'
import { ChallengeStatement, RunStatement } from '../../contract/statement.ts'
import { sha256 } from '../../kernel/digest.ts'
import { toLeafHash } from '../../kernel/merkle.ts'
import { policyScopesOf } from '../../standing/policy-scope.ts'
import type { PlacedAssessment, PlacedDemotion } from '../../standing/standing-input.ts'
import { readIfThere } from '../read-if-there.ts'
import type { CheckSignature } from '../signers.ts'
import { harnessText, modelText } from './engine-now.ts'
import { withPeople } from './read-people.ts'

/** A challenge with its place, as long as no run has answered it. */
export interface OpenChallenge {
  readonly index: number
  readonly leafHash: string
  readonly challenge: ChallengeStatement['predicate']
}

export interface PlacedRequest {
  readonly index: number
  readonly leafHash: string
  readonly promotion: PromotionStatement['predicate']
}

/** An entry with its place in the ledger. */
export interface PlacedEntry {
  readonly index: number
  readonly leafHash: string
  readonly bytes: Uint8Array
}

/** By whom and as of when people's records are judged. */
export interface PeopleCheck {
  readonly check: CheckSignature
  readonly now: Date
}

/** Where evidence is read from: the whole ledger, or an index of it. Both hold the same. */
export interface EvidenceSource {
  /** Of the ledger. */
  readonly size: number
  /** In the order of the ledger; entries before the cutoff may be left out where they carry no weight. */
  readonly entries: AsyncIterable<PlacedEntry>
  /** Runs before the cutoff that were left out, by engine. */
  readonly older: ReadonlyMap<string, number>
  /** What a bundle says, from memory where it is the same bundle. */
  bundle(runId: string, read: () => Promise<RunEvidence | undefined>): Promise<RunEvidence | undefined>
}

/** The whole ledger. @param size of its head now */
export function wholeLedger(entries: AsyncIterable<Uint8Array>, size: number): EvidenceSource {
  async function* placed(): AsyncGenerator<PlacedEntry> {
    let index = 0
    for await (const bytes of entries) {
      yield { index, leafHash: toLeafHash(bytes).toString('hex'), bytes }
      index += 1
    }
  }
  return { size, entries: placed(), older: new Map(), bundle: (_, read) => read() }
}

/** What the ledger and the bundles that it binds say, in the order of the ledger. */
export interface Evidence {
  readonly size: number
  /** Leaf hashes of the runs and assessments that were read, by index. */
  readonly leafHashes: ReadonlyMap<number, string>
  /** Runs that are too old to count, by engine; their bundles were not looked at. */
  readonly older: ReadonlyMap<string, number>
  readonly runs: readonly RunEvidence[]
  /** Challenges that no run answered, and runs whose bundle is gone or is not the one that was sealed. */
  readonly open: readonly OpenChallenge[]
  readonly unreadable: readonly OpenChallenge[]
  readonly assessments: readonly PlacedAssessment[]
  readonly promotions: readonly PlacedRequest[]
  readonly demotions: readonly PlacedDemotion[]
}

/** Reads every entry once. The entries throw at their end when they are not the signed ones. */
export async function readEvidence(
  source: EvidenceSource,
  runsDir: string,
  cutoff: string,
  people: PeopleCheck,
): Promise<Evidence> {
  const leafHashes = new Map<number, string>()
  const older = new Map(source.older)
  const runs: RunEvidence[] = []
  const open = new Map<string, OpenChallenge>()
  const unreadable: OpenChallenge[] = []
  const assessments: PlacedAssessment[] = []
  const promotions: PlacedRequest[] = []
  const demotions: PlacedDemotion[] = []
  const runEntries = new Map<string, Uint8Array>()
  const records: AfterSealStatement[] = []
  for await (const { index, leafHash, bytes } of source.entries) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
    const value: unknown = JSON.parse(text)
    switch (typeOf(value)) {
      case PREDICATE_TYPES.challenge: {
        const challenge = ChallengeStatement.parse(value).predicate
        open.set(challenge.challengeId, { index, leafHash, challenge })
        break
      }
      case PREDICATE_TYPES.run: {
        const run = RunStatement.parse(value)
        leafHashes.set(index, leafHash)
        const asked = open.get(run.predicate.challengeId)
        open.delete(run.predicate.challengeId)
        if (asked !== undefined && asked.challenge.issuedAt < cutoff) {
          older.set(asked.challenge.engine, (older.get(asked.challenge.engine) ?? 0) + 1)
          break
        }
        const evidence =
          asked &&
          (await source.bundle(run.predicate.runId, () =>
            readRun(runsDir, run, asked.challenge, { index, leafHash }),
          ))
        runEntries.set(run.predicate.runId, bytes)
        if (evidence !== undefined) runs.push(evidence)
        else if (asked !== undefined) unreadable.push(asked)
        break
      }
      case PREDICATE_TYPES.assessment:
        leafHashes.set(index, leafHash)
        assessments.push({ index, leafHash, ...AssessmentStatement.parse(value).predicate })
        break
      case PREDICATE_TYPES.promotion:
        promotions.push({ index, leafHash, promotion: PromotionStatement.parse(value).predicate })
        break
      case PREDICATE_TYPES.demotion:
        demotions.push({ index, leafHash, ...DemotionStatement.parse(value).predicate })
        break
      case PREDICATE_TYPES.afterSeal:
        records.push(AfterSealStatement.parse(value))
        break
      default:
    }
  }
  const ofRun = Map.groupBy(records, ({ predicate }) => predicate.runId)
  const withRecords = async (run: RunEvidence): Promise<RunEvidence> => {
    const own = ofRun.get(run.runId) ?? []
    if (own.length === 0 && run.completeness !== 'awaiting-approval') return run
    const entry = runEntries.get(run.runId)
    const logged = { runStatementSha256: entry === undefined ? '' : sha256(entry), records: own }
    return await withPeople(run, join(runsDir, run.runId), logged, people.check, people.now)
  }
  return {
    size: source.size,
    leafHashes,
    older,
    runs: await Promise.all(runs.map(withRecords)),
    open: [...open.values()],
    unreadable,
    assessments,
    promotions,
    demotions,
  }
}

/** The report counts only when the ledger holds its digest; anything else is no evidence. */
async function readRun(
  runsDir: string,
  statement: RunStatement,
  challenge: ChallengeStatement['predicate'],
  place: { readonly index: number; readonly leafHash: string },
): Promise<RunEvidence | undefined> {
  const { runId, status, completeness, blockers } = statement.predicate
  const folder = join(runsDir, runId)
  const bytes = await readIfThere(join(folder, 'report.json'))
  const sealed = statement.subject.find(({ name }) => name === 'report.json')?.digest.sha256
  if (bytes === null || sealed === undefined || sha256(bytes) !== sealed) return undefined
  // A report of a form that this version does not know is no evidence, whoever sealed it.
  const { data: report } = Report.safeParse(JSON.parse(bytes.toString('utf8')))
  if (report === undefined) return undefined
  const events = await readIfThere(join(folder, 'events.normalized.jsonl'))
  if (events === null || sha256(events) !== report.digests['events.normalized.jsonl']) return undefined
  const first = JSON.parse(events.subarray(0, events.indexOf(0x0a)).toString('utf8'))
  const { data: started } = Event.safeParse(first)
  if (started?.type !== 'run.started') return undefined
  const policyDigest = await readPolicyScope(join(folder, 'inputs/policy.json'), challenge)
  if (policyDigest === undefined) return undefined
  return {
    ...place,
    runId,
    engine: challenge.engine,
    task: { id: report.task.id, digest: challenge.taskDigest },
    repository: challenge.base.repository,
    repositoryClass: report.repository.class,
    context: {
      policyDigest,
      source: report.engine.admissionDigest,
      model: modelText(report.model),
      harness: harnessText(started.data.harness.version, started.data.harness.node),
    },
    status,
    completeness,
    blockers,
    caps: report.caps,
    at: challenge.issuedAt,
    delivered: false,
    approved: false,
  }
}

/** What the policy of the run, which its challenge is bound to, said of the engine in the repository. */
async function readPolicyScope(
  path: string,
  { policyDigest, engine, base }: ChallengeStatement['predicate'],
): Promise<string | undefined> {
  const bytes = await readIfThere(path)
  if (bytes === null || sha256(bytes) !== policyDigest) return undefined
  return policyScopesOf(JSON.parse(bytes.toString('utf8')), engine)?.inRepository.get(base.repository)
}

function typeOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'predicateType' in value
    ? value.predicateType
    : undefined
}
