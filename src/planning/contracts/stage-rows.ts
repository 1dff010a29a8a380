/** One rung of the ladder, as the record of the stage says it. */
export interface StageRow {
  readonly stage: string
  readonly scope: string
  readonly artifacts: string
  readonly validator: string
  readonly failureModes: string
  readonly promotion: string
}

const check = (stage: string): string => `proctor stage check ENGINE ${stage}`

/** The ladder, lowest rung first. */
export const STAGE_ROWS: readonly StageRow[] = [
  {
    stage: 'gated-engine',
    scope: 'none',
    artifacts: 'admission record, conformance on recordings',
    validator: check('gated-engine'),
    failureModes: 'source_not_admitted, source_mismatch, admission_expired, licence_denied',
    promotion: 'the record is valid, the engine is off unless enabled, conformance holds',
  },
  {
    stage: 'artificial-fixture',
    scope: 'generated repositories',
    artifacts: 'result of the failure matrix, control runs, bundles',
    validator: check('artificial-fixture'),
    failureModes: 'any code off its row, controls_failed',
    promotion:
      'the matrix is as expected, and on 20 tasks or more the lower bound of success is 0.8 or better',
  },
  {
    stage: 'copied-repo-fixture',
    scope: 'a copy of a real repository',
    artifacts: 'bundles with the source gate',
    validator: check('copied-repo-fixture'),
    failureModes: 'source_mutated, file_out_of_scope',
    promotion: 'the same on copies, without a file out of scope',
  },
  {
    stage: 'disposable-sandbox-repo',
    scope: 'one branch of a repository with a throw-away remote',
    artifacts: 'bundles, delivery record',
    validator: check('disposable-sandbox-repo'),
    failureModes: 'any other ref changed',
    promotion: 'the same through delivered branches',
  },
  {
    stage: 'owned-noncritical-repo',
    scope: 'a branch of a real repository, never its main branch',
    artifacts: 'bundles, approvals, delivery records',
    validator: check('owned-noncritical-repo'),
    failureModes: 'approval_denied, approval_timeout, approval_invalid, review_rejected',
    promotion: 'people approved each patch, and the blocker rate stays under the floor that is set',
  },
  {
    stage: 'candidate-default',
    scope: 'as the policy says',
    artifacts: 'comparison against fake, codex and pi; signed promotion',
    validator: check('candidate-default'),
    failureModes: 'inconclusive or inferior comparison',
    promotion: 'it is the last one, and it is kept only while nothing expires',
  },
]
