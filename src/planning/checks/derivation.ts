import type { PlanningContext } from '../model/planning-context.ts'
import { toDay } from '../model/planning-date.ts'
import type { PlanningDocument } from '../model/planning-document.ts'
import { folderOf, toPlanningPath } from '../model/planning-path.ts'
import { type PlanningCheck, ran } from './check.ts'

/** No planning document was reviewed before what it is derived from was. */
export const derivation: PlanningCheck = {
  id: 'derivation',
  title: 'no document is older than its source',
  run(context) {
    return ran(
      context.documents.flatMap((document) => {
        const origin = originOf(context, document)
        if (origin === undefined || document.front.state !== 'read' || origin.front.state !== 'read')
          return []
        const own = toDay(document.front.values.last_reviewed)
        const theirs = toDay(origin.front.values.last_reviewed)
        if (own === undefined || theirs === undefined || own >= theirs || theirs > context.today) return []
        return [
          {
            file: document.path,
            line: document.front.data.lineOf(['last_reviewed']),
            message: `last reviewed ${theirs - own} days before its source ${origin.path} was`,
            fix: 'review it against its source and set last_reviewed',
          },
        ]
      }),
    )
  },
}

function originOf(context: PlanningContext, document: PlanningDocument): PlanningDocument | undefined {
  if (document.front.state !== 'read') return undefined
  const written = document.front.values.source
  if (typeof written !== 'string') return undefined
  const paths = [toPlanningPath(written.trim()), toPlanningPath(written.trim(), folderOf(document.path))]
  return context.documents.find((other) => other !== document && paths.includes(other.path))
}
