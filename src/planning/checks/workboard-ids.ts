import { type PlanningCheck, ran } from './check.ts'

export const workboardIds: PlanningCheck = {
  id: 'workboard-ids',
  title: 'ids of the workboard are unique',
  run(context) {
    const seen = new Set<string>()
    return ran(
      (context.workboard?.entries ?? []).flatMap((entry) => {
        if (!seen.has(entry.id)) {
          seen.add(entry.id)
          return []
        }
        const file = context.workboardPath ?? context.config.workboard
        return [
          {
            file,
            line: entry.lineOf('id'),
            message: `the id ${entry.id} is there twice`,
            fix: 'give the entry an id of its own',
          },
        ]
      }),
    )
  },
}
