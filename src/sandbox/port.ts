// Promises: runs one command in isolation, within limits, and ends its whole process tree.
// Must not: pass anything of the harness's environment on, or report a limit that was not applied. Called by: run/.
import type { Readable, Writable } from 'node:stream'
import type { ProcessExit, SandboxFacts, SandboxLimits } from '../contract/facts.ts'

export interface Mount {
  /** Path on the host. */
  readonly from: string
  /** Path inside, absolute. */
  readonly to: string
  readonly mode: 'ro' | 'rw'
}

export interface SandboxSpec {
  readonly argv: readonly [string, ...string[]]
  /** Working directory inside. */
  readonly cwd: string
  /** The whole environment inside; nothing else is passed. */
  readonly env: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly limits: SandboxLimits
  readonly stdin: 'closed' | 'pipe'
  /** `host` only where a task's set-up asks for the registry and the sandbox can do no better. */
  readonly network: 'none' | 'host'
  /** Host uid and gid inside, when the harness is root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined
}

/** Why the harness ends a process before its time. */
export type EndReason =
  | 'timeout'
  | 'silent'
  | 'output'
  | 'memory'
  | 'processes'
  | 'disk'
  | 'interrupted'
  | 'done'

export interface SandboxedProcess {
  /** Both end when the tree is dead or the output limit is reached. They must be read. */
  readonly stdout: Readable
  readonly stderr: Readable
  readonly stdin: Writable | null
  readonly facts: SandboxFacts
  /** SIGTERM to the command, then after `graceMs` the whole tree is killed. Idempotent. */
  end(reason: EndReason, graceMs: number): void
  /** Resolves when no process of the tree is left. Never rejects. */
  readonly exited: Promise<ProcessExit>
}

/** Whether and how this machine can isolate. Every lack names what it costs. */
export interface SandboxAvailability {
  readonly available: boolean
  readonly version: string | null
  readonly problems: readonly string[]
}

export interface Sandbox {
  readonly backend: 'bubblewrap' | 'none'
  available(): Promise<SandboxAvailability>
  /** @throws ProctorError sandbox_failed when the command could not be started at all */
  start(spec: SandboxSpec): Promise<SandboxedProcess>
}
