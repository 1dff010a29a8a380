import { displayName, PLANNING_PATHS, type TemplateValues } from './template-values.ts'

interface TemplateIssue {
  readonly id: string
  readonly title: string
  readonly blockedBy: string
  readonly stories: string
  readonly what: string
  readonly criteria: readonly string[]
  readonly allowed: string
  readonly evidence: string
}

const ISSUES: readonly TemplateIssue[] = [
  {
    id: 'PLAN-003',
    title: 'Planning documents that are checked',
    blockedBy: 'PLAN-002',
    stories: '5, 6, 12',
    what: 'Let the workspace fail its check as soon as the PRD or this sequence is gone, out of date, or says more than was granted.',
    criteria: [
      'The check asks for the PRD and for this sequence.',
      'The check reads `core_promotion_status: not-promoted` on both.',
      'The check finds the local-planning statement on both.',
      'The check refuses a plain sentence that makes the candidate more than a candidate.',
      'The check finds both documents on the workboard.',
      'The check speaks of documents only and never of what an engine can do.',
    ],
    allowed: 'planning documents and local validator only.',
    evidence: 'report of the check, clean work tree, commit.',
  },
  {
    id: 'PLAN-004',
    title: 'Evidence interface',
    blockedBy: 'PLAN-003',
    stories: '4, 9, 10, 11',
    what: 'Write down what a run has to leave behind before any adapter is built.',
    criteria: [
      'The page lists the artifacts of a run.',
      'The page lists the fields of `report.json`.',
      'The page asks for SHA-256 digests and for a proof of freshness.',
      'The page says how a run fails closed, and with which exit.',
      'The page lists the events of an approval.',
    ],
    allowed: 'planning documents only.',
    evidence: 'contract page, report of the check, clean work tree, commit.',
  },
  {
    id: 'PLAN-005',
    title: 'Source admission',
    blockedBy: 'PLAN-003',
    stories: '1, 12, 13',
    what: 'Write down what has to be on record about the source of an engine.',
    criteria: [
      'The page lists the fields of an admission record.',
      'An update names the source before and after it.',
      'The record stays in this workspace and leaves the vendor source alone.',
      'The page is there before any engine moves beyond the first stage.',
    ],
    allowed: 'planning documents and source records only.',
    evidence: 'admission page, report of the check, clean work tree, commit.',
  },
  {
    id: 'PLAN-006',
    title: 'Adapter contract and eligibility decision',
    blockedBy: 'PLAN-004, PLAN-005',
    stories: '2, 3, 4, 8, 10',
    what: 'Write down how the candidate is attached, and what is decided before it may run.',
    criteria: [
      'The page has the candidate registered as a gated engine first.',
      'The page has the engine named on the command line, and only while it is enabled.',
      'The page allows no second way to run an engine.',
      'The page lists the fields of the decision.',
      'The candidate may recommend; it does not approve itself and does not choose its own authority.',
    ],
    allowed: 'planning documents only.',
    evidence: 'adapter page, report of the check, clean work tree, commit.',
  },
  {
    id: 'PLAN-007',
    title: 'Failure matrix',
    blockedBy: 'PLAN-004, PLAN-006',
    stories: '8, 9, 11, 13',
    what: 'Write down every way to fail that a test has to show.',
    criteria: [
      'The page has a row for each fixture.',
      'Each row names blocker, event, status and exit.',
      'Each row says where the evidence interface shows it.',
      'The page needs no run.',
    ],
    allowed: 'planning documents only.',
    evidence: 'matrix page, report of the check, clean work tree, commit.',
  },
  {
    id: 'PLAN-008',
    title: 'Records of the stages',
    blockedBy: 'PLAN-004, PLAN-006, PLAN-007',
    stories: '5, 7, 8, 9, 13',
    what: 'Write down for each stage what may be changed, what it takes and what leads off it.',
    criteria: [
      'The page has a record for each stage.',
      'Each record names scope, artifacts, validator, failure modes and what leads off it.',
      'The last stage asks for a comparison against the other engines.',
      'The page says that default status is earned, not assumed.',
    ],
    allowed: 'planning documents only.',
    evidence: 'stage page, report of the check, clean work tree, commit.',
  },
]

/** The issue sequence of a new workspace. */
export function issuesTemplate({ candidate, owner, today }: TemplateValues): string {
  const name = displayName(candidate)
  return `---
name: ${candidate}-candidate-issues
tier: local
status: draft
owner: ${owner}
source: ${PLANNING_PATHS.prd}
created: ${today}
last_reviewed: ${today}
lifecycle_classification: planning
core_promotion_status: not-promoted
description: The steps in which the candidate ${name} is examined.
---

# Issue sequence for the candidate ${name}

Local planning only. Not a Core Protocol. Not active Core authority.

## Issues

${ISSUES.map(render).join('\n')}
## Size of the steps

The first steps are documents on purpose: nothing of ${name} is attached before it is written down what a run must
leave behind, what is on record about its source, and how it may fail.
`
}

function render(issue: TemplateIssue): string {
  return `### ${issue.id} - ${issue.title}

Type: AFK

Blocked by: ${issue.blockedBy}

User stories covered: ${issue.stories}

What to build: ${issue.what}

Acceptance criteria:

${issue.criteria.map((criterion) => `- [ ] ${criterion}`).join('\n')}

Allowed files: ${issue.allowed}

Validator: \`python3 tools/validate_cto_child.py\`

Done evidence: ${issue.evidence}
`
}

/** Id, contract document and blockers of each issue, for the workboard. */
export const TEMPLATE_ISSUES: readonly {
  readonly id: string
  readonly title: string
  readonly blockedBy: readonly string[]
}[] = ISSUES.map(({ id, title, blockedBy }) => ({
  id,
  title,
  blockedBy: blockedBy.split(', '),
}))
