import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventData } from '../contract/event.ts'
import { sha256 } from '../kernel/digest.ts'
import { UnparsedRanges } from './unparsed-ranges.ts'

const Line = fc.record({ text: fc.string({ maxLength: 20 }), reason: fc.constantFrom('a', 'b', null) })

test('every line that was not understood lies in exactly one range, and each range is the bytes that it names', async () => {
  await fc.assert(
    fc.property(fc.array(Line, { maxLength: 40 }), (lines) => {
      const found: EventData<'engine.unparsed'>[] = []
      const ranges = new UnparsedRanges('stdout', (data) => found.push(data))
      const log: Buffer[] = []
      let offset = 0
      let garbage = 0
      for (const { text, reason } of lines) {
        const line = Buffer.from(`${text.replaceAll('\n', ' ')}\n`)
        if (reason !== null) {
          garbage += line.length
          ranges.add({ offset, bytes: line.length, digest: sha256(line), reason }, line)
        }
        log.push(line)
        offset += line.length
      }
      ranges.flush()
      const raw = Buffer.concat(log)
      for (const range of found) {
        expect(range.digest).toBe(sha256(raw.subarray(range.offset, range.offset + range.bytes)))
      }
      expect(found.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(garbage)
      expect(ranges.lines).toBe(lines.filter(({ reason }) => reason !== null).length)
    }),
  )
})

test('a flood of one kind is one range', () => {
  const found: EventData<'engine.unparsed'>[] = []
  const ranges = new UnparsedRanges('stdout', (data) => found.push(data))
  const line = Buffer.from('x\n')
  for (let index = 0; index < 10_000; index += 1) {
    ranges.add({ offset: index * 2, bytes: 2, digest: sha256(line), reason: 'not JSON' }, line)
  }
  ranges.flush()
  expect(found).toHaveLength(1)
  expect(found[0]).toMatchObject({ offset: 0, bytes: 20_000 })
})
