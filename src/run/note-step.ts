import type { Facts } from '../contract/facts.ts'
import type { StartedRun } from './begin.ts'
import type { EngineRun } from './execute.ts'
import type { JournalStep } from './journal.ts'
import type { Prepared } from './prepare.ts'

/** Writes down that a step begins, takes it, and writes down that it ended, with what the steps after it need. */
export async function noteStep<T>(
  run: StartedRun,
  step: JournalStep,
  act: () => Promise<T>,
  options: { readonly keep?: (result: T) => unknown; readonly durable?: boolean } = {},
): Promise<T> {
  await run.journal.intend(step)
  const result = await act()
  await run.journal.done(step, run, options.keep?.(result) ?? null, options.durable ?? false)
  return result
}

/** What prepare leaves: see ResumablePrepared of recovery/. */
export function keepPrepared({ checkout, dependencies }: Prepared): unknown {
  return { checkout: checkout !== null, dependencies }
}

/** What the engine's run cost is paid for by now: this is what must never be lost. */
export function keepExecuted(run: StartedRun): (engineRun: EngineRun) => unknown {
  return (engineRun) => ({ ...engineRun, interrupted: run.interrupts.cause })
}

export function keepMeasured({ facts }: { readonly facts: Facts }): unknown {
  return { facts }
}
