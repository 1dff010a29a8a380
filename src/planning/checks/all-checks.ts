import { admissionBeforeCandidacy } from './admission.ts'
import { authorityClaim } from './authority-claim.ts'
import { blockerOrder, blockersAcyclic, blockersKnown } from './blockers.ts'
import { candidateNamed } from './candidate-named.ts'
import { candidateWording } from './candidate-wording.ts'
import { changedFiles } from './changed-files.ts'
import type { PlanningCheck } from './check.ts'
import { cleanWorktree } from './clean-worktree.ts'
import { contractChecks } from './contract-documents.ts'
import { issuesPresent, prdPresent } from './core-present.ts'
import { currency } from './currency.ts'
import { derivation } from './derivation.ts'
import { disclaimer } from './disclaimer.ts'
import { disclaimerConsistent } from './disclaimer-consistent.ts'
import { evidenceClaims, evidenceTicks } from './evidence.ts'
import { frontMatter } from './front-matter.ts'
import { issueFields, issueIds, userStories } from './issue-sequence.ts'
import { planningValues } from './planning-values.ts'
import { promotionStatus } from './promotion-status.ts'
import { readable } from './readable.ts'
import { source } from './source.ts'
import { stageStanding } from './stage-standing.ts'
import { workboardEntries } from './workboard-entries.ts'
import { workboardForm } from './workboard-form.ts'
import { workboardIds } from './workboard-ids.ts'
import { workboardStates } from './workboard-states.ts'

/** Every check, in the order in which it is reported. */
export const ALL_CHECKS: readonly PlanningCheck[] = [
  readable,
  prdPresent,
  issuesPresent,
  frontMatter,
  currency,
  source,
  derivation,
  promotionStatus,
  planningValues,
  disclaimer,
  disclaimerConsistent,
  candidateNamed,
  candidateWording,
  authorityClaim,
  workboardForm,
  workboardEntries,
  workboardIds,
  workboardStates,
  blockersKnown,
  blockersAcyclic,
  blockerOrder,
  issueFields,
  issueIds,
  userStories,
  evidenceTicks,
  evidenceClaims,
  ...contractChecks,
  admissionBeforeCandidacy,
  stageStanding,
  changedFiles,
  cleanWorktree,
]
