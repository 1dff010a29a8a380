import { BLOCKERS, type BlockerCode } from '../../contract/blockers.ts'
import { DecisionRecord } from '../../contract/decision.ts'
import { EVENT_TYPES } from '../../contract/event.ts'
import { EXIT_MEANINGS } from '../../contract/exit-codes.ts'
import { ARTIFACTS, Report } from '../../contract/report.ts'
import { FAILURE_ROWS, type FailureRow } from './failure-rows.ts'
import { STAGE_ROWS, type StageRow } from './stage-rows.ts'

/** The facts of the program that contract documents repeat. Made from the schemas; a test may hand in others. */
export interface ContractFacts {
  readonly artifacts: readonly string[]
  readonly reportFields: readonly string[]
  readonly exits: readonly (readonly [number, string])[]
  readonly approvalEvents: readonly string[]
  readonly admissionFields: readonly (readonly [string, string])[]
  readonly decisionFields: readonly string[]
  readonly failureRows: readonly FailureRow[]
  readonly stageRows: readonly StageRow[]
  exitOf(blocker: string): number | undefined
}

/** What an admission record holds: the field and what stands in it. */
const ADMISSION_FIELDS: readonly (readonly [string, string])[] = [
  ['sourceUrl', 'where the source comes from'],
  ['pin', 'the commit or tag that is pinned'],
  ['licence', 'a note on the licence'],
  ['retrievedAt', 'the date of retrieval'],
  ['retrievalCommand', 'the command that retrieved it'],
  ['integrity', 'its hash, or the lock file that holds it'],
  ['allowedMode', 'how far it may be run'],
  ['protectedSource', 'what of the source nobody may change'],
]

const APPROVAL_EVENTS = ['approval.requested', 'approval.granted', 'approval.denied'] as const

export const CONTRACT_FACTS: ContractFacts = {
  artifacts: Object.keys(ARTIFACTS),
  reportFields: Object.keys(Report.shape),
  exits: EXIT_MEANINGS,
  approvalEvents: [
    ...new Set([...APPROVAL_EVENTS, ...EVENT_TYPES.filter((type) => type.startsWith('approval.'))]),
  ],
  admissionFields: ADMISSION_FIELDS,
  decisionFields: Object.keys(DecisionRecord.shape),
  failureRows: FAILURE_ROWS,
  stageRows: STAGE_ROWS,
  exitOf: (blocker) => (isBlocker(blocker) ? BLOCKERS[blocker].exit : undefined),
}

function isBlocker(name: string): name is BlockerCode {
  return Object.hasOwn(BLOCKERS, name)
}
