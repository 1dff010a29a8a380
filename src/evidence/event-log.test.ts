import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CloudEvent } from 'cloudevents'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { failingFiles } from '../../test/samples/failing-files.ts'
import { SAMPLE_RUN_ID } from '../../test/samples/report.ts'
import { temporaryFolder } from '../../test/samples/temporary-folder.ts'
import { Event } from '../contract/event.ts'
import { sha256 } from '../kernel/digest.ts'
import { CHAIN_START, chainLink } from '../kernel/event-chain.ts'
import { type EventLog, openEventLog } from './event-log.ts'
import { nodeFiles } from './files-port.ts'

const now = () => new Date('2026-11-22T10:00:00.000Z')

async function open(path: string, files = nodeFiles): Promise<EventLog> {
  return openEventLog({ path, runId: SAMPLE_RUN_ID, now, files })
}

function message(text: string) {
  return { role: 'agent', textDigest: sha256(text), text } as const
}

test('events appended at once keep their order, chain and schema', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyText({ maxLength: 50 }), { maxLength: 60 }), async (texts) => {
      const path = join(temporaryFolder(), 'events.jsonl')
      const log = await open(path)
      const events = await Promise.all(
        texts.map((text) => log.append('message.completed', 'engine', message(text))),
      )
      const { head, count } = await log.close()
      const lines = readFileSync(path, 'utf8').split('\n').slice(0, -1)
      expect(count).toBe(texts.length)
      let link = CHAIN_START
      for (const [index, line] of lines.entries()) {
        const event = Event.parse(JSON.parse(line))
        expect(event).toEqual(events[index])
        expect(event.prevhash).toBe(link)
        expect(event.id).toBe(`${SAMPLE_RUN_ID}/${String(index).padStart(6, '0')}`)
        expect(event.data).toEqual(message(texts[index] ?? ''))
        expect(new CloudEvent<unknown>({ ...event }).validate()).toBe(true)
        link = chainLink(line)
      }
      expect(head).toBe(link)
    }),
    { numRuns: 20 },
  )
})

test('appends between and after the writes of others all reach the file', async () => {
  const path = join(temporaryFolder(), 'events.jsonl')
  const log = await open(path)
  const loops = Array.from({ length: 4 }, async (_, loop) => {
    for (let index = 0; index < 50; index += 1)
      await log.append('message.completed', 'engine', message(`${loop} ${index}`))
  })
  await Promise.all(loops)
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(201)
  await log.sync()
  expect(await log.close()).toEqual(await log.close())
})

test('data that breaks its schema and reserved types from an engine are refused, and take no number', async () => {
  const path = join(temporaryFolder(), 'events.jsonl')
  const log = await open(path)
  const bad = { role: 'agent', textDigest: 'no digest' } as const
  await expect(log.append('message.completed', 'engine', bad)).rejects.toMatchObject({ code: 'bug' })
  await expect(log.append('run.interrupted', 'engine', { signal: 'SIGINT' })).rejects.toMatchObject({
    code: 'bug',
  })
  const event = await log.append('run.interrupted', 'harness', { signal: 'SIGINT' })
  expect(event.sequence).toBe('000000')
  expect(await log.close()).toMatchObject({ count: 1 })
  await expect(log.append('run.interrupted', 'harness', { signal: 'SIGINT' })).rejects.toMatchObject({
    code: 'bug',
  })
})

test.each(['write', 'sync', 'close'])('a failed %s is reported by every later call', async (step) => {
  const path = join(temporaryFolder(), 'events.jsonl')
  // Operations: 0 create, 1 write, 2 sync, 3 close.
  const { files } = failingFiles(['create', 'write', 'sync', 'close'].indexOf(step), false)
  const log = await open(path, files)
  const first = log.append('run.interrupted', 'harness', { signal: 'SIGINT' })
  const failure = { code: 'evidence_write', details: { path, step, errno: 'ENOSPC' } }
  if (step === 'write') {
    await expect(first).rejects.toMatchObject(failure)
    await expect(log.append('run.interrupted', 'harness', { signal: 'SIGINT' })).rejects.toMatchObject(
      failure,
    )
    await expect(log.sync()).rejects.toMatchObject(failure)
  } else await first
  await expect(log.close()).rejects.toMatchObject(failure)
  await expect(log.close()).rejects.toMatchObject(failure)
})

test('a file that is there already is never appended to', async () => {
  const path = join(temporaryFolder(), 'events.jsonl')
  await (await open(path)).close()
  await expect(open(path)).rejects.toMatchObject({ code: 'evidence_write', details: { errno: 'EEXIST' } })
})
