import { open } from 'node:fs/promises'
import { Event } from '../../contract/event.ts'
import type { KeptEvents } from '../../evidence/event-log.ts'
import { CHAIN_START, chainLink, toSequence } from '../../kernel/event-chain.ts'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { readIfThere } from '../read-if-there.ts'

export interface ReadEvents {
  readonly events: readonly Event[]
  /** What is kept when only the first `count` events stay. */
  keep(count: number): KeptEvents
}

/** The whole lines of an event log whose chain holds, up to the first that is torn or does not fit. */
export async function readEventLog(path: string, runId: string): Promise<ReadEvents> {
  const bytes = (await readIfThere(path)) ?? Buffer.alloc(0)
  const events: Event[] = []
  const ends: { readonly bytes: number; readonly head: string }[] = [{ bytes: 0, head: CHAIN_START }]
  for (let start = 0; ; ) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0) break
    const line = bytes.subarray(start, end)
    const event = toEvent(line)
    const sequence = toSequence(events.length)
    const fits =
      event?.sequence === sequence &&
      event.id === `${runId}/${sequence}` &&
      event.prevhash === ends.at(-1)?.head
    if (event === undefined || !fits) break
    events.push(event)
    start = end + 1
    ends.push({ bytes: start, head: chainLink(line) })
  }
  return {
    events,
    keep(count) {
      const end = ends[count] ?? { bytes: 0, head: CHAIN_START }
      return { ...end, count: ends[count] === undefined ? 0 : count }
    },
  }
}

function toEvent(line: Uint8Array): Event | undefined {
  try {
    return Event.safeParse(JSON.parse(Buffer.from(line).toString('utf8'))).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Cuts a log of lines behind its last whole one. @returns false when there is no such file */
export async function cutTornLine(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'r+')
    try {
      const bytes = await file.readFile()
      const whole = bytes.lastIndexOf(0x0a) + 1
      if (whole < bytes.length) await file.truncate(whole)
      return true
    } finally {
      await file.close()
    }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return false
    throw error
  }
}
