import type { CandidateFacts, DecisionFacts } from '../../contract/decision-facts.ts'
import type { RefusalReason } from '../../contract/facts.ts'
import type { EngineRule, TaskRule } from './rule.ts'

/** Rules about how far an engine has come: a control examines the task, and no engine. */
const ABOUT_THE_ENGINE = ['admitted-for-class', 'standing', 'engine-of-class']

/** Whether a rule has nothing to say of this candidate, since the run is a control that proctor plays itself. */
export function isOutOfQuestion(
  rule: EngineRule,
  { control }: DecisionFacts,
  { adapter, gated }: CandidateFacts,
): boolean {
  return control !== undefined && adapter === 'fake' && !gated && ABOUT_THE_ENGINE.includes(rule.id)
}

export const CONTROL_IS_PLAYED: EngineRule = {
  id: 'control-is-played',
  requires: 'a control is played by the fake engine and by no other',
  check: ({ facts: { control } }, { engine, adapter }) =>
    control === undefined || adapter === 'fake'
      ? []
      : [failed(`control ${control} is played by the fake engine, and ${engine} is none`)],
}

/** A task that judges wrongly must judge nobody. */
export const CONTROLS_HOLD: TaskRule = {
  id: 'controls-hold',
  requires: 'the controls of the task hold: they did not fail, and they were run where policy asks for them',
  check({ facts: { task, repository, control, controls = null }, policy }) {
    if (control !== undefined) return []
    const again = `proctor controls --task ${task.id}`
    if (controls !== null && !controls.ok)
      return [failed(`the controls of task ${task.id} do not hold: ${controls.summary}`, again)]
    if (!policy.controls.requiredFor.some((name) => name === repository.class)) return []
    const asks = `policy asks for the controls of tasks on ${repository.class} repositories`
    if (controls === null) return [failed(`${asks}, and none are on record for ${task.id} as it is`, again)]
    return controls.stale.map((why) => failed(`${asks}, and those of ${task.id} are stale: ${why}`, again))
  },
}

function failed(message: string, hint?: string): RefusalReason {
  return { code: 'controls_failed', message, ...(hint === undefined ? {} : { hint }) }
}
