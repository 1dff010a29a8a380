import type { WireFormat } from '../contract/workspace.ts'
import type { Outcome } from './outcome.ts'
import type { Reply } from './reply.ts'
import type { ModelRequest } from './request-body.ts'

export interface Question {
  readonly wire: WireFormat
  /** Below the provider's base URL. */
  readonly path: string
  /** Headers of the engine; only those of an allow-list are passed on. */
  readonly headers: Readonly<NodeJS.Dict<string | string[]>>
  readonly bytes: Buffer
  readonly request: ModelRequest
}

/** Answers one model request. Rejects with an AbortError only when nobody waits for the answer any more. */
export type Ask = (question: Question, reply: Reply) => Promise<Outcome>
