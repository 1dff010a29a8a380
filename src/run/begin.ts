import { release } from 'node:os'
import type { ReportCore } from '../contract/report.ts'
import type { ChallengeStatement } from '../contract/statement.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { type BundleWriter, createBundle } from '../evidence/bundle-writer.ts'
import { type EventLog, type KeptEvents, openEventLog } from '../evidence/event-log.ts'
import { signStatement } from '../evidence/sign-statement.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { modeOf } from '../kernel/mode-of.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type MadeBy, made } from './brand.ts'
import type { Candidate } from './candidate.ts'
import type { Decision } from './decide.ts'
import { decisionStatement, issueChallenge, toChallengeStatement } from './issue-challenge.ts'
import { findModelAccess, type ModelAccess, secretsOf } from './model-access.ts'
import type { OpenedRun } from './opened-run.ts'
import { createRedaction, type Redaction } from './redaction.ts'

/** A run that is in the ledger: its challenge is durable, and so is `run.started`. Only now may anything be spawned. */
export type StartedRun = MadeBy<
  'begin',
  OpenedRun & {
    readonly decision: Decision
    readonly candidate: Candidate
    readonly challenge: ChallengeStatement['predicate']
    readonly modelAccess: ModelAccess | null
    readonly model: ReportCore['model']
    readonly events: EventLog
    readonly bundle: BundleWriter
    readonly redaction: Redaction
  }
>

export const EVENT_LOG = 'events.normalized.jsonl'

/** Issues the challenge, signs the decision over its nonce, and starts the event log. */
export async function begin(run: OpenedRun, decision: Decision): Promise<StartedRun> {
  const modelAccess = await checkConfiguration(run, decision)
  const challenge = await issueChallenge(run, decision)
  // The run starts when its challenge says so: a clock that is set meanwhile does not come between the two.
  let start: Date | null = new Date(challenge.predicate.issuedAt)
  return await open(run, decision, challenge, modelAccess, () => {
    const at = start ?? new Date()
    start = null
    return at
  })
}

/** A run that was found with its challenge in the ledger and its beginning not whole: begun as of the challenge. */
export async function beginAgain(
  run: OpenedRun,
  decision: Decision,
  challenge: ChallengeStatement['predicate'],
): Promise<StartedRun> {
  const at = new Date(challenge.issuedAt)
  return await open(run, decision, toChallengeStatement(challenge), null, () => at)
}

/** A run that was found begun. What stands in its event log behind `kept` is cut off. */
export async function resumeBegun(
  run: OpenedRun,
  decision: Decision,
  challenge: ChallengeStatement['predicate'],
  kept: KeptEvents,
): Promise<StartedRun> {
  const { work, runs } = run.workspace.paths
  const bundle = await createBundle({ runId: run.id, work, runs })
  const now = () => new Date()
  const events = await openEventLog({ path: await bundle.place(EVENT_LOG), runId: run.id, now, kept })
  const { candidate } = decision
  const model = modelOf(run, candidate)
  return made('begin')({
    ...run,
    decision,
    candidate,
    challenge,
    modelAccess: null,
    model,
    events,
    bundle,
    redaction: createRedaction([]),
  })
}

async function open(
  run: OpenedRun,
  decision: Decision,
  challenge: ChallengeStatement,
  modelAccess: ModelAccess | null,
  now: () => Date,
): Promise<StartedRun> {
  const { candidate } = decision
  const { work, runs } = run.workspace.paths
  const bundle = await createBundle({ runId: run.id, work, runs })
  const verifierKey = run.keys.verifier
  await bundle.write('inputs/task.json', run.inputs.task)
  await bundle.write('inputs/policy.json', run.inputs.policy)
  await bundle.write('inputs/admission.json', toCanonicalJson(candidate.record))
  await bundle.write('inputs/decision-facts.json', toCanonicalJson(decision.facts))
  for (const [name, bytes] of candidate.documents) await bundle.write(`inputs/${name}`, bytes)
  await bundle.write('inputs/challenge.sigstore.json', signStatement(challenge, verifierKey))
  await bundle.write(
    'inputs/decision.sigstore.json',
    signStatement(decisionStatement(run, decision, challenge), verifierKey),
  )

  const events = await openEventLog({
    path: await bundle.place(EVENT_LOG),
    runId: run.id,
    now,
  })
  const model = modelOf(run, candidate)
  const { predicate } = challenge
  await events.append('run.started', 'harness', {
    runId: run.id,
    challengeId: predicate.challengeId,
    nonce: predicate.nonce,
    seq: predicate.seq,
    ledgerHead: predicate.ledgerHead,
    base: predicate.base,
    taskDigest: run.inputs.taskDigest,
    policyDigest: run.inputs.policyDigest,
    engine: {
      id: candidate.config.id,
      adapter: candidate.config.adapter,
      version: candidate.record.version,
      purl: candidate.record.purl,
      admissionDigest: candidate.recordDigest,
    },
    model,
    harness: {
      version: PROCTOR_VERSION,
      node: process.versions.node,
      os: `${process.platform} ${release()} ${process.arch}`,
    },
    testWorkspace: run.workspace.config.test,
  })
  await recordDecision(events, decision)
  await events.sync()
  return made('begin')({
    ...run,
    decision,
    candidate,
    challenge: predicate,
    modelAccess,
    model,
    events,
    bundle,
    redaction: createRedaction(secretsOf(modelAccess)),
  })
}

async function recordDecision(events: EventLog, decision: Decision): Promise<void> {
  const { candidate, record, refusals } = decision
  const { purl, admitted, reasons } = candidate.record
  const recordDigest = candidate.recordDigest
  if (admitted) await events.append('source.admitted', 'policy', { purl, recordDigest })
  else {
    await events.append('source.rejected', 'policy', {
      purl,
      recordDigest,
      reasons: reasons.map(({ message }) => message),
    })
  }
  await events.append('policy.evaluated', 'policy', {
    policyDigest: record.policyDigest,
    factsDigest: record.factsDigest,
    decision: record.selected ?? 'refused',
    reasons: record.reasons,
    checksUnavailable: [],
  })
  if (refusals.length > 0) await events.append('run.refused', 'harness', { reasons: [...refusals] })
}

/** What is wrong with the configuration of an engine that is about to run is said before anything is on record. */
async function checkConfiguration(
  run: OpenedRun,
  { candidate, refusals }: Decision,
): Promise<ModelAccess | null> {
  if (refusals.length > 0) return null
  if (candidate.adapter?.needsScenario === true && run.scenario === null) {
    throw new ProctorError(
      'config_invalid',
      `tasks/${run.task.id}/fake.yaml: engine ${candidate.config.id} has no scenario`,
      {
        hint: 'write the scenario, or name one with --scenario FILE',
      },
    )
  }
  return await findModelAccess(run, candidate.config)
}

function modelOf(run: OpenedRun, candidate: Candidate): ReportCore['model'] {
  const { provider: providerId, model } = candidate.config
  const provider = run.workspace.config.providers.find(({ id }) => id === providerId)
  if (provider === undefined) return { provider: null, id: null, mode: 'none' }
  return {
    provider: provider.id,
    id: model ?? null,
    mode: modeOf(provider),
  }
}
