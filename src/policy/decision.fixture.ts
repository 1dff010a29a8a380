import type { AdmissionRecord, SourceFacts } from '../contract/decision.ts'
import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import type { Enablement, EnablementFacts } from '../contract/enablement.ts'
import { SCHEMA_IDS } from '../contract/ids.ts'
import type { MutationClass } from '../contract/mutation-class.ts'
import type { SignatureFacts } from '../contract/signature.ts'
import type { Stage } from '../contract/stages.ts'
import type { StandingFacts } from '../contract/standing-facts.ts'
import { PolicyConfig } from '../contract/workspace.ts'
import { sha256 } from '../kernel/digest.ts'

export const NOW = '2026-06-15T12:00:00.000Z'
const BEFORE = '2026-06-01T00:00:00.000Z'
const AFTER = '2026-12-01T00:00:00.000Z'
const SOURCE_ID = sha256('source')

type Policy = ReturnType<typeof PolicyConfig.parse>

/** The policy of a workspace that says nothing, with some of it said. */
export function policy(said: object = {}): Policy {
  return PolicyConfig.parse(said)
}

export function signedBy(principal: string): SignatureFacts {
  return {
    ok: true,
    principal,
    fingerprint: `SHA256:${sha256(principal)}`,
    keyType: 'ssh-ed25519',
    userPresent: null,
    userVerified: null,
  }
}

export const UNSIGNED: SignatureFacts = { ok: false, problem: 'missing', message: 'it is not signed' }

export function sourceFacts(changes: Partial<SourceFacts> = {}): SourceFacts {
  return {
    recordSha256: sha256('record'),
    signature: signedBy('alice'),
    uncommitted: null,
    sourceId: SOURCE_ID,
    kind: 'git',
    licence: 'MIT',
    retrievedAt: BEFORE,
    admittedAt: BEFORE,
    expiresAt: AFTER,
    ...changes,
  }
}

export function enablement(
  changes: Partial<Enablement> = {},
  around: Partial<EnablementFacts> = {},
): EnablementFacts {
  return {
    sha256: sha256('enablement'),
    signature: signedBy('bob'),
    uncommitted: null,
    document: {
      schemaVersion: SCHEMA_IDS.enablement,
      engine: 'case',
      sourceId: SOURCE_ID,
      upTo: 'artificial',
      repositories: ['example'],
      notBefore: BEFORE,
      expiresAt: AFTER,
      acceptsLicence: null,
      requestedBy: 'carol',
      reason: 'a first look',
      ...changes,
    },
    ...around,
  }
}

export function standing(stage: Stage, changes: Partial<StandingFacts> = {}): StandingFacts {
  return { stage, sourceId: SOURCE_ID, evidenceAt: BEFORE, stale: [], ...changes }
}

function admission(engine: string, changes: Partial<AdmissionRecord>): AdmissionRecord {
  return {
    schemaVersion: SCHEMA_IDS.admission,
    engine,
    adapter: engine,
    basis: 'builtin',
    purl: null,
    version: '1.0.0',
    executables: [],
    admitted: true,
    allowedMode: 'artificial',
    reasons: [],
    ...changes,
  }
}

/** An open engine that proctor ships. */
export function builtin(
  engine: string,
  rank: number,
  changes: Partial<AdmissionRecord> = {},
): CandidateFacts {
  return {
    engine,
    rank,
    adapter: engine,
    adapterKnown: true,
    gated: false,
    admission: admission(engine, changes),
    enablement: null,
    standing: null,
  }
}

/** An engine on signed record, admitted for `mode`. */
export function recorded(
  engine: string,
  rank: number,
  mode: MutationClass,
  source: Partial<SourceFacts> = {},
): CandidateFacts {
  const facts = sourceFacts(source)
  return builtin(engine, rank, { basis: 'record', allowedMode: mode, source: facts })
}

/** The gated engine `case`, with everything that it takes to run. */
export function gated(
  changes: Partial<CandidateFacts> = {},
  source: Partial<SourceFacts> = {},
): CandidateFacts {
  return { ...recorded('case', 0, 'artificial', source), gated: true, enablement: enablement(), ...changes }
}

/** Facts under which any admitted engine may run. */
export function facts(
  candidates: readonly CandidateFacts[],
  changes: Partial<DecisionFacts> = {},
): DecisionFacts {
  return {
    schemaVersion: SCHEMA_IDS.decisionFacts,
    now: NOW,
    expiresAt: '2026-06-15T16:00:00.000Z',
    requester: 'dave',
    task: { id: 'example', riskClass: 'low', hasTest: true, paths: ['src/**'], maxFiles: 5, maxLines: 50 },
    repository: { id: 'example', class: 'artificial' },
    source: { clean: true, dirtyPaths: [] },
    sandbox: { backend: 'bubblewrap', available: true, problems: [] },
    protection: { commit: 'a'.repeat(40), changed: [] },
    candidates: [...candidates],
    recommendations: [],
    policyDigest: sha256('policy'),
    ...changes,
  }
}
