import { notApplicable, notRun, type PlanningCheck, ran } from './check.ts'

export const cleanWorktree: PlanningCheck = {
  id: 'clean-worktree',
  title: 'the work tree is clean',
  run(context) {
    if (!context.requireClean) return notApplicable('it was not asked for')
    if (context.git.clean === null) return notRun('the workspace is no git repository')
    if (context.git.clean) return ran([])
    return ran([
      {
        file: '.',
        line: 1,
        message: 'the work tree has changes that are not committed',
        fix: 'commit or discard them',
      },
    ])
  },
}
