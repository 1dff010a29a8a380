import { type PlanningCheck, ran } from './check.ts'

export const workboardForm: PlanningCheck = {
  id: 'workboard-form',
  title: 'the workboard is there and has its form',
  run(context) {
    if (context.workboardPath === undefined) {
      return ran([
        {
          file: 'proctor.yaml',
          line: 1,
          message: `the path of the workboard leaves the workspace: ${context.config.workboard}`,
          fix: 'name a file inside the workspace',
        },
      ])
    }
    const file = context.workboardPath
    if (context.workboard !== null)
      return ran(context.workboard.problems.map((problem) => ({ file, ...problem })))
    if (context.problems.some((problem) => problem.file === file)) return ran([])
    return ran([
      {
        file,
        line: 1,
        message: 'the workboard is not there',
        fix: 'write it, or correct the path under planning in proctor.yaml',
      },
    ])
  },
}
