import * as z from 'zod'
import { BlockerCode } from './blockers.ts'
import { Status } from './completeness.ts'
import { Slug } from './ids.ts'

const CaseId = z.enum([
  'success',
  'no-edit',
  'refused',
  'unauthorized',
  'rate-limited',
  'server-error',
  'cut',
  'hang',
  'outside',
  'denied',
  'sigterm',
  'sigkill',
  'garbage',
])
export type CaseId = z.infer<typeof CaseId>

interface Expectation {
  /** An engine that gives up when it is refused has given no answer; both are no pass. */
  readonly exitCodes: readonly number[]
  /** Blockers that must be among those of the run. */
  readonly blockers: readonly BlockerCode[]
  /** Of these, one at least must be among them. */
  readonly oneOf?: readonly BlockerCode[]
  /** A tool must have been running when the engine ended: otherwise the case has not happened. */
  readonly midTool?: true
  /** Answers to requests inside the session, for engines that can ask. */
  readonly permission?: 'granted' | 'refused'
}

const noProvider: Expectation = { exitCodes: [4], blockers: ['provider_unavailable'] }

/** What the harness must conclude about every engine, whatever the engine says of itself. */
export const CONFORMANCE: Readonly<Record<CaseId, Expectation>> = {
  success: { exitCodes: [0], blockers: [], permission: 'granted' },
  'no-edit': { exitCodes: [1], blockers: ['no_diff', 'tests_failed'] },
  refused: noProvider,
  unauthorized: noProvider,
  'rate-limited': noProvider,
  'server-error': noProvider,
  cut: noProvider,
  hang: { exitCodes: [4], blockers: ['timeout'] },
  outside: { exitCodes: [1, 4], blockers: ['no_diff'] },
  denied: { exitCodes: [1, 4], blockers: ['no_diff'], permission: 'refused' },
  // An engine that ends in order when it is told to has still not said that its work is done.
  sigterm: {
    exitCodes: [4],
    blockers: [],
    oneOf: ['engine_crashed', 'engine_failed', 'event_missing', 'timeout'],
    midTool: true,
  },
  sigkill: { exitCodes: [4], blockers: ['engine_crashed'], midTool: true },
  /** The output of the success, with lines in it that are none of its protocol. */
  garbage: { exitCodes: [4], blockers: ['engine_failed'] },
}

/** `proctor engine check --json` */
export const ConformanceResult = z.strictObject({
  engine: Slug,
  adapter: Slug,
  ok: z.boolean(),
  /** Recorded streams that were read again, and those that did not come out as they are on file. */
  recordings: z.strictObject({
    read: z.int().min(0),
    differ: z.array(z.string()),
    /** Those that still counted as completed with a line in them that is none of the protocol. */
    believed: z.array(z.string()),
  }),
  /** Why no engine was started; null when the cases were played. */
  notRun: z.string().nullable(),
  /** Cases that this engine can not be brought into, with the reason. */
  notApplicable: z.array(z.strictObject({ case: CaseId, why: z.string() })),
  cases: z.array(
    z.strictObject({
      case: CaseId,
      ok: z.boolean(),
      status: Status,
      exitCode: z.int(),
      blockers: z.array(BlockerCode),
      engineExitCode: z.int().nullable(),
      terminal: z.string().nullable(),
      /** The engine exited with 0 and called its work completed, though the run is no pass. */
      hidden: z.boolean(),
      differences: z.array(z.string()),
    }),
  ),
})
export type ConformanceResult = z.infer<typeof ConformanceResult>
