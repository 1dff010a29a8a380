/** Signals that end a run early, in the order of their exit codes 129, 130, 143. */
export type InterruptSignal = 'SIGHUP' | 'SIGINT' | 'SIGTERM'
const SIGNALS: readonly InterruptSignal[] = ['SIGHUP', 'SIGINT', 'SIGTERM']

/** Turns signals into data: the run ends its children, seals what it has as interrupted, and exits by the table. */
export class Interrupts implements Disposable {
  #signal: InterruptSignal | null = null
  readonly #listeners = new Set<() => void>()
  readonly #handlers = new Map<InterruptSignal, () => void>()

  constructor() {
    for (const signal of SIGNALS) {
      const handler = () => this.#interrupt(signal)
      this.#handlers.set(signal, handler)
      process.on(signal, handler)
    }
  }

  /** The first signal that came, or null. */
  get signal(): InterruptSignal | null {
    return this.#signal
  }

  /** Calls `listener` on an interruption, at once when it has already come. Returns how to stop listening. */
  onInterrupt(listener: () => void): () => void {
    if (this.#signal !== null) listener()
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  [Symbol.dispose](): void {
    for (const [signal, handler] of this.#handlers) process.off(signal, handler)
  }

  #interrupt(signal: InterruptSignal): void {
    this.#signal ??= signal
    for (const listener of this.#listeners) listener()
  }
}
