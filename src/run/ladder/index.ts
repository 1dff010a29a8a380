// Promises: the ladder of a workspace, read from its ledger and bundles at every call, and changed by appending alone.
// Must not: keep a standing anywhere, or take one from a file. Called by: the stage commands.

import {
  type ComparisonView,
  renderComparisonMarkdown,
  renderComparisonPage,
} from '../../compare/render-comparison.ts'
import type { StageStatusResult } from '../../contract/ladder.ts'
import { renderStatusMarkdown, renderStatusPage, renderStatusText } from '../../standing/render-status.ts'
import { type Comparison, compareRun } from './compare-run.ts'
import type { CompareRequest } from './comparison-types.ts'
import { demote } from './demote.ts'
import { type PromoteAnswer, type PromoteRequest, promote } from './promote.ts'
import { checkStageOf, openLadder, toStatus } from './read-standing.ts'

export async function readStatus(
  workspaceDir: string,
  now: Date,
): Promise<{ readonly status: StageStatusResult; readonly text: readonly string[] }> {
  const status = toStatus(await openLadder(workspaceDir, now))
  return { status, text: renderStatusText(status) }
}

export { toClaim } from './not-applicable.ts'
export { renderStatusMarkdown, renderStatusPage }

export async function checkStageAt(
  workspaceDir: string,
  engine: string,
  stage: string,
  now: Date,
): Promise<ReturnType<typeof checkStageOf>> {
  return checkStageOf(await openLadder(workspaceDir, now, [engine]), engine, stage)
}

export async function demoteAt(
  workspaceDir: string,
  engine: string,
  stage: string,
  reason: string,
): Promise<number | null> {
  return await demote(await openLadder(workspaceDir, new Date(), [engine]), { engine, stage, reason })
}

export type CompareResult =
  | { readonly refused: readonly string[] }
  | {
      readonly refused: null
      readonly comparison: Comparison
      readonly file: string
      readonly markdown: string
      readonly page: string
    }

export async function compareAt(workspaceDir: string, request: CompareRequest): Promise<CompareResult> {
  const answer = await compareRun(workspaceDir, request)
  if (answer.refused !== null) return answer
  const { plan, test, outcome, reservations } = answer.comparison
  const { margin, goal, notApplicable: leftOut = [] } = plan
  const view: ComparisonView = { test, margin, goal, outcome, reservations, leftOut }
  return { ...answer, markdown: renderComparisonMarkdown(view), page: renderComparisonPage(view) }
}

export async function promoteAt(workspaceDir: string, request: PromoteRequest): Promise<PromoteAnswer> {
  return await promote(await openLadder(workspaceDir, new Date(), [request.engine]), request)
}
