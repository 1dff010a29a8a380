import * as z from 'zod'
import { GateId } from './gate.ts'
import { Slug } from './ids.ts'
import { MutationClass } from './mutation-class.ts'
import { RiskClass } from './task.ts'

const Globs = z.array(z.string().min(1).max(500))

/** Licences under which an engine may be run without a word more, as SPDX ids. */
const DEFAULT_LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MPL-2.0',
  'Unlicense',
  'Zlib',
]

/** What a source must be to be admitted. */
export const AdmissionPolicy = z.strictObject({
  /** SPDX ids under which an engine may be run. */
  licences: z.array(z.string().min(1)).default(DEFAULT_LICENCES),
  /** A source without a confirmed licence is refused, or may be run and not vendored where its enablement accepts that. */
  unlicensed: z.enum(['deny', 'run-only']).default('run-only'),
  /** Days after its retrieval from which on a source must be looked at again. */
  maxAgeDays: z.int().min(1).max(3_650).default(365),
  /** `by-stat` trusts a digest of before while inode, size and times of the file are the same. */
  digests: z.enum(['always', 'by-stat']).default('always'),
})
export type AdmissionPolicy = z.infer<typeof AdmissionPolicy>

/** Raises the risk class of a task when all that it names holds. */
export const RiskRule = z.strictObject({
  id: Slug,
  /** What the task is raised to. */
  riskClass: RiskClass,
  /** The task may touch a path that one of these matches. */
  paths: Globs.min(1).optional(),
  /** The task may change at least this many files. */
  minFiles: z.int().min(1).optional(),
  /** The task may change at least this many lines. */
  minLines: z.int().min(1).optional(),
  /** The repository is of one of these classes. */
  repositoryClasses: z.array(MutationClass).min(1).optional(),
})
export type RiskRule = z.infer<typeof RiskRule>

/** What a risk class asks for beyond the rest of the policy. */
export const ClassPolicy = z.strictObject({
  /** In addition to `requiredGates`. */
  requiredGates: z.array(GateId).default([]),
  /** The only engines that may be used; any when absent. */
  engines: z.array(Slug).optional(),
  /** The highest class of repository. */
  upTo: MutationClass.default('owned-critical'),
  /** People who must approve a patch. */
  approvals: z.int().min(0).max(10).default(0),
  /** Who is asked when no engine may do it. */
  escalation: z.string().min(1).max(500).optional(),
})
export type ClassPolicy = z.infer<typeof ClassPolicy>

/** What each risk class asks for. */
export const ClassPolicies = z.strictObject({
  low: ClassPolicy.prefault({}),
  medium: ClassPolicy.prefault({}),
  high: ClassPolicy.prefault({}),
})
export type ClassPolicies = z.infer<typeof ClassPolicies>

/** How a hardware key must have been used: not at all, touched, or touched after asking who it is. */
export const Touch = z.enum(['none', 'present', 'verified'])
export type Touch = z.infer<typeof Touch>

/** Asks for approvals when all that it names holds; of several rules the strictest counts. */
export const ApprovalRule = z.strictObject({
  id: Slug,
  /** The risk of the task is one of these. */
  riskClasses: z.array(RiskClass).min(1).optional(),
  /** The repository is of one of these classes. */
  repositoryClasses: z.array(MutationClass).min(1).optional(),
  /** Different people who must approve. */
  approvers: z.int().min(1).max(10).default(1),
  touch: Touch.default('none'),
  /** The only principals of `allowed_signers` who may approve; everybody with approval@proctor when absent. */
  from: z.array(z.string().min(1).max(200)).min(1).optional(),
})
export type ApprovalRule = z.infer<typeof ApprovalRule>

/** Which results people must approve, beside the `approvals` of the risk classes. */
export const ApprovalPolicy = z.strictObject({
  rules: z.array(ApprovalRule).default([
    { id: 'owned', repositoryClasses: ['owned-noncritical', 'owned-critical'], approvers: 1, touch: 'none' },
    { id: 'owned-critical', repositoryClasses: ['owned-critical'], approvers: 2, touch: 'none' },
  ]),
  /** Minutes until silence is a denial. */
  expiresMinutes: z.number().positive().max(1_440).default(1_440),
  /** Whoever reviewed a result may not approve it as well. */
  separateReviewer: z.boolean().default(true),
})
export type ApprovalPolicy = z.infer<typeof ApprovalPolicy>

/** After how many days evidence no longer carries a standing. */
export const EvidencePolicy = z.strictObject({
  /** Days. */
  maxAgeDays: z.int().min(1).max(3_650).default(90),
})
export type EvidencePolicy = z.infer<typeof EvidencePolicy>

/** Where a task may only judge an engine when its controls were run and hold. Controls that failed refuse everywhere. */
export const ControlsPolicy = z.strictObject({
  /** Classes of repository. */
  requiredFor: z.array(MutationClass.exclude(['none'])).default([]),
})
export type ControlsPolicy = z.infer<typeof ControlsPolicy>

/** The part of the policy that the eligibility decision reads. */
export const DecisionPolicy = z.strictObject({
  requiredGates: z.array(GateId),
  admission: AdmissionPolicy,
  riskRules: z.array(RiskRule),
  classes: ClassPolicies,
  evidence: EvidencePolicy,
  controls: ControlsPolicy.prefault({}),
})
export type DecisionPolicy = z.infer<typeof DecisionPolicy>
