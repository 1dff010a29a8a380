import type { PlanningFinding } from '../../contract/planning.ts'
import type { CoreDocument, PlanningContext } from '../model/planning-context.ts'
import { toPlanningPath } from '../model/planning-path.ts'
import { type PlanningCheck, ran } from './check.ts'

/** PRD and issue artifact each have an entry, and documents that entries name are there once work on them began. */
export const workboardEntries: PlanningCheck = {
  id: 'workboard-entries',
  title: 'the workboard has entries for the PRD and the issue artifact',
  run(context) {
    if (
      context.workboard === null ||
      (context.workboard.problems.length > 0 && context.workboard.entries.length === 0)
    )
      return ran([])
    return ran([
      ...missing(context, context.prd, 'prd'),
      ...missing(context, context.issues, 'issues'),
      ...strayDocuments(context),
    ])
  },
}

function missing(
  context: PlanningContext,
  core: CoreDocument,
  kind: 'prd' | 'issues',
): readonly PlanningFinding[] {
  const entries = context.workboard?.entries ?? []
  const file = context.workboardPath ?? context.config.workboard
  if (
    core.path === undefined ||
    entries.some((entry) => entry.kind === kind && toPlanningPath(entry.document) === core.path)
  )
    return []
  const other = entries.find((entry) => entry.kind === kind)
  const line = other?.lineOf('document') ?? 1
  const message =
    other === undefined
      ? `no entry of kind ${kind} for the ${core.role}`
      : `the entry of kind ${kind} names ${other.document}, not the ${core.role}`
  return [{ file, line, message, fix: `add an entry with kind: ${kind} and document: ${core.path}` }]
}

function strayDocuments(context: PlanningContext): readonly PlanningFinding[] {
  const file = context.workboardPath ?? context.config.workboard
  const core = new Set([context.prd.path, context.issues.path])
  return (context.workboard?.entries ?? []).flatMap((entry) => {
    const path = toPlanningPath(entry.document)
    const at = { file, line: entry.lineOf('document') }
    if (path === undefined)
      return [
        {
          ...at,
          message: `the document leaves the workspace: ${entry.document}`,
          fix: 'name a file inside the workspace',
        },
      ]
    if (core.has(path) || entry.kind === 'prd' || entry.kind === 'issues' || context.files.has(path))
      return []
    if (entry.state === 'todo' || entry.state === 'blocked') return []
    if (context.problems.some((problem) => problem.file === path)) return []
    return [
      {
        ...at,
        message: `${entry.id} is ${entry.state}, and its document ${entry.document} is not there`,
        fix: 'write the document, or set the state to todo',
      },
    ]
  })
}
