// Promises: one shape for every engine: where it is, how it is launched, what its output means.
// Must not: spawn, open sockets, read the network or the evidence; believe what an engine says of itself; drop a line;
// emit a reserved event type; or decide whether a run passed. Called by: run/.
import type { Readable, Writable } from 'node:stream'
import type { CaseId } from '../contract/conformance.ts'
import type { EngineEvent } from '../contract/event.ts'
import type { Scenario } from '../contract/scenario.ts'
import type { Turn, Turns } from '../contract/turns.ts'
import type { WireFormat } from '../contract/workspace.ts'

/** A host path that the engine needs to see in the sandbox. */
export interface EngineMount {
  readonly from: string
  readonly to: string
  readonly mode: 'ro' | 'rw'
}

/** How requests inside a session are answered: granted when they stay in the checkout, or never. */
export type PermissionPolicy = 'checkout' | 'deny'

/** An engine asks before it acts. Never an approval: that is a person's, and about a patch. */
export interface PermissionRequest {
  readonly toolCallId: string
  /** Every path that the action names, as the engine wrote it; empty when it names none. */
  readonly paths: readonly string[]
  /** Kinds of answers that may be chosen from; once in either way when absent. */
  readonly offered?: readonly string[]
}

export interface PermissionAnswer {
  readonly granted: boolean
  /** What was chosen; null when nothing fitting was offered, and the request is cancelled. */
  readonly optionKind: 'allow_once' | 'reject_once' | 'reject_always' | null
}

/** The running engine, as far as an adapter may touch it. */
export interface EngineProcess {
  readonly stdin: Writable
  /** Lines of stdout as they arrive, already on disk. */
  readonly stdout: Readable
  /** Aborted when the run is interrupted: an adapter that can, asks its engine to stop. */
  readonly stopping: AbortSignal
  /** Answers by policy and puts the answer on record. The adapter hands it on as it is. */
  permit(request: PermissionRequest): Promise<PermissionAnswer>
}

/** An engine that was found on this machine. */
export interface Installation {
  readonly version: string
  readonly purl: string | null
  /** Absolute paths of everything that would be executed, files and whole folders, to be hashed before each spawn. */
  readonly executables: readonly string[]
  /** Folder that the lock's paths are relative to; null for what is part of proctor. */
  readonly root: string | null
}

export interface PrepareContext {
  readonly installation: Installation
  readonly instruction: string
  readonly model: string | null
  /** Command of proctor.yaml, for adapters that run any agent. */
  readonly command: readonly string[] | null
  /** How its requests inside a session are answered; with `deny` nothing is written on its behalf either. */
  readonly permissions: PermissionPolicy
  /** The one format that the run's provider speaks; null when it speaks every one. */
  readonly wire: WireFormat | null
  /** Host folder that becomes the engine's HOME; the adapter may write configuration into it. */
  readonly home: string
  /** Host path of the scenario file, for engines that are driven by one. */
  readonly scenario: string | null
  /** Paths inside the sandbox. */
  readonly inside: {
    readonly home: string
    readonly checkout: string
    /** Unix socket of the gateway; null when the run uses no model. */
    readonly gateway: string | null
    readonly node: string
  }
}

/** How an engine is launched in the sandbox. */
export interface LaunchPlan {
  readonly argv: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly EngineMount[]
  readonly stdin: 'closed' | 'pipe'
  /** Loopback port inside that must lead to the gateway, for engines that speak TCP only. */
  readonly bridgePort: number | null
}

/** A line of output that no rule understood, or that claimed what it may not. */
export interface Unparsed {
  readonly offset: number
  readonly bytes: number
  readonly digest: string
  readonly reason: string
}

export interface Normalised {
  readonly events: readonly EngineEvent[]
  readonly unparsed: readonly Unparsed[]
  /** Reserved event types that the line tried to claim. */
  readonly forged: readonly string[]
}

/** The engine's own last word, as far as its output goes. It is recorded and weighs nothing by itself. */
export interface Terminal {
  readonly outcome: 'completed' | 'failed' | 'interrupted' | 'none'
  readonly message: string | null
}

/** Pure and stateful: lines of stdout in, events out. Never throws, whatever the line holds. */
export interface Normaliser {
  /** @param line bytes without the newline  @param offset of its first byte in the stream */
  push(line: Uint8Array, offset: number): Normalised
  terminal(): Terminal
}

/** What an engine can do beyond being started: ask before it acts, be asked to stop, say what its model used. */
export type Capability = 'permissions' | 'interrupt' | 'usage'

/** How a scripted model makes an engine do what a row of the failure matrix needs. */
export interface Scripted {
  /** Name of a model to which the engine offers the tools of these calls; any when absent. */
  readonly model?: string
  /** Tool calls by which it runs a shell command in the checkout. */
  shell(command: string): Turn['calls']
  /** For engines that ask as several agents: the turns of the one that works, and what the others say to them. */
  cast?(work: readonly Turn[]): Pick<Turns, 'turns' | 'roles'>
}

/** What the conformance kit needs to know of an engine, beside what its adapter does. */
export interface Conformance extends Scripted {
  /** Tool calls by which a scripted model replaces one line of a file of the checkout. */
  edit(file: string, from: string, to: string): Turn['calls']
  /** Tool calls by which it writes a new file, anywhere. */
  write(path: string, content: string): Turn['calls']
  /** For engines that play a scenario instead of following a model: what they do in a case, with the line to mend. */
  scenario?(
    id: CaseId,
    mend: { readonly path: string; readonly find: string; readonly with: string },
  ): Scenario
  /** Whether the engine asks before it edits. */
  readonly asks: boolean
  /** Cases that are no pass although the engine exits with 0 and calls its work completed. */
  readonly hides: readonly CaseId[]
}

export interface EngineAdapter {
  readonly id: string
  /** Folder of engine-locks/ that pins what it runs; its own id when absent. */
  readonly lock?: string
  /** Plays a scenario file and can't run without one. */
  readonly needsScenario?: boolean
  /** What it can do beyond the required core; `permissions` and `interrupt` need `converse`. */
  readonly capabilities: readonly Capability[]
  /** Null when the engine is not installed. */
  locate(install: string | null): Promise<Installation | null>
  prepare(context: PrepareContext): Promise<LaunchPlan>
  /** Talks to the running engine until it ends; only for engines whose stdin is a pipe. */
  converse?(process: EngineProcess, context: PrepareContext): Promise<void>
  /** @param permissions how requests inside the session are answered; `checkout` when absent */
  createNormaliser(permissions?: PermissionPolicy): Normaliser
  /** Absent for engines that neither a scripted model nor a scenario can drive through its cases. */
  readonly conformance?: Conformance
  /** For engines that a scripted model can drive without being in the conformance kit. */
  readonly scripted?: Scripted
}
