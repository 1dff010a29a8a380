import type { EventData, EventType } from '../contract/event.ts'
import type { EngineFacts } from '../contract/facts.ts'
import type { Normalised, Normaliser } from '../engines/port.ts'
import type { RawLine } from '../evidence/line-splitter.ts'
import { sha256 } from '../kernel/digest.ts'
import { UnparsedRanges } from './unparsed-ranges.ts'

const NEWLINE = Buffer.from('\n')

/** An event that a line of an engine's output gives. */
export interface Spoken {
  readonly type: EventType
  readonly origin: 'engine' | 'harness'
  readonly data: EventData<EventType>
}

/** Lines of an engine's stdout in, events out, in order. Pure: the same lines give the same events, whenever they are read. */
export interface Interpreter {
  /** Takes the next line, whose bytes are on disk; gives it back with its newline. */
  push(line: RawLine): Buffer
  /** No line follows. */
  end(): Pick<EngineFacts, 'terminal' | 'terminalMessage' | 'events' | 'unparsed' | 'forged'>
}

export function createInterpreter(normaliser: Normaliser, emit: (spoken: Spoken) => void): Interpreter {
  const forged: string[] = []
  let events = 0
  const ranges = new UnparsedRanges('stdout', (data) =>
    emit({ type: 'engine.unparsed', origin: 'harness', data }),
  )
  return {
    push({ bytes, offset, terminated, cut }) {
      const line = terminated ? Buffer.concat([bytes, NEWLINE]) : bytes
      const normalised = cut ? tooLong(line, offset) : normaliser.push(bytes, offset)
      for (const { type, data } of normalised.events) {
        events += 1
        emit({ type, origin: 'engine', data })
      }
      forged.push(...normalised.forged)
      for (const item of normalised.unparsed) ranges.add(item, line)
      return line
    },
    end() {
      ranges.flush()
      const { outcome, message } = normaliser.terminal()
      return {
        terminal: outcome,
        terminalMessage: message?.slice(0, 2_000) ?? null,
        events,
        unparsed: ranges.lines,
        forged,
      }
    },
  }
}

/** A line that is too long to be held has no meaning for anybody; its beginning is named, its bytes are on disk. */
function tooLong(line: Buffer, offset: number): Normalised {
  const unparsed = { offset, bytes: line.length, digest: sha256(line), reason: 'the line is too long' }
  return { events: [], unparsed: [unparsed], forged: [] }
}
