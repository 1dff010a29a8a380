import type { EvidenceContext, RunEvidence } from '../contract/ladder.ts'
import { STAGE_RECORDS, STAGES, type Stage, StagesConfig } from '../contract/stages.ts'
import { digestOfJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { checkStage } from './standing.ts'
import type { PlacedAssessment, PlacedPromotion, StandingInput } from './standing-input.ts'

export const AT = '2026-11-22T10:00:00.000Z'
export const CONTEXT: EvidenceContext = {
  policyDigest: 'a'.repeat(64),
  source: 'b'.repeat(64),
  model: 'none',
  harness: 'proctor 0.1.0 node v24',
}
const WORKSPACE = '0'.repeat(32)
const TASKS = new Map(Array.from({ length: 20 }, (_, index) => [`t${index}`, sha256(`task ${index}`)]))

export function leafHashAt(index: number): string {
  return sha256(`leaf ${index}`)
}

/** A test workspace with one engine that did nothing yet. */
export function emptyInput(change: Partial<StandingInput> = {}): StandingInput {
  return {
    now: new Date('2026-11-22T12:00:00.000Z'),
    workspaceId: WORKSPACE,
    test: true,
    isProtected: true,
    config: StagesConfig.parse({}),
    tasks: TASKS,
    engines: [
      {
        id: 'fake',
        context: CONTEXT,
        policyIn: new Map([['app', CONTEXT.policyDigest]]),
        admissionProblems: [],
      },
    ],
    runs: [],
    older: new Map(),
    abandoned: [],
    assessments: [],
    promotions: [],
    demotions: [],
    leafHashAt,
    ...change,
  }
}

export function evidenceRun(index: number, change: Partial<RunEvidence> = {}): RunEvidence {
  const id = `t${index % TASKS.size}`
  return {
    index,
    leafHash: leafHashAt(index),
    runId: `20261122t100000z-${String(index).padStart(10, '0')}`,
    engine: 'fake',
    task: { id, digest: TASKS.get(id) ?? '' },
    repository: 'app',
    repositoryClass: 'artificial',
    context: CONTEXT,
    status: 'pass',
    completeness: 'complete',
    blockers: [],
    caps: ['test-workspace', 'engine-is-fake'],
    at: AT,
    delivered: true,
    approved: true,
    ...change,
  }
}

export function assessment(index: number, change: Partial<PlacedAssessment>): PlacedAssessment {
  return {
    index,
    leafHash: leafHashAt(index),
    kind: 'matrix',
    engine: 'fake',
    task: null,
    ok: true,
    summary: 'as expected',
    context: CONTEXT,
    at: AT,
    ...change,
  }
}

export function promotion(
  input: StandingInput,
  to: Stage,
  index: number,
  change: Partial<PlacedPromotion> = {},
): PlacedPromotion {
  const from = STAGES[STAGES.indexOf(to) - 1] ?? 'gated-engine'
  const engine = input.engines[0]
  if (engine === undefined) throw new Error('no engine')
  const { evidence } = checkStage(input, engine, from)
  return {
    index,
    leafHash: leafHashAt(index),
    request: {
      workspaceId: WORKSPACE,
      engine: 'fake',
      from,
      to,
      context: CONTEXT,
      evidence: [...evidence],
      evidenceDigest: digestOfJson(evidence),
      nonce: sha256(`nonce ${index}`),
      requestedAt: AT,
      expiresAt: '2026-11-23T10:00:00.000Z',
    },
    signatures: ['x'],
    promotedAt: AT,
    signers: [
      { ok: true, principal: 'alice' },
      { ok: true, principal: 'bob' },
    ],
    ...change,
  }
}

/** An engine that climbed all the way: runs at every class, every assessment, every promotion. */
export function climbed(): StandingInput {
  let index = 0
  const assessments = [
    assessment(index++, { kind: 'conformance' }),
    assessment(index++, { kind: 'matrix' }),
    assessment(index++, { kind: 'comparison' }),
    ...[...TASKS].map(([id, digest]) =>
      assessment(index++, { kind: 'controls', engine: null, task: { id, digest } }),
    ),
  ]
  let input = emptyInput({ assessments })
  for (const stage of STAGES) {
    const { mutationScope } = STAGE_RECORDS[stage]
    if (stage !== 'gated-engine' && stage !== 'candidate-default') {
      const runs = [...TASKS].map((_, nth) =>
        evidenceRun(index + nth, {
          repositoryClass: mutationScope,
          task: { id: `t${nth}`, digest: TASKS.get(`t${nth}`) ?? '' },
        }),
      )
      index += TASKS.size
      input = { ...input, runs: [...input.runs, ...runs] }
    }
    const to = STAGES[STAGES.indexOf(stage) + 1]
    if (to !== undefined)
      input = { ...input, promotions: [...input.promotions, promotion(input, to, index++)] }
  }
  return input
}
