import type { CoreDocument, PlanningContext } from '../model/planning-context.ts'
import { type CheckOutcome, type PlanningCheck, ran } from './check.ts'

export const prdPresent: PlanningCheck = {
  id: 'prd-present',
  title: 'the PRD is there',
  run: (context) => present(context, context.prd),
}

export const issuesPresent: PlanningCheck = {
  id: 'issues-present',
  title: 'the issue artifact is there',
  run: (context) => present(context, context.issues),
}

function present(context: PlanningContext, core: CoreDocument): CheckOutcome {
  if (core.path === undefined) {
    return ran([
      {
        file: 'proctor.yaml',
        line: 1,
        message: `the path of the ${core.role} leaves the workspace: ${core.written}`,
        fix: 'name a file inside the workspace',
      },
    ])
  }
  const bytes = context.files.get(core.path)
  if (bytes === undefined) {
    if (context.problems.some((problem) => problem.file === core.path)) return ran([])
    return ran([
      {
        file: core.path,
        line: 1,
        message: `the ${core.role} is not there`,
        fix: 'write it, or correct the path under planning in proctor.yaml',
      },
    ])
  }
  if (core.document !== null && (core.document.text ?? '').trim() === '') {
    return ran([{ file: core.path, line: 1, message: `the ${core.role} is empty`, fix: 'write it' }])
  }
  return ran([])
}
