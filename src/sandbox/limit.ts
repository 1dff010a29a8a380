import type { LimitKind, SandboxFacts } from '../contract/facts.ts'
import type { ProcessRow } from './processes.ts'

/** One way of limiting memory, the number of tasks (processes and their threads), or both. */
export interface Limit {
  readonly memory?: SandboxFacts['memoryLimiter']
  readonly processes?: SandboxFacts['processLimiter']
  /** Takes in the root of the tree, before it has started anything. */
  admit(pid: number): Promise<void>
  /** A limit that is broken now and must end the run. `rows` is the whole tree, when someone asked for it. */
  poll(rows: readonly ProcessRow[]): Promise<LimitKind | null>
  /** A limit that was reached at any time. */
  reached(): Promise<LimitKind | null>
  /** Removes what it made; the tree is dead by then. */
  close(): Promise<void>
}

export interface Limiter extends Omit<Limit, 'memory' | 'processes'> {
  readonly memory: SandboxFacts['memoryLimiter']
  readonly processes: SandboxFacts['processLimiter']
  /** Whether `poll` needs the rows of the tree. */
  readonly needsRows: boolean
}
