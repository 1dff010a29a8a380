import { readFileSync } from 'node:fs'
import type { PlanningConfig, ValidationReport } from '../contract/planning.ts'
import type { ValidateOptions } from './model/validate-options.ts'
import { PLANNING_ALLOWED_FILES, toPlanningTemplates } from './templates/planning-templates.ts'
import { validateWorkspace } from './validate-workspace.ts'

export const PRD = 'planning/prd.md'
export const ISSUES = 'planning/issues.md'
export const BOARD = 'WORKBOARD.yaml'
export const TODAY = '2026-11-22'

export const CONFIG: PlanningConfig = {
  prd: PRD,
  issues: ISSUES,
  workboard: BOARD,
  candidate: 'case',
  maxAgeDays: 90,
  allowedFiles: Object.fromEntries(
    Object.entries(PLANNING_ALLOWED_FILES).map(([phrase, globs]) => [phrase, [...globs]]),
  ),
}

const WRITTEN = { candidate: 'case', owner: 'jp', today: '2026-11-01' }

/** The example workspace as text: the documents of fixtures/planning/workspace and the five contract pages. */
export function exampleTexts(): Map<string, string> {
  const files = new Map(toPlanningTemplates(WRITTEN))
  for (const path of [PRD, ISSUES, BOARD]) {
    files.set(
      path,
      readFileSync(new URL(`../../fixtures/planning/workspace/${path}`, import.meta.url), 'utf8'),
    )
  }
  return files
}

export function validateTexts(
  files: ReadonlyMap<string, string>,
  options: Partial<ValidateOptions> = {},
): ValidationReport {
  const encoder = new TextEncoder()
  const bytes = new Map([...files].map(([path, text]) => [path, encoder.encode(text)]))
  return validateWorkspace(bytes, { now: TODAY, config: CONFIG, ...options })
}

/** Ids of the checks that did not pass. */
export function brokenChecks(report: ValidationReport): readonly string[] {
  return report.checks.filter((check) => check.status !== 'pass').map((check) => check.id)
}
