import type { Facts } from '../contract/facts.ts'

/** Signals that end a run early, in the order of their exit codes 129, 130, 143. */
export type InterruptSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'
const SIGNALS: readonly InterruptSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM']

/** Milliseconds between SIGTERM and the end of the whole tree. */
export const GRACE_MS = 2_000

/** Told how many ms a process still has: some after the first signal, none after a second one. */
export type InterruptListener = (graceMs: number) => void

/** Turns signals into data: the run ends its children, seals what it has as interrupted, and exits by the table. */
export class Interrupts implements Disposable {
  #cause: Facts['interrupted']
  #graceMs = GRACE_MS
  readonly #listeners = new Set<InterruptListener>()
  readonly #handlers = new Map<InterruptSignal, () => void>()

  /** @param before what had ended the run already, when it is taken up again by another process */
  constructor(before: Facts['interrupted'] = null) {
    this.#cause = before
    for (const signal of SIGNALS) {
      const handler = () => this.#interrupt(signal)
      this.#handlers.set(signal, handler)
      process.on(signal, handler)
    }
  }

  /** What ended the run early: the first signal that came, or none when the harness had ended; null for nothing. */
  get cause(): Facts['interrupted'] {
    return this.#cause
  }

  /** Calls `listener` on each interruption, at once when one has already come. Returns how to stop listening. */
  onInterrupt(listener: InterruptListener): () => void {
    if (this.#cause !== null) listener(this.#graceMs)
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler)
  }

  #interrupt(signal: InterruptSignal): void {
    if (this.#cause === null) this.#cause = { signal }
    else this.#graceMs = 0
    for (const listener of this.#listeners) listener(this.#graceMs)
  }
}
