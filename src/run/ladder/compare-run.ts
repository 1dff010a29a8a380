import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ComparisonOutcome, compareEngines } from '../../compare/compare-engines.ts'
import { toOutcome } from '../../compare/outcome.ts'
import { createRandom, shuffle } from '../../compare/seeded-random.ts'
import type { Trial } from '../../compare/trial.ts'
import { Event } from '../../contract/event.ts'
import { PREDICATE_TYPES, STATEMENT_TYPE } from '../../contract/ids.ts'
import type { AssessmentStatement, ComparisonPlanStatement } from '../../contract/ladder.ts'
import { Report } from '../../contract/report.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import type { EngineNow } from '../../standing/standing-input.ts'
import { runTask } from '../run-task.ts'
import { appendStatement } from './append-statement.ts'
import { planOf, reservationsOf, tasksOf } from './comparison-plan.ts'
import type { CompareRequest, MadeTrial } from './comparison-types.ts'
import { signClaims } from './not-applicable.ts'
import { engineOf, type OpenedLadder, openLadder } from './read-standing.ts'

/** What a comparison leaves behind, and what is printed. */
export interface Comparison {
  readonly plan: ComparisonPlanStatement['predicate']
  /** Ledger index of the plan: it was fixed before the first run. */
  readonly planEntry: number
  readonly test: boolean
  readonly trials: readonly Trial[]
  readonly outcome: ComparisonOutcome
  /** What speaks against counting it; empty when it counts. */
  readonly reservations: readonly string[]
}

export type CompareAnswer =
  | { readonly refused: readonly string[] }
  | { readonly refused: null; readonly comparison: Comparison; readonly file: string }

/**
 * Fixes the plan in the ledger, runs every engine on every task, and judges the pairs.
 * @throws ProctorError engine_unknown, usage; nothing is appended then
 */
export async function compareRun(workspaceDir: string, request: CompareRequest): Promise<CompareAnswer> {
  const ladder = await openLadder(workspaceDir, new Date(), request.engines)
  const engines = request.engines.map((id) => engineOf(ladder, id))
  const tasks = tasksOf(ladder, request.tasks)
  const [candidate, ...baselines] = engines
  if (candidate === undefined || baselines.length === 0 || new Set(request.engines).size < engines.length)
    throw new ProctorError('usage', 'name at least two different engines, the candidate first', {
      hint: 'such as --engines pi,fake',
    })
  const refused = engines.flatMap(({ id, admissionProblems }) =>
    admissionProblems.map((why) => `${id}: ${why}`),
  )
  if (refused.length > 0) return { refused }
  const ids = {
    workspaceId: ladder.workspaceId,
    planId: randomBytes(16).toString('hex'),
    candidate: candidate.id,
  }
  const claims = await signClaims(ladder.workspace, ids, request.notApplicable, request.key)
  if (claims.refused.length > 0) return { refused: claims.refused }
  const plan = planOf(request, ids.planId, candidate, baselines, tasks, claims.signed)
  const planEntry = await appendStatement(ladder.workspace, {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'plan', digest: { sha256: sha256(toCanonicalJson(plan)) } }],
    predicateType: PREDICATE_TYPES.comparisonPlan,
    predicate: plan,
  })
  const trials = await runPlan(ladder, plan, request.onRun)
  const outcome = compareEngines(
    trials.map(({ trial }) => trial),
    {
      ...plan,
      resamples: 10_000,
    },
  )
  const reservations = reservationsOf(ladder, plan, trials)
  const comparison: Comparison = {
    plan,
    planEntry,
    test: ladder.input.test,
    trials: trials.map(({ trial }) => trial),
    outcome,
    reservations,
  }
  const file = await keep(ladder, candidate, comparison)
  return { refused: null, comparison, file }
}

/** Pairs in random order, and within each the engines in random order, as the seed of the plan says. */
async function runPlan(
  ladder: OpenedLadder,
  plan: ComparisonPlanStatement['predicate'],
  onRun: (line: string) => void,
): Promise<MadeTrial[]> {
  const random = createRandom(plan.seed)
  const pairs = plan.tasks.flatMap(({ id }) =>
    Array.from({ length: plan.trials }, (_, trial) => ({ task: id, trial })),
  )
  const made: MadeTrial[] = []
  const total = pairs.length * (plan.baselines.length + 1)
  for (const { task, trial } of shuffle(pairs, random)) {
    for (const engine of shuffle([plan.candidate, ...plan.baselines], random)) {
      const { result } = await runTask({
        workspaceDir: ladder.workspace.dir,
        taskId: task,
        engineId: engine,
        scenario: undefined,
        sandbox: 'bubblewrap',
        progress: () => undefined,
      })
      onRun(
        `${made.length + 1}/${total}  ${engine}  ${task} #${trial + 1}  ${result.status} ${result.blockers.join(',')}`,
      )
      if (result.completeness === 'interrupted' || result.bundle === null)
        throw new ProctorError(
          'evidence_write',
          `run ${result.runId} was not finished; the comparison stops here`,
          {
            hint: 'what was run stays in the ledger; start a new comparison',
          },
        )
      made.push(await readTrial(result.bundle, engine, task, trial))
    }
  }
  return made
}

async function readTrial(bundle: string, engine: string, task: string, trial: number): Promise<MadeTrial> {
  const report = Report.parse(JSON.parse(await readFile(join(bundle, 'report.json'), 'utf8')))
  const events = (await readFile(join(bundle, 'events.normalized.jsonl'), 'utf8'))
    .split('\n')
    .slice(0, -1)
    .map((line) => Event.parse(JSON.parse(line)))
  const blockers = report.blockers.map(({ code }) => code)
  return {
    report,
    trial: {
      engine,
      task,
      trial,
      runId: report.runId,
      outcome: toOutcome({ ...report, blockers }),
      blockers,
      seconds: (Date.parse(report.runEndedAt) - Date.parse(report.runStartedAt)) / 1000,
      tokens: report.usage === null ? null : report.usage.inputTokens + report.usage.outputTokens,
      cost: null,
      permissionDenials: events.filter(
        (event) => event.type === 'permission.resolved' && event.data.outcome === 'cancelled',
      ).length,
    },
  }
}

/** Writes the comparison down, and what it showed into the ledger, bound to the file by its digest. */
async function keep(ladder: OpenedLadder, candidate: EngineNow, comparison: Comparison): Promise<string> {
  const folder = join(ladder.workspace.paths.state, 'comparisons')
  const file = join(folder, `${comparison.plan.planId}.json`)
  const content = `${JSON.stringify(comparison, null, 2)}\n`
  await mkdir(folder, { recursive: true })
  await writeFile(file, content, { flag: 'wx' })
  const { verdict } = comparison.outcome
  const reasons = [
    ...comparison.outcome.results.map(
      ({ baseline, verdict: one, reasons: why }) => `${baseline}: ${one}, ${why.join('; ')}`,
    ),
    ...(comparison.plan.notApplicable ?? []).map(
      ({ engine, reason, by }) => `${engine}: not applicable, ${reason}, signed by ${by}`,
    ),
    ...comparison.reservations,
  ]
  const statement: AssessmentStatement = {
    _type: STATEMENT_TYPE,
    subject: [{ name: 'comparison.json', digest: { sha256: sha256(content) } }],
    predicateType: PREDICATE_TYPES.assessment,
    predicate: {
      kind: 'comparison',
      engine: candidate.id,
      task: null,
      tasks: comparison.plan.tasks,
      ok: verdict === 'met' && comparison.reservations.length === 0,
      summary: `${verdict}; ${reasons.join('; ')}`.slice(0, 1_000),
      context: candidate.context,
      at: new Date().toISOString(),
    },
  }
  await appendStatement(ladder.workspace, statement)
  return file
}
