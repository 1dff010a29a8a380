import { join } from 'node:path'
import { EXIT } from '../contract/exit-codes.ts'
import type { EngineReviewer } from '../contract/review.ts'
import { isProctorError } from '../kernel/proctor-error.ts'
import { whyNotAnother } from '../policy/why-not-another.ts'
import { admit } from './admit.ts'
import type { StartedRun } from './begin.ts'
import { type Decision, decide } from './decide.ts'
import { lookBack } from './look-back.ts'
import { askProvider, findModelAccess, secretsOf } from './model-access.ts'
import type { OpenedRun } from './opened-run.ts'
import { readScenario } from './read-scenario.ts'
import { createRedaction } from './redaction.ts'
import { toReviewInstruction } from './review-instruction.ts'

/** The run as the reviewer's engine is to see it, or why it may not start; the decision once it was made. */
export type AdmittedReviewer =
  | { readonly ok: true; readonly decision: Decision; readonly run: StartedRun }
  | { readonly ok: false; readonly decision: Decision | null; readonly problem: string }

/** Asks of a reviewer's engine what is asked of every engine that is to start: admission, enablement, decision, provider. */
export async function admitReviewer(run: StartedRun, reviewer: EngineReviewer): Promise<AdmittedReviewer> {
  const { config: workspace } = run.workspace
  let decision: Decision | null = null
  const no = (problem: string): AdmittedReviewer => ({ ok: false, decision, problem })
  const config = workspace.engines.find(({ id }) => id === reviewer.engine)
  if (config === undefined) return no(`proctor.yaml names no engine ${reviewer.engine}`)
  const notAnother = whyNotAnother(run.candidate.config, config)
  if (notAnother !== null) return no(notAnother)
  try {
    const opened = toQuestion({
      ...run,
      candidates: [config],
      startedAt: new Date(),
      progress: () => undefined,
    })
    const admission = await admit(opened)
    decision = decide(opened, admission, await lookBack(opened, admission))
    const { candidate } = decision
    const [refusal] = decision.refusals
    if (refusal !== undefined)
      return no(`it may not run: ${decision.refusals.map(({ message }) => message).join('; ')}`)
    const needsScenario = candidate.adapter?.needsScenario === true
    const scenario = needsScenario ? await readScenario(scenarioPath(run, config.id), true) : null
    const modelAccess = await findModelAccess(opened, config)
    const preflight = await askProvider(modelAccess)
    if (preflight !== null && preflight.failure !== null)
      return no(`its provider ${config.provider} is not there (${preflight.failure})`)
    const root = run.folders.fresh(`review-${reviewer.id}-engine`)
    return {
      ok: true,
      decision,
      run: {
        ...run,
        candidate,
        decision,
        scenario,
        modelAccess,
        instruction: toReviewInstruction(run.instruction),
        task: { ...run.task, timeout: reviewer.timeout, silenceTimeout: reviewer.timeout },
        folders: {
          ...run.folders,
          root,
          home: join(root, 'home'),
          sockets: join(run.folders.sockets, `r${workspace.policy.reviewers.indexOf(reviewer)}`),
        },
        redaction: createRedaction([...secretsOf(run.modelAccess), ...secretsOf(modelAccess)]),
      },
    }
  } catch (error) {
    // Its configuration is wrong: that is an answer about this reviewer, and not about the author's run.
    if (isProctorError(error) && error.exitCode === EXIT.usage) return no(error.message)
    throw error
  }
}

/** What the reviewer may do is not what a control may do: those rules are about who plays the control. */
function toQuestion(run: OpenedRun): OpenedRun {
  if (run.control === null) return run
  const { config } = run.workspace
  const policy = { ...config.policy, controls: { ...config.policy.controls, requiredFor: [] } }
  return {
    ...run,
    control: null,
    controls: null,
    workspace: { ...run.workspace, config: { ...config, policy } },
  }
}

/** What an engine that plays scenarios does as a reviewer of this task. */
function scenarioPath({ workspace, task }: StartedRun, engine: string): string {
  return join(workspace.paths.tasks, task.id, `review-${engine}.yaml`)
}
