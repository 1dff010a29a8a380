import * as z from 'zod'

/** Where the planning documents are and how current they must be. */
export const PlanningConfig = z.strictObject({
  /** Path of the product requirements document. */
  prd: z.string().min(1),
  /** Path of the issue sequence that is derived from it. */
  issues: z.string().min(1),
  /** Path of the list of what is planned, and what blocks what. */
  workboard: z.string().min(1).default('WORKBOARD.yaml'),
  /** The engine under evaluation, by the name that the documents give it. */
  candidate: z.string().min(1),
  /** Days after `last_reviewed` at which a document is no longer current. */
  maxAgeDays: z.int().min(1).default(90),
  /** Sentences that both documents must hold, in place of the three that say local planning only. */
  disclaimer: z.array(z.string().min(1)).optional(),
  /** Globs by the phrase that an issue's `Allowed files` line uses for them. */
  allowedFiles: z.record(z.string(), z.array(z.string().min(1))).optional(),
})
export type PlanningConfig = z.infer<typeof PlanningConfig>

export const WORK_STATES = ['todo', 'doing', 'review', 'done', 'blocked'] as const
export const WorkState = z.enum(WORK_STATES)
export type WorkState = z.infer<typeof WorkState>

export const WorkKind = z.enum(['prd', 'issues', 'issue', 'contract'])
export type WorkKind = z.infer<typeof WorkKind>

/** One entry of `WORKBOARD.yaml`. Words for people (title, note, owner) may stand beside these keys. */
export const WorkEntry = z.looseObject({
  /** Unique in the file; what `blockedBy` names. */
  id: z.string().regex(/^\S{1,100}$/),
  /** What the entry stands for. */
  kind: WorkKind,
  /** Path of the document that it is about. */
  document: z.string().min(1),
  /** Where it stands; must agree with what the document says. */
  state: WorkState,
  /** Ids of entries that must be done first. */
  blockedBy: z.array(z.string().min(1)).default([]),
  /** What shows that it is done: `run:<id>`, `ledger:<index>`, `commit:<id>` or a path in `.proctor/runs/`. */
  evidence: z.array(z.string().min(1)).default([]),
})
export type WorkEntry = z.infer<typeof WorkEntry>

/** `WORKBOARD.yaml` */
export const Workboard = z.looseObject({ entries: z.array(WorkEntry).max(5_000) })
export type Workboard = z.infer<typeof Workboard>

/** What the planning validator has to say about one line of one file. */
export const PlanningFinding = z.strictObject({
  file: z.string(),
  line: z.int().min(1),
  message: z.string(),
  fix: z.string(),
})
export type PlanningFinding = z.infer<typeof PlanningFinding>

export const PlanningCheckResult = z.strictObject({
  id: z.string(),
  title: z.string(),
  status: z.enum(['pass', 'fail', 'not-run']),
  /** Why it was not run; null otherwise. */
  reason: z.string().nullable(),
  findings: z.array(PlanningFinding),
})
export type PlanningCheckResult = z.infer<typeof PlanningCheckResult>

/** `proctor validate --json`. It judges documents and nothing else: no run, no engine, no standing. */
export const ValidationReport = z.strictObject({
  schemaVersion: z.literal('urn:proctor:schema:validation-report:v1'),
  ok: z.boolean(),
  planningOnly: z.literal(true),
  validator: z.strictObject({ name: z.literal('proctor'), version: z.string() }),
  workspace: z.string(),
  /** The day at which currency was judged, `yyyy-mm-dd`. */
  now: z.string(),
  git: z.strictObject({ commit: z.string().nullable(), clean: z.boolean().nullable() }),
  checks: z.array(PlanningCheckResult),
  /** Checks that have nothing to look at here, with the reason. They are no part of `ok`. */
  notApplicable: z.array(z.strictObject({ id: z.string(), reason: z.string() })),
})
export type ValidationReport = z.infer<typeof ValidationReport>
