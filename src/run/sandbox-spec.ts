import type { SandboxLimits } from '../contract/facts.ts'
import type { Mount, SandboxSpec } from '../sandbox/index.ts'
import { INSIDE, INSIDE_PATH } from './layout.ts'
import type { OpenedRun } from './opened-run.ts'

/** Environment that every command gets; nothing of the harness's own is passed on. */
const BASE_ENV = {
  PATH: INSIDE_PATH,
  HOME: INSIDE.home,
  TMPDIR: '/tmp',
  LANG: 'C.UTF-8',
  LC_ALL: 'C.UTF-8',
  TZ: 'UTC',
  CI: 'true',
} as const

interface CommandInside {
  readonly argv: readonly [string, ...string[]]
  readonly env?: Readonly<Record<string, string>>
  readonly mounts: readonly Mount[]
  readonly wallSeconds: number
  readonly silenceSeconds: number | null
  readonly stdin?: 'closed' | 'pipe'
}

/** A sandbox spec with the run's own user, Node and limits. */
export function toSandboxSpec(run: OpenedRun, command: CommandInside): SandboxSpec {
  const { limits } = run.workspace.config.policy
  const bounds: SandboxLimits = {
    wallMs: Math.round(command.wallSeconds * 1_000),
    silenceMs: command.silenceSeconds === null ? null : Math.round(command.silenceSeconds * 1_000),
    outputBytes: limits.outputBytes,
    memoryBytes: limits.memoryBytes,
    processes: limits.processes,
  }
  return {
    argv: command.argv,
    cwd: INSIDE.checkout,
    env: { ...BASE_ENV, ...command.env },
    mounts: [{ from: process.execPath, to: INSIDE.node, mode: 'ro' }, ...command.mounts],
    limits: bounds,
    stdin: command.stdin ?? 'closed',
    network: 'none',
    user: run.owner,
  }
}
