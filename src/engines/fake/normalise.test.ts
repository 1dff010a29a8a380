import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EVENT_DATA, isEngineEventType } from '../../contract/event.ts'
import { RESERVED_EVENT_DATA } from '../../contract/event-data.ts'
import { sha256 } from '../../kernel/digest.ts'
import { createFakeNormaliser } from './normalise.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const line = (type: string, data: unknown, more: object = {}) =>
  bytes(JSON.stringify({ type, data, ...more }))
const END = line('turn.finished', { stopReason: 'end_turn' })

function push(one: Uint8Array) {
  return createFakeNormaliser().push(one, 7)
}

test('an engine event passes', () => {
  const data = { role: 'agent', textDigest: sha256('hi'), text: 'hi' }
  expect(push(line('message.completed', data))).toEqual({
    events: [{ type: 'message.completed', data }],
    unparsed: [],
    forged: [],
  })
})

test.each(Object.keys(RESERVED_EVENT_DATA))('%s is reserved: kept as forged, whatever its shape', (type) => {
  for (const forged of [
    line(type, {}),
    line(type, null, { origin: 'harness' }),
    bytes(`{"type":"${type}"}`),
  ]) {
    expect(push(forged)).toEqual({
      events: [],
      unparsed: [{ offset: 7, bytes: forged.length, digest: sha256(forged), reason: 'reserved type' }],
      forged: [type],
    })
  }
})

test.each([
  ['unknown type', line('engine.praised', {})],
  ['unknown type', line('__proto__', {})],
  ['wrong shape', line('turn.finished', { stopReason: 1 })],
  ['wrong shape', line('turn.finished', { stopReason: 'end_turn', origin: 'harness' })],
  ['wrong shape', line('turn.finished', { stopReason: 'end_turn' }, { origin: 'harness' })],
  ['wrong shape', bytes('{"data":{}}')],
  ['wrong shape', bytes('{"type":"turn.finished","data":{"stopReason":"end_turn","__proto__":{}}}')],
  [
    'text digest does not match',
    line('message.completed', { role: 'agent', textDigest: sha256('a'), text: 'b' }),
  ],
  ['not JSON', bytes('Segmentation fault')],
])('%s: kept as unparsed', (reason, broken) => {
  const { events, unparsed, forged } = push(broken)
  expect({ events, forged }).toEqual({ events: [], forged: [] })
  expect(unparsed).toEqual([{ offset: 7, bytes: broken.length, digest: sha256(broken), reason }])
})

test('the last word is the terminal', () => {
  const normaliser = createFakeNormaliser()
  expect(normaliser.terminal()).toEqual({ outcome: 'none', message: null })
  normaliser.push(END, 0)
  expect(normaliser.terminal()).toEqual({ outcome: 'completed', message: null })
  normaliser.push(line('engine.error', { code: 'x', message: 'broke after all' }), 0)
  expect(normaliser.terminal()).toEqual({ outcome: 'failed', message: 'broke after all' })
  normaliser.push(line('turn.finished', { stopReason: 'cancelled' }), 0)
  expect(normaliser.terminal().outcome).toBe('interrupted')
  normaliser.push(line('turn.finished', { stopReason: 'max_tokens' }), 0)
  expect(normaliser.terminal().outcome).toBe('failed')
  normaliser.push(line('run.finished', { status: 'pass' }), 0)
  expect(normaliser.terminal().outcome).toBe('failed')
})

test('whatever the bytes: nothing is thrown, every byte is accounted for, and no end is made up', () => {
  const type = fc.oneof(fc.constantFrom(...Object.keys(EVENT_DATA)), fc.string())
  const object = fc
    .record({ type, data: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue())) })
    .map((value) => bytes(JSON.stringify(value)))
  const truncated = fc
    .tuple(object, fc.nat(200))
    .map(([value, cut]) => value.subarray(0, Math.max(0, value.length - 1 - cut)))
  const any = fc.oneof(object, truncated, fc.uint8Array({ maxLength: 64 }))
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (lines) => {
      const normaliser = createFakeNormaliser()
      let ended = false
      for (const one of lines) {
        const { events, unparsed, forged } = normaliser.push(one, 0)
        const kept = unparsed.reduce((sum, entry) => sum + entry.bytes, 0)
        expect(kept).toBe(events.length > 0 ? 0 : one.length)
        expect(forged.length).toBeLessThanOrEqual(unparsed.length)
        for (const event of events) {
          expect(isEngineEventType(event.type)).toBe(true)
          ended ||= event.type === 'turn.finished'
        }
      }
      if (!ended) expect(normaliser.terminal().outcome).not.toBe('completed')
    }),
  )
})
