import { toOutcome } from '../compare/outcome.ts'
import { wilsonInterval } from '../compare/wilson.ts'
import type { AssessmentStatement, EngineStanding, RunEvidence } from '../contract/ladder.ts'
import { type ConditionId, STAGE_RECORDS, type Stage } from '../contract/stages.ts'
import { type CountedEvidence, changesSince, isFresh } from './count-evidence.ts'
import type { EngineNow, PlacedAssessment, StandingInput } from './standing-input.ts'

export interface ConditionResult {
  readonly condition: ConditionId
  readonly ok: boolean
  /** What holds, or what is missing, in plain words. */
  readonly message: string
}

/** What is asked of an engine at one stage. */
export interface StageQuestion {
  readonly input: StandingInput
  readonly engine: EngineNow
  readonly evidence: CountedEvidence
  readonly stage: Stage
  /** `climb`: to be promoted; `keep`: to stay where it was promoted to, where the floor of the rate counts. */
  readonly purpose: 'climb' | 'keep'
}

/** Every condition to leave the stage, those that hold too. */
export function evaluateStage(question: StageQuestion): ConditionResult[] {
  return STAGE_RECORDS[question.stage].toLeave.map((condition) => ({
    condition,
    ...CHECKS[condition](question, tallyOf(question)),
  }))
}

/** Success on repositories of the stage's class, as far as it was tried. */
export function rateAt(question: StageQuestion): EngineStanding['rates'] {
  const { trials, successes } = tallyOf(question)
  if (trials === 0) return []
  const { low, high } = wilsonInterval(successes, trials, question.input.config.confidence)
  return [{ repositoryClass: STAGE_RECORDS[question.stage].mutationScope, successes, trials, low, high }]
}

/** The ledger entries that the conditions of a stage rest on. */
export function evidenceFor(
  question: StageQuestion,
): { readonly index: number; readonly leafHash: string }[] {
  const assessments = latestAssessments(question).filter(({ kind }) =>
    STAGE_RECORDS[question.stage].toLeave.some((condition) => condition === kind),
  )
  return [...runsOf(question), ...assessments]
    .map(({ index, leafHash }) => ({ index, leafHash }))
    .sort((a, b) => a.index - b.index)
}

interface Tally {
  readonly runs: readonly RunEvidence[]
  readonly tasks: number
  /** Runs that speak for or against the engine, abandoned ones too. */
  readonly trials: number
  readonly successes: number
  readonly infrastructure: number
}

type Answer = Omit<ConditionResult, 'condition'>
type Check = (question: StageQuestion, tally: Tally) => Answer

const CHECKS: Readonly<Record<ConditionId, Check>> = {
  admission: ({ engine }) =>
    engine.admissionProblems.length === 0
      ? yes('its source is admitted')
      : no(`its source is not admitted: ${engine.admissionProblems.join('; ')}`),
  conformance: (question) => assessed(question, 'conformance', 'its adapter was not shown to conform'),
  matrix: (question) => assessed(question, 'matrix', 'the failure matrix was not run for it'),
  comparison: checkComparison,
  controls: checkControls,
  tasks: ({ input: { config } }, { tasks }) =>
    tasks >= config.minTasks
      ? yes(`${tasks} tasks`)
      : no(`${config.minTasks - tasks} more tasks: ${tasks} of ${config.minTasks} were tried`),
  success: checkSuccess,
  outages: ({ input: { config } }, { infrastructure, trials }) => {
    const all = infrastructure + trials
    return all === 0 || infrastructure / all <= config.maxInfrastructure
      ? yes(`${infrastructure} of ${all} runs were lost to outages`)
      : no(
          `${infrastructure} of ${all} runs were lost to outages, more than ${percent(config.maxInfrastructure)}`,
        )
  },
  'no-scope-violation': ({ input: { config }, evidence }) => {
    const { violations } = evidence
    return violations.length <= config.maxScopeViolations
      ? yes('it stayed within its scope')
      : no(`it left its scope in ${violations.map(({ runId }) => runId).join(', ')}`)
  },
  delivered: (_, { runs }) => {
    const passed = runs.filter(({ status }) => status === 'pass')
    const open = passed.filter(({ delivered }) => !delivered)
    return passed.length > 0 && open.length === 0
      ? yes('every patch that passed was delivered as a branch')
      : no(`${open.length} of ${passed.length} patches that passed were not delivered as a branch`)
  },
  approved: (_, { runs }) => {
    const passed = runs.filter(({ status }) => status === 'pass')
    const open = passed.filter(({ approved }) => !approved)
    return passed.length > 0 && open.length === 0
      ? yes('people approved every patch')
      : no(`${open.length} of ${passed.length} patches that passed have no approval in force`)
  },
  'blocker-rate': ({ input: { config } }, { runs }) => {
    const blocked = runs.filter(({ blockers }) => blockers.length > 0).length
    return runs.length > 0 && blocked / runs.length <= config.maxBlockerRate
      ? yes(`${blocked} of ${runs.length} runs had a blocker`)
      : no(`${blocked} of ${runs.length} runs had a blocker; at most ${percent(config.maxBlockerRate)} may`)
  },
  protected: ({ input }) =>
    input.isProtected
      ? yes('the workspace has a protected commit')
      : no('the workspace has no protected commit that its policy is read from'),
}

function checkSuccess({ input: { config }, purpose }: StageQuestion, { trials, successes }: Tally): Answer {
  const seen = `${successes} of ${trials} runs succeeded`
  if (trials === 0) return no('nothing that counts was run')
  if (purpose === 'keep') {
    if (successes / trials >= config.keepSuccess) return yes(seen)
    return no(`${seen}, under the floor of ${percent(config.keepSuccess)}`)
  }
  const { low } = wilsonInterval(successes, trials, config.confidence)
  if (low >= config.minSuccess) return yes(`${seen}, lower bound ${percent(low)}`)
  let more = 1
  while (wilsonInterval(successes + more, trials + more, config.confidence).low < config.minSuccess) more += 1
  return no(
    `${seen}: the lower bound is ${percent(low)}, it must be ${percent(config.minSuccess)}; ` +
      `${more} more successes and no failure would do`,
  )
}

function checkControls(question: StageQuestion, { runs }: Tally): Answer {
  const { input, engine } = question
  const tasks = new Map(runs.map(({ task }) => [task.id, task.digest]))
  const open = [...tasks].filter(
    ([id, digest]) =>
      !input.assessments.some(
        (one) =>
          one.kind === 'controls' &&
          one.ok &&
          one.task?.id === id &&
          one.task.digest === digest &&
          one.context.harness === engine.context.harness &&
          isFresh(input, one.at),
      ),
  )
  if (tasks.size === 0) return no('no task was run whose controls could hold')
  return open.length === 0
    ? yes(`the controls hold for all ${tasks.size} tasks`)
    : no(`the controls were not shown to hold for ${open.length} of ${tasks.size} tasks`)
}

function checkComparison(question: StageQuestion): Answer {
  const changed = (latestAssessments(question).find(({ kind }) => kind === 'comparison')?.tasks ?? []).filter(
    ({ id, digest }) => question.input.tasks.get(id) !== digest,
  )
  return changed.length > 0
    ? no(`comparison: ${changed.length} of its tasks were changed or dropped since`)
    : assessed(question, 'comparison', 'it was not compared with fake, codex and pi')
}

function assessed(question: StageQuestion, kind: PlacedAssessment['kind'], otherwise: string): Answer {
  const latest = latestAssessments(question).find((one) => one.kind === kind)
  if (latest === undefined) return no(otherwise)
  return latest.ok ? yes(latest.summary) : no(`${kind}: ${latest.summary}`)
}

/** The newest of each kind about this engine, as it is now; an older yes never outweighs a newer no. */
function latestAssessments({ input, engine }: StageQuestion): PlacedAssessment[] {
  const latest = new Map<string, PlacedAssessment>()
  for (const one of input.assessments)
    if (one.engine === engine.id && isFresh(input, one.at) && stillSpeaks(one, engine))
      latest.set(one.kind, one)
  return [...latest.values()]
}

/** Matrix and conformance are about the adapter and the harness, whatever the policy; a comparison is about all. */
function stillSpeaks(one: AssessmentStatement['predicate'], { context }: EngineNow): boolean {
  if (one.kind === 'comparison') return changesSince(one.context, context).length === 0
  return one.context.source === context.source && one.context.harness === context.harness
}

function runsOf({ evidence, stage }: StageQuestion): RunEvidence[] {
  return evidence.runs.filter(({ repositoryClass }) => repositoryClass === STAGE_RECORDS[stage].mutationScope)
}

function tallyOf(question: StageQuestion): Tally {
  const runs = runsOf(question)
  const outcomes = runs.map(toOutcome)
  const { mutationScope } = STAGE_RECORDS[question.stage]
  // Where a run went that was never sealed nobody knows: it speaks against the engine wherever it may have been.
  const abandoned = question.evidence.abandoned.filter(
    ({ repositoryClass }) => repositoryClass === null || repositoryClass === mutationScope,
  ).length
  const infrastructure = outcomes.filter((outcome) => outcome === 'infrastructure').length
  return {
    runs,
    tasks: new Set(runs.map(({ task }) => task.id)).size,
    trials: runs.length - infrastructure + abandoned,
    successes: outcomes.filter((outcome) => outcome === 'success').length,
    infrastructure,
  }
}

function yes(message: string): Answer {
  return { ok: true, message }
}

function no(message: string): Answer {
  return { ok: false, message }
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))}%`
}
