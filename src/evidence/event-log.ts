// Promises: every event once, numbered, chained and on disk in the order of the calls, or a failure that is never lost.
// Must not: accept data that breaks its schema, or a reserved type from an engine. Called by: run/.

import type { Origin } from '../contract/event.ts'
import {
  EVENT_DATA,
  type EventData,
  type EventOf,
  type EventType,
  isEngineEventType,
} from '../contract/event.ts'
import { runUrn, SCHEMA_IDS } from '../contract/ids.ts'
import { CHAIN_START, chainLink, toSequence } from '../kernel/event-chain.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { type SpanName, spanOfEvent, traceparentOf } from '../kernel/trace-ids.ts'
import { type FilesPort, nodeFiles } from './files-port.ts'
import { toWriteFailure, writeStep } from './write-failure.ts'

export interface EventLogOptions {
  /** The file to make; it must not be there, unless it is continued. */
  readonly path: string
  /** What stays of a log that another process began: whole lines whose chain was checked. The rest is cut off. */
  readonly kept?: KeptEvents
  readonly runId: string
  readonly now: () => Date
  readonly files?: FilesPort
}

export interface KeptEvents {
  readonly bytes: number
  readonly count: number
  /** The link that the next event carries. */
  readonly head: string
}

export interface EventLog {
  /** Events so far, those of a log that is continued included. */
  readonly count: number
  /**
   * Numbers and chains the event at once; settles when its line is with the operating system.
   * @throws ProctorError bug for data that does not fit its schema; evidence_write from the first failed write on
   */
  append<T extends EventType>(type: T, origin: Origin, data: EventData<T>): Promise<EventOf<T>>
  /** Everything appended so far is on the disk when this settles. */
  sync(): Promise<void>
  /** Writes the rest, syncs, closes. `head`: the link that a next event would carry. Idempotent. */
  close(): Promise<EventLogEnd>
}

export interface EventLogEnd {
  readonly head: string
  readonly count: number
}

export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const { path, runId, now, kept, files = nodeFiles } = options
  const sink =
    kept === undefined
      ? await writeStep('create', path, () => files.create(path))
      : await writeStep('reopen', path, () => files.reopen(path, kept.bytes))
  const source = runUrn(runId)
  const traceparents = new Map<SpanName, string>()
  let head = kept?.head ?? CHAIN_START
  let count = kept?.count ?? 0
  let waiting: string[] = []
  let failure: ProctorError | undefined
  let pump: Promise<void> | undefined
  let ending: Promise<EventLogEnd> | undefined

  function traceparent(type: EventType, origin: Origin): string {
    const span = spanOfEvent(type, origin)
    const known = traceparents.get(span) ?? traceparentOf(runId, span)
    traceparents.set(span, known)
    return known
  }

  /** Writes batch after batch until nothing waits. What arrives during a write goes into the next one. */
  async function drain(): Promise<void> {
    // Lets every append of this turn of the event loop into the first batch.
    await Promise.resolve()
    try {
      while (waiting.length > 0) {
        const lines = waiting
        waiting = []
        await sink.write(Buffer.from(lines.join(''), 'utf8'))
      }
    } catch (cause) {
      failure = toWriteFailure('write', path, cause)
      throw failure
    } finally {
      // In the same turn as the last look at `waiting`: a line pushed after it must start a pump of its own.
      pump = undefined
    }
  }

  function flush(): Promise<void> {
    if (failure !== undefined) return Promise.reject(failure)
    if (pump === undefined && waiting.length === 0) return Promise.resolve()
    pump ??= drain()
    return pump
  }

  async function end(): Promise<EventLogEnd> {
    try {
      await flush()
      await writeStep('sync', path, () => sink.sync())
    } catch (error) {
      failure ??= toWriteFailure('sync', path, error)
      // The first failure is the one to report; this close can only follow from it.
      await sink.close().catch(() => undefined)
      throw failure
    }
    await writeStep('close', path, () => sink.close())
    return { head, count }
  }

  return {
    get count() {
      return count
    },
    async append(type, origin, data) {
      if (failure !== undefined) throw failure
      if (ending !== undefined) throw new ProctorError('bug', `event ${type} after the log was closed`)
      if (origin === 'engine' && !isEngineEventType(type))
        throw new ProctorError('bug', `an engine may not be the origin of ${type}`)
      const parsed = EVENT_DATA[type].safeParse(data)
      if (!parsed.success)
        throw new ProctorError('bug', `event ${type} does not have the form of its schema`, {
          cause: parsed.error,
          details: { issues: parsed.error.issues },
        })
      const sequence = toSequence(count)
      const event: EventOf<typeof type> = {
        specversion: '1.0',
        id: `${runId}/${sequence}`,
        source,
        type,
        time: now().toISOString(),
        datacontenttype: 'application/json',
        dataschema: SCHEMA_IDS.event,
        sequence,
        prevhash: head,
        origin,
        traceparent: traceparent(type, origin),
        data,
      }
      const line = JSON.stringify(event)
      head = chainLink(line)
      count += 1
      waiting.push(`${line}\n`)
      await flush()
      return event
    },
    async sync() {
      await flush()
      await writeStep('sync', path, () => sink.sync()).catch((error: unknown) => {
        failure ??= toWriteFailure('sync', path, error)
        throw failure
      })
    },
    close() {
      ending ??= end()
      return ending
    },
  }
}
