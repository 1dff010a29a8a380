import { displayName, type TemplateValues } from './template-values.ts'

/** The PRD of a new workspace, with numbered user stories. */
export function prdTemplate({ candidate, owner, today }: TemplateValues): string {
  const name = displayName(candidate)
  return `---
name: ${candidate}-candidate-prd
tier: local
status: draft
owner: ${owner}
created: ${today}
last_reviewed: ${today}
lifecycle_classification: planning
core_promotion_status: not-promoted
description: Why and how the candidate ${name} is examined, without giving it any authority.
---

# Examining ${name} as a candidate backend

Local planning only. Not a Core Protocol. Not active Core authority.

## Problem

We do not know what a new engine does with a repository until it has done it. ${name} is a candidate: it is examined
step by step, and each step has to leave evidence that somebody else can check.

## User stories

1. As a maintainer I want every engine to have a source on record, so that I know what is being run.
2. As a maintainer I want the candidate to be off unless somebody enables it, so that nothing runs by accident.
3. As a reviewer I want one way to run an engine, so that no result comes from a side road.
4. As a reviewer I want the same artifacts from every run, so that I can compare runs.
5. As an owner I want these documents to be checked, so that they can not go stale unseen.
6. As an owner I want a plain statement of what is only planned, so that nobody takes a plan for a permission.
7. As an owner I want a ladder of stages, so that trust grows with evidence.
8. As a tester I want every known way to fail as a fixture, so that each has been seen to be caught.
9. As a tester I want each failure to have a code, so that a report can be read without guessing.
10. As an approver I want to be asked before a patch is delivered, so that a person answers for it.
11. As an auditor I want digests and signatures, so that evidence can be checked without trusting its maker.
12. As an auditor I want the workboard to agree with the documents, so that I can see what is done.
13. As an auditor I want a change of the engine's source to be recorded, so that old evidence is not taken for new.

## What is not decided here

Whether ${name} is ever more than a candidate. That takes the whole ladder and a signed decision by people.
`
}
