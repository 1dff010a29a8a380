import type { PlanningFinding } from '../../contract/planning.ts'
import { blockersIn, FIELD_LABELS, ISSUE_FIELDS, storiesIn } from '../model/issue-fields.ts'
import { fieldOf, type PlannedIssue } from '../model/issue-sequence.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { type CheckOutcome, type PlanningCheck, ran } from './check.ts'

export const issueFields: PlanningCheck = {
  id: 'issue-fields',
  title: 'every issue says what an issue must say',
  run(context) {
    const { sequence } = context
    if (sequence === null || isEmpty(context)) return ran([])
    if (sequence.length === 0)
      return say(context, [
        {
          line: 1,
          message: 'the issue artifact holds no issue',
          fix: 'write headings such as "### WORK-001 - Title" with their fields',
        },
      ])
    return say(context, sequence.flatMap(fieldProblems))
  },
}

export const issueIds: PlanningCheck = {
  id: 'issue-ids',
  title: 'ids of issues are unique',
  run(context) {
    const seen = new Set<string>()
    const problems = (context.sequence ?? []).flatMap((issue) => {
      if (issue.id === '')
        return [
          {
            line: issue.line,
            message: `an issue without an id: ${issue.title}`,
            fix: 'begin its heading with an id such as WORK-001',
          },
        ]
      if (seen.has(issue.id))
        return [
          {
            line: issue.line,
            message: `the id ${issue.id} is there twice`,
            fix: 'give the issue an id of its own',
          },
        ]
      seen.add(issue.id)
      return []
    })
    return say(context, problems)
  },
}

export const userStories: PlanningCheck = {
  id: 'user-stories',
  title: 'user stories that issues name exist in the PRD',
  run(context) {
    const { stories } = context
    if (stories === null || prdIsNotRead(context)) return ran([])
    const problems = (context.sequence ?? []).flatMap((issue) => {
      const field = fieldOf(issue, 'stories')
      if (field === undefined || field.value === '') return []
      const numbers = storiesIn(field.value)
      if (numbers === undefined)
        return [
          {
            line: field.line,
            message: `${issue.id}: user stories are not a list of numbers: ${field.value.slice(0, 80)}`,
            fix: 'write numbers such as 1, 4, 7',
          },
        ]
      return numbers
        .filter((story) => !stories.has(story))
        .map((story) => ({
          line: field.line,
          message: `${issue.id} names user story ${story}, which the PRD does not have`,
          fix: 'correct the number, or add the story to the PRD',
        }))
    })
    return say(context, problems)
  },
}

type Problem = Omit<PlanningFinding, 'file'>

function fieldProblems(issue: PlannedIssue): readonly Problem[] {
  const name = issue.id === '' ? issue.title : issue.id
  const problems: Problem[] = []
  for (const field of ISSUE_FIELDS) {
    const label = FIELD_LABELS[field]
    const written = issue.fields.filter((other) => other.field === field)
    const first = written[0]
    if (first === undefined)
      problems.push({
        line: issue.line,
        message: `${name} has no "${label}"`,
        fix: `add a line "${label}: ..."`,
      })
    else if (field === 'criteria') {
      if (issue.criteria.length === 0)
        problems.push({
          line: first.line,
          message: `${name} has no acceptance criteria in its list`,
          fix: 'add items "- [ ] ..."',
        })
    } else if (first.value === '')
      problems.push({ line: first.line, message: `${name}: "${label}" is empty`, fix: 'say it' })
    else if (
      field === 'blockedBy' &&
      blockersIn(first.value).length === 0 &&
      !/^(?:none|nothing|n\/a|-|–|—|no issue)\.?$/i.test(first.value)
    ) {
      problems.push({
        line: first.line,
        message: `${name}: "${label}" names no id: ${first.value.slice(0, 80)}`,
        fix: 'name ids, or write none',
      })
    }
    for (const again of written.slice(1))
      problems.push({ line: again.line, message: `${name} has "${label}" twice`, fix: 'keep one of the two' })
  }
  for (const criterion of issue.criteria) {
    if (criterion.text === '')
      problems.push({
        line: criterion.line,
        message: `${name} has an empty acceptance criterion`,
        fix: 'say it, or take it out',
      })
    else if (criterion.ticked === null)
      problems.push({
        line: criterion.line,
        message: `${name} has an acceptance criterion without a box`,
        fix: 'write "- [ ] ..."',
      })
  }
  return problems
}

/** An empty PRD, or one whose front matter swallows the text, is what another check speaks of. */
function prdIsNotRead(context: PlanningContext): boolean {
  const document = context.prd.document
  return document === null || (document.text ?? '').trim() === '' || document.front.state === 'broken'
}

function isEmpty(context: PlanningContext): boolean {
  return (context.issues.document?.text ?? '').trim() === ''
}

function say(context: PlanningContext, problems: readonly Problem[]): CheckOutcome {
  const file = context.issues.path ?? context.issues.written
  return ran(problems.map((problem) => ({ file, ...problem })))
}
