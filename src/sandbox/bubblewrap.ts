// Promises: runs a command with bubblewrap: nothing writable but its mounts, no network, a pid namespace that dies whole.
// Must not: start anything when one of its walls is missing. Called by: create-sandbox.ts.
import type { SandboxFacts } from '../contract/facts.ts'
import { isProctorError, ProctorError } from '../kernel/proctor-error.ts'
import type { SandboxUser } from './bubblewrap-options.ts'
import { canLimitProcesses, type Programs, startBubblewrap } from './bubblewrap-start.ts'
import { assertMounts, assertSpec } from './check-spec.ts'
import { findProgram } from './find-program.ts'
import { readHostLayout } from './host-layout.ts'
import { openLimiter } from './limits.ts'
import type { Sandbox, SandboxAvailability, SandboxedProcess, SandboxSpec } from './port.ts'
import { toSeccompArch } from './seccomp-filter.ts'
import { spawnProcess } from './spawn-process.ts'
import { supervise } from './supervise.ts'

export interface BubblewrapOptions {
  /** Absolute path of bubblewrap; from PATH when absent. */
  readonly bwrap?: string | undefined
  /** Whom commands run as when the harness is root and the spec names nobody. */
  readonly user?: SandboxUser | undefined
}

/** A host uid that no ordinary account has. */
const DEFAULT_USER: SandboxUser = { uid: 40_001, gid: 40_001 }

/** Pid 1 of the sandbox counts as a task, and is ours. */
const OVERHEAD = 1

export function createBubblewrapSandbox(options: BubblewrapOptions = {}): Sandbox {
  const asRoot = process.getuid?.() === 0
  let programs: Promise<Programs> | null = null

  const findPrograms = (): Promise<Programs> => {
    programs ??= readPrograms(options.bwrap, asRoot)
    return programs
  }

  async function start(spec: SandboxSpec): Promise<SandboxedProcess> {
    assertSpec(spec)
    const arch = toSeccompArch(process.arch)
    if (arch === null)
      throw new ProctorError('sandbox_failed', `there is no system call filter for ${process.arch}`)
    await assertMounts(spec.mounts)
    const found = await findPrograms()
    const rlimit = canLimitProcesses(asRoot, found)
    const [layout, limiter] = await Promise.all([
      readHostLayout(spec.network),
      openLimiter(spec.limits, { overhead: OVERHEAD, rlimit }),
    ])
    const nproc = spec.limits.processes + (asRoot ? 0 : OVERHEAD)
    try {
      const facts: SandboxFacts = {
        backend: 'bubblewrap',
        version: found.version,
        network: spec.network,
        separateUid: asRoot,
        seccomp: true,
        noNewPrivileges: true,
        limits: spec.limits,
        memoryLimiter: limiter.memory,
        processLimiter: limiter.processes,
      }
      const tree = await startBubblewrap(
        spec,
        {
          asRoot,
          user: asRoot ? (spec.user ?? options.user ?? DEFAULT_USER) : toOwnUser(),
          network: spec.network,
          layout,
          mounts: spec.mounts,
          env: spec.env,
          tmpfsBytes: spec.limits.memoryBytes,
          programs: found,
          arch,
          nproc: limiter.processes === 'rlimit' ? nproc : null,
        },
        limiter,
      )
      return supervise(tree, { limits: spec.limits, limiter, facts })
    } catch (error) {
      await limiter.close()
      throw error
    }
  }

  async function tryOut(): Promise<SandboxAvailability> {
    if (process.platform !== 'linux') {
      const problem = `bubblewrap needs Linux, this is ${process.platform}: engines can only run without isolation`
      return { available: false, version: null, problems: [problem] }
    }
    try {
      const probe = await start(PROBE)
      probe.stdout.resume()
      probe.stderr.resume()
      const exit = await probe.exited
      const problems = toLacks(probe.facts)
      if (exit.exitCode === 0) return { available: true, version: probe.facts.version, problems }
      return {
        available: false,
        version: probe.facts.version,
        problems: [`a probe ended with ${exit.exitCode ?? exit.signal}`],
      }
    } catch (error) {
      if (!isProctorError(error, 'sandbox_failed', 'tool_missing')) throw error
      const hint = error.hint === undefined ? '' : ` (${error.hint})`
      const problem = `${error.message}${hint}: engines can only run without isolation`
      return { available: false, version: null, problems: [problem] }
    }
  }

  return {
    backend: 'bubblewrap',
    available: () => remembered(`${options.bwrap ?? ''}\0${process.env.PATH ?? ''}`, tryOut),
    start,
  }
}

/** How long a sandbox that worked is not tried out again by the same process, ms. */
const TRUSTED_MS = 30_000
const worked = new Map<string, { readonly until: number; readonly answer: SandboxAvailability }>()

/**
 * Many runs of one process ask one after another. Only a yes is remembered; a sandbox that fails later fails at the start
 * of a command, which never goes on without it.
 */
async function remembered(
  key: string,
  tryOut: () => Promise<SandboxAvailability>,
): Promise<SandboxAvailability> {
  const known = worked.get(key)
  if (known !== undefined && performance.now() < known.until) return known.answer
  const answer = await tryOut()
  if (answer.available) worked.set(key, { until: performance.now() + TRUSTED_MS, answer })
  return answer
}

const PROBE: SandboxSpec = {
  argv: ['/usr/bin/true'],
  cwd: '/',
  env: {},
  mounts: [],
  limits: { wallMs: 10_000, silenceMs: null, outputBytes: 4_096, memoryBytes: 2 ** 28, processes: 16 },
  stdin: 'closed',
  network: 'none',
}

/** What works less well here than it could. */
function toLacks(facts: SandboxFacts): string[] {
  const lacks: string[] = []
  if (!facts.separateUid) {
    lacks.push(
      'not started as root: engines run under your own user id, and only the namespaces keep them apart',
    )
  }
  if (facts.memoryLimiter === 'poll') {
    lacks.push(
      'no writable memory cgroup: memory is looked at ten times a second and can be passed for a moment',
    )
  }
  if (facts.processLimiter === 'poll') {
    lacks.push('no writable pids cgroup and no usable rlimit: processes are counted ten times a second')
  }
  return lacks
}

function toOwnUser(): SandboxUser {
  const [uid, gid] = [process.getuid?.(), process.getgid?.()]
  if (uid === undefined || gid === undefined)
    throw new ProctorError('sandbox_failed', 'this system has no user ids')
  return { uid, gid }
}

async function readPrograms(given: string | undefined, asRoot: boolean): Promise<Programs> {
  const bwrap = given ?? (await findProgram('bwrap'))
  if (bwrap === null) {
    throw new ProctorError('tool_missing', 'bubblewrap is not on PATH', {
      hint: 'install the package bubblewrap',
    })
  }
  const setpriv = await findProgram('setpriv')
  if (asRoot && setpriv === null) {
    throw new ProctorError('tool_missing', 'setpriv is not on PATH', {
      hint: 'install the package util-linux',
    })
  }
  return { bwrap, version: await readVersion(bwrap), setpriv, prlimit: await findProgram('prlimit') }
}

async function readVersion(bwrap: string): Promise<string | null> {
  const { stdout, stderr } = await spawnProcess({
    file: bwrap,
    args: ['--version'],
    cwd: '/',
    env: {},
    stdin: 'closed',
    channels: 0,
  })
  stderr.resume()
  let text = ''
  for await (const chunk of stdout) text += String(chunk)
  return /[0-9]+(?:\.[0-9]+)+/.exec(text)?.[0] ?? null
}
