// Promises: holds one process tree to its limits, ends it when asked, and tells how it ended once nothing of it is left.
// Must not: know how a backend isolates, or believe what the tree says of itself. Called by: the backends of this room.
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LeftProcess, LimitKind, ProcessExit, SandboxFacts, SandboxLimits } from '../contract/facts.ts'
import type { Limiter } from './limit.ts'
import { createMeteredOutput } from './metered-output.ts'
import type { EndReason, SandboxedProcess } from './port.ts'
import type { ProcessRow } from './processes.ts'

/** How the command itself ended. */
export interface CommandEnd {
  readonly exitCode: number | null
  readonly signal: string | null
}

/** A running tree, as a backend offers it. */
export interface Tree {
  readonly stdin: SandboxedProcess['stdin']
  readonly stdout: Readable
  readonly stderr: Readable
  /** Null when the command was killed together with its tree. */
  readonly ended: Promise<CommandEnd | null>
  /** Every process that counts towards the limits. */
  rows(): Promise<readonly ProcessRow[]>
  /** What is alive although the command has ended. */
  left(): Promise<readonly LeftProcess[]>
  /** SIGTERM to the command. */
  terminate(): Promise<void>
  /** SIGKILL to everything; resolves when nothing is left. Idempotent. */
  kill(): Promise<void>
}

/** What a process gets, in ms, to end by itself after SIGTERM when a time limit is over. */
const LIMIT_GRACE = 2_000
const POLL_INTERVAL = 100
/** Processes that are just ending when the command has ended are not left behind. */
const SETTLE = 100
const SETTLE_STEP = 10
const MAX_LEFT = 100
/** Someone outside the tree may hold a pipe open (backend none); the streams end after this many ms. */
const PIPE_GRACE = 1_000

const now = (): number => performance.now()

export function supervise(
  tree: Tree,
  options: { readonly limits: SandboxLimits; readonly limiter: Limiter; readonly facts: SandboxFacts },
): SandboxedProcess {
  const { limits, limiter } = options
  const startedAt = now()
  let reason: EndReason | null = null
  let over = false
  const timers = new Set<NodeJS.Timeout>()
  const after = (ms: number, act: () => void): void => {
    // Longer waits than a timer can hold are no limit in practice.
    timers.add(setTimeout(act, Math.min(ms, 2 ** 31 - 1)))
  }

  const output = createMeteredOutput(tree, {
    outputBytes: limits.outputBytes,
    onLimit: () => end('output', 0),
    now,
  })

  function end(why: EndReason, graceMs: number): void {
    if (over) return
    const first = reason === null
    reason ??= why
    if (graceMs > 0) {
      if (first) warnOnly(tree.terminate())
      after(graceMs, () => warnOnly(tree.kill()))
    } else {
      warnOnly(tree.kill())
    }
  }

  function watchSilence(limit: number): void {
    const idle = output.waiting() ? 0 : now() - output.lastByteAt()
    if (idle >= limit) end('silent', LIMIT_GRACE)
    else after(Math.max(limit - idle, 1), () => watchSilence(limit))
  }

  const look = async () => await limiter.poll(limiter.needsRows ? await tree.rows() : [])

  async function watchLimits(): Promise<void> {
    while (!over) {
      // One look that fails does not end the watching: the next may see what this one did not.
      const broken = await look().catch(warn)
      if (typeof broken === 'string' && !over) return end(broken, 0)
      await sleep(POLL_INTERVAL, undefined, { ref: false })
    }
  }

  async function finish(): Promise<ProcessExit> {
    const ended = await tree.ended
    over = true
    const durationMs = Math.round(now() - startedAt)
    // A last look: what was left behind may have reached a limit between two others.
    if (ended !== null) await look().catch(warn)
    const left = ended === null ? [] : await settle(tree)
    await tree.kill()
    for (const timer of timers) clearTimeout(timer)
    const reached = await limiter.reached()
    await limiter.close().catch(warn)
    output.close(PIPE_GRACE)
    return {
      exitCode: ended === null ? null : ended.exitCode,
      signal: ended === null ? 'SIGKILL' : ended.signal,
      timedOut: reason === 'timeout',
      silent: reason === 'silent',
      limit: toLimitKind(reason) ?? reached,
      interrupted: reason === 'interrupted',
      durationMs,
      leftProcesses: [...left],
    }
  }

  after(limits.wallMs, () => end('timeout', LIMIT_GRACE))
  if (limits.silenceMs !== null) watchSilence(limits.silenceMs)
  warnOnly(watchLimits())
  const exited = finish()
  // Whoever awaits it gets the failure; until then it must not count as unhandled.
  exited.catch(() => undefined)
  return {
    stdout: output.stdout,
    stderr: output.stderr,
    stdin: tree.stdin,
    facts: options.facts,
    end,
    exited,
  }
}

/** What outlives the command, once those that are just ending have ended. Not knowing counts as left behind. */
async function settle(tree: Tree): Promise<readonly LeftProcess[]> {
  try {
    let left = await tree.left()
    for (let waited = 0; left.length > 0 && waited < SETTLE; waited += SETTLE_STEP) {
      await sleep(SETTLE_STEP)
      left = await tree.left()
    }
    return left.slice(0, MAX_LEFT)
  } catch (error) {
    return [{ pid: 0, command: `(unknown: ${String(error)})`.slice(0, 200) }]
  }
}

function toLimitKind(reason: EndReason | null): LimitKind | null {
  return reason === 'memory' || reason === 'processes' || reason === 'disk' || reason === 'output'
    ? reason
    : null
}

/** For what nobody waits for: a failure is told on stderr and changes no result. */
function warnOnly(work: Promise<void>): void {
  work.catch(warn)
}

function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : String(error))
}
