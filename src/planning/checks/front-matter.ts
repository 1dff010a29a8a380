import { presentCore } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'

/** PRD and issue artifact need front matter; in any other document it must parse when it is there. */
export const frontMatter: PlanningCheck = {
  id: 'front-matter',
  title: 'front matter is there and parses',
  run(context) {
    const core = new Set(presentCore(context).map(({ document }) => document))
    return ran(
      context.documents.flatMap((document) => {
        if (document.front.state === 'broken')
          return document.front.problems.map((problem) => ({ file: document.path, ...problem }))
        if (document.front.state === 'read' || !core.has(document) || (document.text ?? '').trim() === '')
          return []
        return [
          {
            file: document.path,
            line: 1,
            message: 'the document has no front matter',
            fix: 'begin it with --- and the keys of a planning document',
          },
        ]
      }),
    )
  },
}
