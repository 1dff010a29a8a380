import * as z from 'zod'
import { AfterSealStatement, ApprovalRequest, ApprovalStatement, ReviewStatement } from './approval.ts'
import { BundleTransferResult } from './bundle-export.ts'
import { ControlsResult, TaskCheckResult } from './controls.ts'
import { AdmissionRecord, DecisionRecord } from './decision.ts'
import { DecisionFacts, PolicyCase } from './decision-facts.ts'
import { Enablement } from './enablement.ts'
import { EngineLock } from './engine-lock.ts'
import { Event } from './event.ts'
import { Exchange } from './exchange.ts'
import { Facts } from './facts.ts'
import { GatewayRecord } from './gateway-log.ts'
import { GcResult } from './gc-result.ts'
import { SCHEMA_IDS } from './ids.ts'
import { KeyRotationResult, KeyRotationStatement } from './key-rotation.ts'
import {
  AssessmentStatement,
  ComparisonPlanStatement,
  DemotionStatement,
  PromotionStatement,
  StageStatusResult,
} from './ladder.ts'
import { LedgerVerifyResult } from './ledger-results.ts'
import { ValidationReport, Workboard } from './planning.ts'
import { RecoverResult } from './recover-result.ts'
import { AdmissionEntry, EnablementEntry, PolicyEntry } from './registry-entries.ts'
import { Report } from './report.ts'
import { RunResult, VerifyResult } from './results.ts'
import { Scenario } from './scenario.ts'
import { DoctorResult, InitResult } from './setup-results.ts'
import { SourceAdmission } from './source-admission.ts'
import {
  ChallengeStatement,
  DecisionStatement,
  ProvenanceStatement,
  RunStatement,
  TestResultStatement,
  VerdictStatement,
} from './statement.ts'
import { Task } from './task.ts'
import { TaskImportResult } from './task-import.ts'
import { PolicyInput, TaskInput } from './task-input.ts'
import { Trust } from './trust.ts'
import { Turns } from './turns.ts'
import { Workspace } from './workspace.ts'

interface Published {
  readonly id: string
  readonly schema: z.ZodType
  readonly title: string
  /** Written by people: defaults may be left out. What the harness writes is complete. */
  readonly by: 'people' | 'harness'
}

const ofName = (name: string): string => `urn:proctor:schema:${name}:v1`

/** Every format that others may read or write, by the name of its schema file. */
export const PUBLISHED = {
  workspace: {
    id: SCHEMA_IDS.workspace,
    schema: Workspace,
    title: '`proctor.yaml`: what a workspace governs',
    by: 'people',
  },
  task: {
    id: SCHEMA_IDS.task,
    schema: Task,
    title: '`tasks/<task>/task.yaml`: what is asked, and how it is judged',
    by: 'people',
  },
  scenario: {
    id: SCHEMA_IDS.scenario,
    schema: Scenario,
    title: '`tasks/<task>/fake.yaml`: what the fake engine does',
    by: 'people',
  },
  turns: {
    id: SCHEMA_IDS.turns,
    schema: Turns,
    title: 'what a scripted model says, turn by turn',
    by: 'people',
  },
  workboard: {
    id: ofName('workboard'),
    schema: Workboard,
    title: '`WORKBOARD.yaml`: what is planned, and what blocks what',
    by: 'people',
  },
  'source-admission': {
    id: SCHEMA_IDS.sourceAdmission,
    schema: SourceAdmission,
    title:
      '`sources/<engine>.yaml`: where an engine comes from and how it may be used, signed by an admitter',
    by: 'people',
  },
  enablement: {
    id: SCHEMA_IDS.enablement,
    schema: Enablement,
    title:
      '`enablements/<engine>.yaml`: a gated engine may run, this far, here and until then; signed by an approver',
    by: 'people',
  },
  'decision-facts': {
    id: SCHEMA_IDS.decisionFacts,
    schema: DecisionFacts,
    title: '`inputs/decision-facts.json`: what an eligibility decision rests on besides the policy',
    by: 'harness',
  },
  'policy-case': {
    id: ofName('policy-case'),
    schema: PolicyCase,
    title: '`policy/cases/*.yaml`: facts and the decision that must come out',
    by: 'people',
  },
  trust: {
    id: SCHEMA_IDS.trust,
    schema: Trust,
    title: '`trust.json`: public keys, their roles and when they were valid',
    by: 'harness',
  },
  'engine-lock': {
    id: SCHEMA_IDS.engineLock,
    schema: EngineLock,
    title: '`engine-locks/<engine>/executables.json`: the executables of a pinned engine',
    by: 'harness',
  },
  'task-input': {
    id: ofName('task-input'),
    schema: TaskInput,
    title: '`inputs/task.json`: the task as it was',
    by: 'harness',
  },
  'policy-input': {
    id: ofName('policy-input'),
    schema: PolicyInput,
    title: '`inputs/policy.json`: the configuration that the run was bound to',
    by: 'harness',
  },
  admission: {
    id: SCHEMA_IDS.admission,
    schema: AdmissionRecord,
    title: '`inputs/admission.json`: what is known of the source of the engine',
    by: 'harness',
  },
  decision: {
    id: ofName('decision'),
    schema: DecisionRecord,
    title: 'who may run, and how far',
    by: 'harness',
  },
  event: {
    id: SCHEMA_IDS.event,
    schema: Event,
    title: 'one line of `events.normalized.jsonl`',
    by: 'harness',
  },
  'gateway-log': {
    id: SCHEMA_IDS.gatewayLog,
    schema: GatewayRecord,
    title: 'one line of `gateway.jsonl`',
    by: 'harness',
  },
  exchange: {
    id: SCHEMA_IDS.exchange,
    schema: Exchange,
    title: 'one line of a recording of model requests',
    by: 'harness',
  },
  facts: {
    id: SCHEMA_IDS.facts,
    schema: Facts,
    title: '`facts.json`: everything that the gates were given',
    by: 'harness',
  },
  report: {
    id: SCHEMA_IDS.report,
    schema: Report,
    title: '`report.json`: the record of a run',
    by: 'harness',
  },
  'statement-challenge': {
    id: ofName('statement-challenge'),
    schema: ChallengeStatement,
    title: 'challenge, signed by the verifier key before anything starts',
    by: 'harness',
  },
  'statement-decision': {
    id: ofName('statement-decision'),
    schema: DecisionStatement,
    title: 'decision, signed by the verifier key',
    by: 'harness',
  },
  'statement-run': {
    id: ofName('statement-run'),
    schema: RunStatement,
    title: 'run, signed by the harness key',
    by: 'harness',
  },
  'statement-provenance': {
    id: ofName('statement-provenance'),
    schema: ProvenanceStatement,
    title: 'provenance (SLSA form), signed by the harness key',
    by: 'harness',
  },
  'statement-test-result': {
    id: ofName('statement-test-result'),
    schema: TestResultStatement,
    title: 'test result (in-toto form), signed by the harness key',
    by: 'harness',
  },
  'statement-verdict': {
    id: ofName('statement-verdict'),
    schema: VerdictStatement,
    title: 'verification summary (SLSA form), signed by the verifier key',
    by: 'harness',
  },
  'approval-request': {
    id: SCHEMA_IDS.approvalRequest,
    schema: ApprovalRequest,
    title: '`approvals/request.json`: what people are asked, sealed with the run',
    by: 'harness',
  },
  'statement-approval': {
    id: ofName('statement-approval'),
    schema: ApprovalStatement,
    title: '`approvals/NNNNNN.json`: approval or denial, signed by a person (SSHSIG, approval@proctor)',
    by: 'harness',
  },
  'statement-review': {
    id: ofName('statement-review'),
    schema: ReviewStatement,
    title: '`approvals/NNNNNN.json`: review, signed by a person (SSHSIG, review@proctor)',
    by: 'harness',
  },
  'statement-after-seal': {
    id: ofName('statement-after-seal'),
    schema: AfterSealStatement,
    title: 'entry of the ledger: what was recorded of a run after its seal',
    by: 'harness',
  },
  'statement-admission': {
    id: ofName('statement-admission'),
    schema: AdmissionEntry,
    title: "entry of the ledger: a record of an engine's source was written",
    by: 'harness',
  },
  'statement-enablement': {
    id: ofName('statement-enablement'),
    schema: EnablementEntry,
    title: 'entry of the ledger: an enablement was written, or taken out of force',
    by: 'harness',
  },
  'statement-policy-change': {
    id: ofName('statement-policy-change'),
    schema: PolicyEntry,
    title: 'entry of the ledger: from here on entries are made under another policy',
    by: 'harness',
  },
  'statement-assessment': {
    id: ofName('statement-assessment'),
    schema: AssessmentStatement,
    title: 'entry of the ledger: what a check of an engine or a task saw',
    by: 'harness',
  },
  'statement-promotion': {
    id: ofName('statement-promotion'),
    schema: PromotionStatement,
    title:
      'entry of the ledger: an engine was raised by one stage, signed by people (SSHSIG, promotion@proctor)',
    by: 'harness',
  },
  'statement-demotion': {
    id: ofName('statement-demotion'),
    schema: DemotionStatement,
    title: 'entry of the ledger: an engine stands no higher than a stage until it is promoted anew',
    by: 'harness',
  },
  'statement-comparison-plan': {
    id: ofName('statement-comparison-plan'),
    schema: ComparisonPlanStatement,
    title: 'entry of the ledger: what a comparison is to be, fixed before its first run',
    by: 'harness',
  },
  'run-result': { id: SCHEMA_IDS.runResult, schema: RunResult, title: '`proctor run --json`', by: 'harness' },
  'verify-result': {
    id: SCHEMA_IDS.verifyResult,
    schema: VerifyResult,
    title: '`proctor verify --json`',
    by: 'harness',
  },
  'recover-result': {
    id: ofName('recover-result'),
    schema: RecoverResult,
    title: '`proctor recover --json`',
    by: 'harness',
  },
  'controls-result': {
    id: ofName('controls-result'),
    schema: ControlsResult,
    title: '`proctor controls --json`',
    by: 'harness',
  },
  'task-check-result': {
    id: ofName('task-check-result'),
    schema: TaskCheckResult,
    title: '`proctor task check --json`',
    by: 'harness',
  },
  'task-import-result': {
    id: ofName('task-import-result'),
    schema: TaskImportResult,
    title: '`proctor task import --json`',
    by: 'harness',
  },
  'gc-result': {
    id: ofName('gc-result'),
    schema: GcResult,
    title: '`proctor gc --json`',
    by: 'harness',
  },
  'init-result': {
    id: ofName('init-result'),
    schema: InitResult,
    title: '`proctor init --json`',
    by: 'harness',
  },
  'doctor-result': {
    id: ofName('doctor-result'),
    schema: DoctorResult,
    title: '`proctor doctor --json`',
    by: 'harness',
  },
  'stage-status-result': {
    id: ofName('stage-status-result'),
    schema: StageStatusResult,
    title: '`proctor stage status --json`',
    by: 'harness',
  },
  'validation-report': {
    id: ofName('validation-report'),
    schema: ValidationReport,
    title: '`proctor validate --json`: what holds of the planning documents',
    by: 'harness',
  },
  'ledger-verify-result': {
    id: ofName('ledger-verify-result'),
    schema: LedgerVerifyResult,
    title: '`proctor ledger verify --json`',
    by: 'harness',
  },
  'statement-key-rotation': {
    id: ofName('statement-key-rotation'),
    schema: KeyRotationStatement,
    title: 'ledger entry: another machine key signs in a role from here on',
    by: 'harness',
  },
  'bundle-transfer-result': {
    id: ofName('bundle-transfer-result'),
    schema: BundleTransferResult,
    title: '`proctor bundle export --json`, `proctor bundle import --json`',
    by: 'harness',
  },
  'key-rotation-result': {
    id: ofName('key-rotation-result'),
    schema: KeyRotationResult,
    title: '`proctor keys rotate --json`',
    by: 'harness',
  },
} as const satisfies Record<string, Published>

export type PublishedName = keyof typeof PUBLISHED
export const PUBLISHED_NAMES = Object.keys(PUBLISHED) as readonly PublishedName[]

/** The JSON Schema (draft 2020-12) of a published format, as an object to be written out. */
export function toJsonSchema(name: PublishedName): Readonly<Record<string, unknown>> {
  const { id, schema, title, by }: Published = PUBLISHED[name]
  const io = by === 'people' ? 'input' : 'output'
  const { $schema, ...body } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, override: toStandard })
  return { $schema, $id: id, title, ...body }
}

/** zod names formats of its own for prefixes and base64, which the pattern beside them says already, and drops a url's protocol. */
function toStandard({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'starts_with' || jsonSchema.format === 'base64') delete jsonSchema.format
  if (jsonSchema.format === 'uri') jsonSchema.pattern ??= '^[Hh][Tt][Tt][Pp][Ss]?:'
}
