// Promises: runs a command without isolation, within limits that are looked at, and kills what it can find of its tree.
// Must not: be chosen for anyone who did not type it, or claim a wall. Called by: create-sandbox.ts.
import { constants } from 'node:fs'
import { access, chown, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { HOME } from './bubblewrap-options.ts'
import { assertMounts, assertSpec, isBelow } from './check-spec.ts'
import { createMemoryPoll, createProcessPoll, toLimiter } from './limits.ts'
import type { Mount, Sandbox, SandboxAvailability, SandboxedProcess, SandboxSpec } from './port.ts'
import { type ProcessRow, readProcesses, toLeftProcess } from './processes.ts'
import { type Spawned, spawnProcess } from './spawn-process.ts'
import { supervise, type Tree } from './supervise.ts'

export interface NoSandboxOptions {
  /** Folder for the throw-away HOME; the system's temporary folder when absent. */
  readonly tempFolder?: string | undefined
}

export function createNoSandbox(options: NoSandboxOptions = {}): Sandbox {
  async function start(spec: SandboxSpec): Promise<SandboxedProcess> {
    assertSpec(spec)
    await assertMounts(spec.mounts)
    const home = await mkdtemp(join(options.tempFolder ?? tmpdir(), 'proctor-home-'))
    if (spec.user !== undefined && isSeparate(spec)) await chown(home, spec.user.uid, spec.user.gid)
    const limiter = toLimiter(
      (await hasProc())
        ? [createMemoryPoll(spec.limits.memoryBytes), createProcessPoll(spec.limits.processes, 'poll')]
        : [],
      true,
    )
    try {
      const tree = await startTree(spec, [...spec.mounts, { from: home, to: HOME, mode: 'rw' }])
      const running = supervise(tree, {
        limits: spec.limits,
        limiter: { ...limiter, close: () => rm(home, { recursive: true, force: true }) },
        facts: {
          backend: 'none',
          version: null,
          network: 'host',
          separateUid: isSeparate(spec),
          seccomp: false,
          noNewPrivileges: false,
          limits: spec.limits,
          memoryLimiter: limiter.memory,
          processLimiter: limiter.processes,
        },
      })
      return running
    } catch (error) {
      await rm(home, { recursive: true, force: true })
      throw error
    }
  }
  return { backend: 'none', available, start }
}

async function available(): Promise<SandboxAvailability> {
  const problems = [
    'nothing is isolated: the engine can read your files, use your network and outlive the run',
  ]
  if (process.platform === 'win32') {
    return {
      available: false,
      version: null,
      problems: ['process groups are missing on Windows: no engine can be ended'],
    }
  }
  if (!(await hasProc()))
    problems.push('there is no /proc: memory and processes are not limited, and none are listed')
  return { available: true, version: null, problems }
}

async function hasProc(): Promise<boolean> {
  try {
    await access('/proc/self/status', constants.R_OK)
    return true
  } catch (error) {
    if (errnoOf(error) === undefined) throw error
    return false
  }
}

const isSeparate = (spec: SandboxSpec): boolean => process.getuid?.() === 0 && spec.user !== undefined

/**
 * Nothing is mounted here, so paths of the inside are turned into the host's wherever an argument or a variable, or a
 * part of it between `:`, `=` and `,`, is such a path. Paths in files stay as they are.
 */
export function toHostPaths(text: string, mounts: readonly Mount[]): string {
  const byLength = [...mounts].sort((a, b) => b.to.length - a.to.length)
  const swap = (part: string): string => {
    const mount = byLength.find(({ to }) => part === to || isBelow(part, to))
    return mount === undefined ? part : mount.from + part.slice(mount.to.length)
  }
  return text
    .split(/([:=,])/)
    .map(swap)
    .join('')
}

async function startTree(spec: SandboxSpec, mounts: readonly Mount[]): Promise<Tree> {
  const [file, ...args] = spec.argv.map((text) => toHostPaths(text, mounts))
  if (file === undefined) throw new ProctorError('bug', 'a command without a program')
  const spawned = await spawnProcess({
    file,
    args,
    cwd: toHostPaths(spec.cwd, mounts),
    env: Object.fromEntries(
      Object.entries(spec.env).map(([name, value]) => [name, toHostPaths(value, mounts)]),
    ),
    stdin: spec.stdin,
    channels: 0,
    user: isSeparate(spec) ? spec.user : undefined,
  })
  return toTree(spawned)
}

function toTree(spawned: Spawned): Tree {
  const family = createFamily(spawned.pid)
  let killing: Promise<void> | null = null
  const living = async (): Promise<ProcessRow[]> =>
    family.update(readProcesses('/proc')).filter((row) => !row.ended)
  return {
    stdin: spawned.stdin,
    stdout: spawned.stdout,
    stderr: spawned.stderr,
    ended: spawned.exited.then(({ code, signal }) => ({ exitCode: code, signal })),
    rows: living,
    left: async () => await Promise.all((await living()).map((row) => toLeftProcess('/proc', row))),
    terminate: async () => sendSignal(spawned.pid, 'SIGTERM'),
    kill() {
      killing ??= killFamily(spawned.pid, living)
      return killing
    },
  }
}

/** Kills the group, then whoever is still found, until a look finds nobody: a tree that forks on must be overtaken. */
async function killFamily(leader: number, living: () => Promise<readonly ProcessRow[]>): Promise<void> {
  for (let tries = 0; tries < 500; tries += 1) {
    sendSignal(-leader, 'SIGKILL')
    const rows = await living()
    if (rows.length === 0) return
    for (const row of rows) sendSignal(row.pid, 'SIGKILL')
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

interface Family {
  /** The rows that belong to the tree: by parent, by session, or because they were seen to before. */
  update(rows: readonly ProcessRow[]): ProcessRow[]
}

/** A process that leaves its session and loses its parent between two looks escapes: that is what this backend costs. */
function createFamily(leader: number): Family {
  const members = new Map<number, string>()
  let first = true
  const sessions = new Set([leader])
  return {
    update(rows) {
      const found = new Set<ProcessRow>()
      for (let grown = true; grown; ) {
        grown = false
        for (const row of rows) {
          const isOurs =
            (first && row.pid === leader) ||
            sessions.has(row.sid) ||
            members.get(row.pid) === row.startedAt ||
            [...found].some((other) => other.pid === row.ppid)
          if (!isOurs || found.has(row)) continue
          found.add(row)
          members.set(row.pid, row.startedAt)
          sessions.add(row.sid)
          grown = true
        }
      }
      first = false
      return [...found]
    },
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (errnoOf(error) !== 'ESRCH') throw error
  }
}
