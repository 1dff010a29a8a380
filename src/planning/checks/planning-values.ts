import { presentCore } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'

/** What the keys may say while a document is a plan. Anything else claims more authority than it has. */
export const PLANNING_VALUES: Readonly<Record<string, readonly string[]>> = {
  tier: ['local'],
  status: ['draft', 'planned', 'planning', 'proposed', 'in-review', 'review', 'reviewed'],
  lifecycle_classification: ['planning'],
}

export const planningValues: PlanningCheck = {
  id: 'planning-values',
  title: 'tier, status and lifecycle stay at planning values',
  run(context) {
    const core = new Set(presentCore(context).map(({ document }) => document))
    return ran(
      context.documents.flatMap((document) => {
        const { front } = document
        if (front.state !== 'read') return []
        return Object.entries(PLANNING_VALUES).flatMap(([key, allowed]) => {
          const value = front.values[key]
          if (value === undefined && !core.has(document)) return []
          if (typeof value === 'string' && allowed.includes(value)) return []
          const message =
            value === undefined
              ? `${key} is missing`
              : `${key} is ${JSON.stringify(value)}, which is no planning value`
          return [
            {
              file: document.path,
              line: front.data.lineOf([key]),
              message,
              fix: `write ${key}: ${allowed[0]}`,
            },
          ]
        })
      }),
    )
  },
}
