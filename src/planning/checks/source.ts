import { folderOf, toPlanningPath } from '../model/planning-path.ts'
import { type PlanningCheck, ran } from './check.ts'

/** `source:` of the issue artifact names the PRD, from the workspace or from the document's own folder. */
export const source: PlanningCheck = {
  id: 'source',
  title: 'the issue artifact names the PRD as its source',
  run(context) {
    const { document } = context.issues
    if (document === null || document.front.state !== 'read') return ran([])
    const { values, data } = document.front
    const written = values.source
    const say = (message: string) =>
      ran([
        {
          file: document.path,
          line: data.lineOf(['source']),
          message,
          fix: `write source: ${context.prd.path ?? context.prd.written}`,
        },
      ])
    if (typeof written !== 'string' || written.trim() === '') return say('the issue artifact names no source')
    const fromRoot = toPlanningPath(written.trim())
    const fromHere = toPlanningPath(written.trim(), folderOf(document.path))
    if (fromRoot === undefined && fromHere === undefined)
      return say(`the source leaves the workspace: ${written}`)
    if (fromRoot === context.prd.path || fromHere === context.prd.path) return ran([])
    return say(`the source is not the PRD: ${written}`)
  },
}
