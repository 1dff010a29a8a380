import type { Turn } from '../../contract/turns.ts'
import type { Usage } from '../outcome.ts'

/** What an answer is about: the number of its turn, the model asked for, and when. */
export interface Named {
  readonly index: number
  readonly model: string | null
  readonly time: Date
}

/** What the turn costs. A script uses no tokens unless it says so. */
export function toUsage(turn: Turn): Usage {
  return turn.usage ?? { input: 0, cachedInput: 0, output: 0 }
}

/** The arguments of a call as an object: text for a freeform tool goes under `input` where a format has no such tools. */
export function toArguments({ args, input }: Turn['calls'][number]): Readonly<Record<string, unknown>> {
  return args ?? (input === undefined ? {} : { input })
}

/** Text in pieces, as a model would send it. */
export function toPieces(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? []
}
