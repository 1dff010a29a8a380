// Promises: what was tried outside single runs is in the ledger, bound to the engine, policy and harness as they are now.
// Must not: be reachable with a verdict that its caller did not just see happen. Called by: engine check, fixtures run,
// controls and compare, each for the workspace that it judged.
import { PREDICATE_TYPES, runUrn, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { AssessmentStatement, EvidenceContext } from '../../contract/ladder.ts'
import { digestOfJson, toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { type LoadedWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { admitEngine } from '../admit.ts'
import { readSigners } from '../signers.ts'
import { appendStatement } from './append-statement.ts'
import { harnessNow, toEngineNow } from './engine-now.ts'

export interface Assessment {
  readonly kind: AssessmentStatement['predicate']['kind']
  /** Engine of proctor.yaml; null for what is about a task. */
  readonly engine: string | null
  readonly task: { readonly id: string; readonly digest: string } | null
  readonly ok: boolean
  /** One line for people; cut at 1,000 characters. */
  readonly summary: string
  /** The whole result as it was seen: the entry holds the SHA-256 of its canonical JSON. */
  readonly result: unknown
  /** Runs that it rests on, by the digest of their report. */
  readonly runs?: readonly { readonly runId: string; readonly reportSha256: string }[]
}

const MAX_SUMMARY = 1_000

/**
 * Appends the assessment; returns its index in the ledger.
 * @throws ProctorError engine_unknown, keys_missing, ledger_corrupt
 */
export async function recordAssessment(workspaceDir: string, assessment: Assessment): Promise<number> {
  const { kind, engine, task, ok, summary, result, runs = [] } = assessment
  const workspace = await readWorkspace(workspaceDir)
  const now = new Date()
  const context = engine === null ? withoutEngine(workspace) : await contextOf(workspace, engine, now)
  const statement: AssessmentStatement = {
    _type: STATEMENT_TYPE,
    subject: [
      { name: `${kind}.json`, digest: { sha256: sha256(toCanonicalJson(result)) } },
      ...runs.map(({ runId, reportSha256 }) => ({ name: runUrn(runId), digest: { sha256: reportSha256 } })),
    ],
    predicateType: PREDICATE_TYPES.assessment,
    predicate: {
      kind,
      engine,
      task,
      ok,
      summary: summary.slice(0, MAX_SUMMARY),
      context,
      at: now.toISOString(),
    },
  }
  return await appendStatement(workspace, statement)
}

async function contextOf(workspace: LoadedWorkspace, id: string, now: Date): Promise<EvidenceContext> {
  const config = workspace.config.engines.find((engine) => engine.id === id)
  if (config === undefined) throw new ProctorError('engine_unknown', `proctor.yaml names no engine ${id}`)
  return toEngineNow(
    workspace.config,
    await admitEngine(workspace, await readSigners(workspace), config, now),
  ).context
}

/** For what is about a task, whoever works on it. */
function withoutEngine({ config }: LoadedWorkspace): EvidenceContext {
  const { test, policy, stages } = config
  return {
    policyDigest: digestOfJson({ test, policy, stages: stages ?? null }),
    source: null,
    model: 'none - -',
    harness: harnessNow(),
  }
}
