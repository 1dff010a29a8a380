import { CONTRACT_KINDS } from '../contracts/contract-page.ts'
import { TEMPLATE_ISSUES } from './issues-template.ts'
import { PLANNING_PATHS } from './template-values.ts'

interface Entry {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly document: string
  readonly state: string
  readonly blockedBy: readonly string[]
}

/** The workboard of a new workspace. */
export function workboardTemplate(): string {
  const entries: readonly Entry[] = [
    {
      id: 'PLAN-001',
      kind: 'prd',
      title: 'PRD',
      document: PLANNING_PATHS.prd,
      state: 'doing',
      blockedBy: [],
    },
    {
      id: 'PLAN-002',
      kind: 'issues',
      title: 'Issue sequence',
      document: PLANNING_PATHS.issues,
      state: 'doing',
      blockedBy: ['PLAN-001'],
    },
    ...TEMPLATE_ISSUES.map((issue) => ({
      ...issue,
      kind: 'issue',
      document: PLANNING_PATHS.issues,
      state: 'todo',
    })),
    ...CONTRACT_KINDS.map((kind, at) => ({
      id: `CONTRACT-${at + 1}`,
      kind: 'contract',
      title: `Contract page ${kind}`,
      document: `${PLANNING_PATHS.contracts}/${kind}.md`,
      state: 'doing',
      blockedBy: [],
    })),
  ]
  return `entries:\n${entries.map(render).join('')}`
}

function render(entry: Entry): string {
  return `  - id: ${entry.id}
    kind: ${entry.kind}
    title: ${entry.title}
    document: ${entry.document}
    state: ${entry.state}
    blockedBy: [${entry.blockedBy.join(', ')}]
    evidence: []
`
}
