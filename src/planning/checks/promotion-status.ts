import { presentCore } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'

const KEY = 'core_promotion_status'

/** `core_promotion_status: not-promoted` on PRD and issue artifact, and never another value on any planning document. */
export const promotionStatus: PlanningCheck = {
  id: 'promotion-status',
  title: 'nothing is promoted to Core',
  run(context) {
    const core = new Set(presentCore(context).map(({ document }) => document))
    return ran(
      context.documents.flatMap((document) => {
        if (document.front.state !== 'read') return []
        const value = document.front.values[KEY]
        if (value === 'not-promoted' || (value === undefined && !core.has(document))) return []
        const message =
          value === undefined
            ? `${KEY} is missing`
            : `${KEY} is ${JSON.stringify(value)}, which no planning document may claim`
        return [
          {
            file: document.path,
            line: document.front.data.lineOf([KEY]),
            message,
            fix: `write ${KEY}: not-promoted`,
          },
        ]
      }),
    )
  },
}
