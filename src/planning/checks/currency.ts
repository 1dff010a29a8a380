import type { PlanningFinding } from '../../contract/planning.ts'
import { presentCore } from '../model/planning-context.ts'
import { toDay } from '../model/planning-date.ts'
import { type PlanningCheck, ran } from './check.ts'

/** `last_reviewed` is a real day, not in the future, and no older than `planning.maxAgeDays`. */
export const currency: PlanningCheck = {
  id: 'currency',
  title: 'the documents were reviewed lately',
  run(context) {
    const findings: PlanningFinding[] = []
    for (const { role, document } of presentCore(context)) {
      if (document.front.state !== 'read') continue
      const { values, data } = document.front
      const line = data.lineOf(['last_reviewed'])
      const add = (message: string, fix: string, at = line): number =>
        findings.push({ file: document.path, line: at, message, fix })
      const reviewed = toDay(values.last_reviewed)
      const created = toDay(values.created)
      if (values.last_reviewed === undefined)
        add(`the ${role} does not say when it was last reviewed`, 'add last_reviewed: yyyy-mm-dd')
      else if (reviewed === undefined) add('last_reviewed is not a day', 'write last_reviewed: yyyy-mm-dd')
      else if (reviewed > context.today)
        add('last_reviewed lies in the future', 'write the day on which it was reviewed')
      else if (context.today - reviewed > context.config.maxAgeDays) {
        add(
          `the ${role} was last reviewed ${context.today - reviewed} days ago; ${context.config.maxAgeDays} are allowed`,
          'review it and set last_reviewed',
        )
      }
      if (values.created === undefined) continue
      const createdLine = data.lineOf(['created'])
      if (created === undefined) add('created is not a day', 'write created: yyyy-mm-dd', createdLine)
      else if (reviewed !== undefined && created > reviewed)
        add('created lies after last_reviewed', 'correct one of the two', createdLine)
    }
    return ran(findings)
  },
}
