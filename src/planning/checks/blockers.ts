import type { PlanningFinding } from '../../contract/planning.ts'
import { blockersIn } from '../model/issue-fields.ts'
import { fieldOf } from '../model/issue-sequence.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'

/** "`from` is blocked by `to`", and where that is written. */
interface Edge {
  readonly from: string
  readonly to: string
  readonly file: string
  readonly line: number
}

function edgesOf(context: PlanningContext): readonly Edge[] {
  const board = context.workboardPath ?? context.config.workboard
  const fromBoard = (context.workboard?.entries ?? []).flatMap((entry) =>
    entry.blockedBy.map((to): Edge => ({ from: entry.id, to, file: board, line: entry.lineOf('blockedBy') })),
  )
  const fromIssues = (context.sequence ?? []).flatMap((issue) => {
    const field = fieldOf(issue, 'blockedBy')
    if (field === undefined) return []
    return blockersIn(field.value).map(
      (to): Edge => ({ from: issue.id, to, file: context.issues.path ?? '', line: field.line }),
    )
  })
  return [...fromIssues, ...fromBoard]
}

function boardIsUsable(context: PlanningContext): boolean {
  return (
    context.workboard !== null &&
    (context.workboard.entries.length > 0 || context.workboard.problems.length === 0)
  )
}

export const blockersKnown: PlanningCheck = {
  id: 'blockers-known',
  title: 'every id that blocks is an entry of the workboard',
  run(context) {
    if (!boardIsUsable(context)) return ran([])
    const ids = new Set(context.workboard?.entries.map((entry) => entry.id))
    return ran(
      edgesOf(context)
        .filter((edge) => !ids.has(edge.to))
        .map((edge) => ({
          file: edge.file,
          line: edge.line,
          message: `${edge.from} is blocked by ${edge.to}, which is no entry of the workboard`,
          fix: `add ${edge.to} to the workboard, or correct the id`,
        })),
    )
  },
}

export const blockersAcyclic: PlanningCheck = {
  id: 'blockers-acyclic',
  title: 'nothing blocks itself',
  run: (context) => ran(cycles(edgesOf(context))),
}

export const blockerOrder: PlanningCheck = {
  id: 'blocker-order',
  title: 'nothing is done before what blocks it',
  run(context) {
    const states = new Map(context.workboard?.entries.map((entry) => [entry.id, entry]))
    const findings = edgesOf(context).flatMap((edge): readonly PlanningFinding[] => {
      const blocked = states.get(edge.from)
      const blocker = states.get(edge.to)
      if (blocked?.state !== 'done' || blocker === undefined || blocker.state === 'done') return []
      const file = context.workboardPath ?? context.config.workboard
      return [
        {
          file,
          line: blocked.lineOf('state'),
          message: `${edge.from} is done, and ${edge.to}, which blocks it, is ${blocker.state}`,
          fix: 'finish what blocks it first',
        },
      ]
    })
    const seen = new Set<string>()
    return ran(findings.filter((finding) => !seen.has(finding.message) && seen.add(finding.message)))
  },
}

/** One finding for each edge that closes a circle. Iterative, so that a long chain can not exhaust the stack. */
function cycles(edges: readonly Edge[]): readonly PlanningFinding[] {
  const next = new Map<string, Edge[]>()
  for (const edge of edges) {
    const list = next.get(edge.from)
    if (list === undefined) next.set(edge.from, [edge])
    else list.push(edge)
  }
  const done = new Set<string>()
  const findings: PlanningFinding[] = []
  for (const start of next.keys()) {
    if (done.has(start)) continue
    const path: { id: string; at: number }[] = [{ id: start, at: 0 }]
    const onPath = new Set([start])
    while (path.length > 0) {
      const top = path.at(-1)
      if (top === undefined) break
      const edge = next.get(top.id)?.[top.at]
      top.at += 1
      if (edge === undefined) {
        done.add(top.id)
        onPath.delete(top.id)
        path.pop()
      } else if (onPath.has(edge.to)) {
        const ids = path.map((step) => step.id)
        const circle = [...ids.slice(ids.indexOf(edge.to)), edge.to].join(' -> ')
        findings.push({
          file: edge.file,
          line: edge.line,
          message: `a circle of blockers: ${circle.slice(0, 300)}`,
          fix: 'take one of them out',
        })
      } else if (!done.has(edge.to)) {
        onPath.add(edge.to)
        path.push({ id: edge.to, at: 0 })
      }
    }
  }
  return findings
}
