import type { PlanningFinding, WorkState } from '../../contract/planning.ts'
import { blockersIn } from '../model/issue-fields.ts'
import { fieldOf } from '../model/issue-sequence.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { toPlanningPath } from '../model/planning-path.ts'
import type { PlacedEntry } from '../model/work-entries.ts'
import { type PlanningCheck, ran } from './check.ts'

/** Which states agree with what a document says of itself. */
const STATES_OF_STATUS: Readonly<Record<string, readonly WorkState[]>> = {
  draft: ['todo', 'doing', 'review', 'blocked'],
  planned: ['todo', 'doing', 'blocked'],
  planning: ['todo', 'doing', 'review', 'blocked'],
  proposed: ['todo', 'doing', 'review', 'blocked'],
  'in-review': ['doing', 'review', 'blocked'],
  review: ['doing', 'review', 'blocked'],
  reviewed: ['review', 'done', 'blocked'],
}

/** The workboard says of a document what the document says of itself. */
export const workboardStates: PlanningCheck = {
  id: 'workboard-states',
  title: 'the workboard agrees with the documents',
  run: (context) =>
    ran(
      (context.workboard?.entries ?? []).flatMap((entry) => [
        ...documentState(context, entry),
        ...issueState(context, entry),
        ...blockerLists(context, entry),
      ]),
    ),
}

function documentState(context: PlanningContext, entry: PlacedEntry): readonly PlanningFinding[] {
  if (entry.kind === 'issue') return []
  const path = toPlanningPath(entry.document)
  const document = context.documents.find((other) => other.path === path)
  if (document === undefined || document.front.state !== 'read') return []
  const status = document.front.values.status
  const states = typeof status === 'string' ? STATES_OF_STATUS[status] : undefined
  if (states === undefined || states.includes(entry.state)) return []
  return [
    at(
      context,
      entry,
      `${entry.id} is ${entry.state}, and ${entry.document} says status: ${String(status)}`,
      'bring state and status together',
    ),
  ]
}

function issueState(context: PlanningContext, entry: PlacedEntry): readonly PlanningFinding[] {
  if (entry.kind !== 'issue' || entry.state !== 'done') return []
  const issue = context.sequence?.find((planned) => planned.id === entry.id)
  const open = issue?.criteria.filter((criterion) => criterion.ticked === false).length ?? 0
  if (open === 0) return []
  return [
    at(
      context,
      entry,
      `${entry.id} is done, and ${open} of its acceptance criteria are not ticked`,
      'tick what is shown by evidence, or set the state back',
    ),
  ]
}

/** Where both name blockers, they name the same ones. */
function blockerLists(context: PlanningContext, entry: PlacedEntry): readonly PlanningFinding[] {
  const issue = context.sequence?.find((planned) => planned.id === entry.id)
  const written = issue === undefined ? undefined : fieldOf(issue, 'blockedBy')
  if (entry.kind !== 'issue' || written === undefined || entry.blockedBy.length === 0) return []
  const inDocument = [...new Set(blockersIn(written.value))].sort()
  const onBoard = [...new Set(entry.blockedBy)].sort()
  if (inDocument.join() === onBoard.join()) return []
  const message = `${entry.id} is blocked by ${onBoard.join(', ')} here and by ${inDocument.join(', ') || 'nothing'} in the issue artifact`
  return [
    { ...at(context, entry, message, 'name the same blockers in both'), line: entry.lineOf('blockedBy') },
  ]
}

function at(context: PlanningContext, entry: PlacedEntry, message: string, fix: string): PlanningFinding {
  return {
    file: context.workboardPath ?? context.config.workboard,
    line: entry.lineOf('state'),
    message,
    fix,
  }
}
