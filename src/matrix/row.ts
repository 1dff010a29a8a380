// Promises: a way to fail, as data: how it is provoked from outside, and everything that must be seen afterwards.
// Must not: do I/O or know how a run works. Called by: run/matrix/, cli/.
import type { BlockerCode } from '../contract/blockers.ts'
import type { Completeness, Status } from '../contract/completeness.ts'
import type { EventType } from '../contract/event.ts'
import type { ExitCode } from '../contract/exit-codes.ts'
import type { ScenarioStep } from '../contract/scenario.ts'

/** How a model makes an engine run a shell command: the tool calls for it. */
export type ShellTool = (command: string) => Json

/** What the engine does in a row. */
export interface Deed {
  /** Shell commands, one tool call each: every engine that has a shell can be made to do them. */
  readonly shell?: readonly string[]
  /** Steps that only the fake engine can take, after `shell`; with `fakeOnly`, which says why. */
  readonly steps?: readonly ScenarioStep[]
  readonly fakeOnly?: string
  /** What a real engine is made to do instead, to come to the same end. */
  readonly instead?: Deed
  /** The model says this many bytes before anything else. */
  readonly saysBytes?: number
  /** Fault of the model's provider at the first request. */
  readonly providerFault?: number | 'hang' | 'stall' | 'cut' | 'refuse'
  /** The model answers, and says that it used this many tokens. */
  readonly tokens?: { readonly input: number; readonly output: number }
}

/** What somebody does to the world when a run reaches a step. */
export interface Incident {
  readonly at: 'prepare' | 'execute' | 'measure' | 'judge' | 'seal'
  readonly what:
    | { readonly kind: 'write-in-source'; readonly path: string; readonly content: string }
    /** A folder lies where a file of the bundle is to be written. */
    | { readonly kind: 'block-artifact'; readonly path: string }
    | { readonly kind: 'signal'; readonly signal: 'SIGHUP' | 'SIGINT' | 'SIGTERM' }
}

/** What people do about the run once it is sealed. */
export interface PeopleDeed {
  readonly say: 'granted' | 'denied'
  /** The stranger may sign nothing here. */
  readonly by: 'approver' | 'stranger'
  /** They come when the time to decide is over. */
  readonly late: boolean
}

/** A signed record of the engine's source. */
export interface RecordDeed {
  /** SPDX expression that the admitter concludes. */
  readonly licence: string
  /** It has run out when the run begins. */
  readonly expired: boolean
}

/** The world in which a row's run takes place, as differences from the plain fixture. */
export interface Arrangement {
  readonly deed: Deed
  /** Merged into task.yaml; null removes. */
  readonly task?: Patch
  /** Merged into `policy` of proctor.yaml. */
  readonly policy?: Patch
  /** Merged into the engine's entry of proctor.yaml. */
  readonly engine?: Patch
  /** Merged into the repository's entry of proctor.yaml. */
  readonly repository?: Patch
  /** Files of the source repository that are written, and not committed, before the run. */
  readonly uncommitted?: Readonly<Record<string, string>>
  /** Files beside task.yaml. */
  readonly taskFiles?: Readonly<Record<string, string>>
  /** Files of the workspace, such as an engine's folder. */
  readonly workspaceFiles?: Readonly<Record<string, string>>
  readonly incident?: Incident
  /** Before the run the controls of its task are run. */
  readonly controls?: true
  /** Programs that the harness finds on its PATH; all when absent. */
  readonly programs?: readonly string[]
  readonly people?: PeopleDeed
  readonly record?: RecordDeed
  /** Changes the process as a whole, so that no other row may run at the same time. */
  readonly alone?: true
}

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type Patch = Readonly<Record<string, Json>>

/** An event that must be there: its type, and what its data must hold at least. */
export interface ExpectedEvent {
  readonly type: EventType
  readonly data?: Patch
}

export interface Expectation {
  /** Among the blockers, and no other code's exit may outrank it; null for a run that passes. */
  readonly blocker: BlockerCode | null
  readonly event: ExpectedEvent
  readonly status: Status
  readonly completeness: Completeness
  readonly exit: ExitCode
  /** 7: a sealed bundle with all seven artifacts. 0: no sealed bundle. */
  readonly artifacts: 7 | 0
}

export interface MatrixRow {
  readonly id: string
  readonly what: string
  readonly expected: Expectation
  /** A string says why this version can't provoke the row: it is not-run, and the matrix is not green. */
  readonly arrange: Arrangement | string
}
