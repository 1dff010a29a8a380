import type { ProcessExit } from '../contract/facts.ts'

/** Whether a process ended by itself and with success, as far as the operating system knows. */
export function exitedCleanly(exit: ProcessExit): boolean {
  return exit.exitCode === 0 && exit.signal === null && !wasEnded(exit)
}

/** Whether the harness ended the process. */
export function wasEnded(exit: ProcessExit): boolean {
  return exit.timedOut || exit.silent || exit.limit !== null || exit.interrupted
}
