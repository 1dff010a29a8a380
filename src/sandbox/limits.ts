import type { LimitKind, SandboxLimits } from '../contract/facts.ts'
import { openCgroups } from './cgroups.ts'
import type { Limit, Limiter } from './limit.ts'

/** Ends the run when the tree's memory is over the cap. What is only in tmpfs is not seen: its size is capped by mount. */
export function createMemoryPoll(bytes: number): Limit {
  let over = false
  return {
    memory: 'poll',
    admit: async () => undefined,
    async poll(rows) {
      const sum = rows.reduce((total, row) => total + row.memoryBytes, 0)
      over ||= sum > bytes
      return over ? 'memory' : null
    },
    reached: async () => (over ? 'memory' : null),
    close: async () => undefined,
  }
}

/** With a hard limit (rlimit) reaching the cap is recorded; without one, passing it ends the run. */
export function createProcessPoll(cap: number, applied: 'rlimit' | 'poll'): Limit {
  let hit = false
  return {
    processes: applied,
    admit: async () => undefined,
    async poll(rows) {
      // A zombie has no thread any more and counts until it is waited for.
      const tasks = rows.reduce((total, row) => total + Math.max(row.threads, 1), 0)
      hit ||= applied === 'rlimit' ? tasks >= cap : tasks > cap
      return hit && applied === 'poll' ? 'processes' : null
    },
    reached: async () => (hit ? 'processes' : null),
    close: async () => undefined,
  }
}

/**
 * The strongest limiter that this machine lets us have: cgroup v2, then v1, then looking.
 * `overhead` is the number of tasks of ours inside; `rlimit` says that the caller applies RLIMIT_NPROC itself when no
 * cgroup counts processes.
 */
export async function openLimiter(
  limits: SandboxLimits,
  options: { readonly overhead: number; readonly rlimit: boolean },
): Promise<Limiter> {
  const cap = limits.processes + options.overhead
  const parts: Limit[] = await openCgroups({ memoryBytes: limits.memoryBytes, tasks: cap })
  const has = (kind: 'memory' | 'processes'): boolean => parts.some((part) => part[kind] !== undefined)
  const needsRows = !has('memory') || !has('processes')
  if (!has('memory')) parts.push(createMemoryPoll(limits.memoryBytes))
  if (!has('processes')) parts.push(createProcessPoll(cap, options.rlimit ? 'rlimit' : 'poll'))
  return toLimiter(parts, needsRows)
}

/** Several limits as one; the first that speaks is told. */
export function toLimiter(parts: readonly Limit[], needsRows: boolean): Limiter {
  const first = async (ask: (part: Limit) => Promise<LimitKind | null>): Promise<LimitKind | null> => {
    const answers = await Promise.all(parts.map(ask))
    return answers.find((answer) => answer !== null) ?? null
  }
  return {
    memory: parts.find((part) => part.memory !== undefined)?.memory ?? 'none',
    processes: parts.find((part) => part.processes !== undefined)?.processes ?? 'none',
    needsRows,
    async admit(pid) {
      for (const part of parts) await part.admit(pid)
    },
    poll: (rows) => first((part) => part.poll(rows)),
    reached: () => first((part) => part.reached()),
    async close() {
      await Promise.all(parts.map((part) => part.close()))
    },
  }
}
