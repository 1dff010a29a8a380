// Promises: what the planning documents of a workspace say and fail to say, as one report; same input, same report.
// Must not: read files, the clock or git, or start anything. Called by: cli/commands/validate.ts, library users.
import type { PlanningFinding, ValidationReport } from '../contract/planning.ts'
import { PROCTOR_VERSION } from '../contract/version.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { ALL_CHECKS } from './checks/all-checks.ts'
import { stageSayings } from './checks/stage-standing.ts'
import { createClassifier } from './claims/classify-text.ts'
import type { Names } from './claims/normalise.ts'
import { createClaimScanner, type Scan } from './claims/scan-claims.ts'
import { CONTRACT_FACTS } from './contracts/contract-facts.ts'
import type { EngineStanding, PlanningContext } from './model/planning-context.ts'
import { toPlanningDocument } from './model/planning-document.ts'
import { beginContext } from './model/read-context.ts'
import type { ValidateOptions } from './model/validate-options.ts'

/** Documents that were read and are not judged yet. */
export interface OpenPlanning {
  /** The engines that a document puts on a rung of the ladder. Where they stand must be known to judge it. */
  readonly enginesOnRungs: readonly string[]
  /** By path, of the documents that were scanned for themselves; for who wants to scan less the next time. */
  readonly scans: ReadonlyMap<string, Scan>
  /** @param engines where engines stand; those of the options when absent */
  judge(engines?: readonly EngineStanding[]): ValidationReport
}

/**
 * Judges the planning documents of a workspace.
 * `files`: path from the workspace (`a/b.md`) to bytes; everything that the documents may refer to.
 * @throws ProctorError usage, when `now` is not a day
 */
export function validateWorkspace(
  files: ReadonlyMap<string, Uint8Array>,
  options: ValidateOptions,
): ValidationReport {
  return beginPlanning(files, options, new Set())(new Map()).judge()
}

/**
 * The same in steps: for who has the claims of some documents looked for elsewhere meanwhile, with `scanDocuments`, and
 * looks up where engines stand only when a document says so.
 */
export function beginPlanning(
  files: ReadonlyMap<string, Uint8Array>,
  options: ValidateOptions,
  elsewhere: ReadonlySet<string>,
): (scans: ReadonlyMap<string, Scan>) => OpenPlanning {
  const begun = beginContext(files, { ...options, facts: options.facts ?? CONTRACT_FACTS }, elsewhere)
  if (begun === undefined)
    throw new ProctorError('usage', `not a day: ${options.now}`, { hint: 'write yyyy-mm-dd' })
  return (scans) => {
    const { context, used } = begun.finish(scans)
    return toOpen(context, used, options)
  }
}

/** The claims of Markdown documents, each for itself. What it takes and gives can be sent to another thread. */
export function scanDocuments(
  files: ReadonlyMap<string, Uint8Array>,
  names: Names,
): ReadonlyMap<string, Scan> {
  const scan = createClaimScanner(createClassifier(names))
  return new Map([...files].map(([path, bytes]) => [path, scan(toPlanningDocument(path, bytes))]))
}

function toOpen(
  context: PlanningContext,
  scans: ReadonlyMap<string, Scan>,
  options: ValidateOptions,
): OpenPlanning {
  return {
    scans,
    enginesOnRungs: [...new Set(stageSayings(context).map(({ engine }) => engine))],
    judge: (engines = context.engines) => judge({ ...context, engines }, options),
  }
}

function judge(context: PlanningContext, options: ValidateOptions): ValidationReport {
  const checks: ValidationReport['checks'] = []
  const notApplicable: ValidationReport['notApplicable'] = []
  for (const { id, title, run } of ALL_CHECKS) {
    const outcome = run(context)
    if (outcome.kind === 'not-applicable') {
      notApplicable.push({ id, reason: outcome.reason })
      continue
    }
    const findings = inOrder(outcome.findings)
    if (outcome.kind === 'not-run')
      checks.push({ id, title, status: 'not-run', reason: outcome.reason, findings })
    else checks.push({ id, title, status: findings.length === 0 ? 'pass' : 'fail', reason: null, findings })
  }
  return {
    schemaVersion: 'urn:proctor:schema:validation-report:v1',
    ok: checks.every((check) => check.status === 'pass'),
    planningOnly: true,
    validator: { name: 'proctor', version: PROCTOR_VERSION },
    workspace: options.workspace ?? '.',
    now: options.now,
    git: context.git,
    checks,
    notApplicable,
  }
}

function inOrder(findings: readonly PlanningFinding[]): PlanningFinding[] {
  return findings.toSorted((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line))
}
