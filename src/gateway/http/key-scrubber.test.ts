import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createKeyScrubber } from './key-scrubber.ts'

const KEY = 'sk-abab-secret'

function scrub(key: string, chunks: readonly Uint8Array[]): string {
  const scrubber = createKeyScrubber(key)
  return Buffer.concat([...chunks.map((chunk) => scrubber.push(chunk)), scrubber.end()]).toString('latin1')
}

test('the key does not pass, wherever the chunks end; everything else does', () => {
  const piece = fc.constantFrom(KEY, 'sk-', 'sk-abab', 'ab', 'secret', 's', 'other text ')
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat(200)), (pieces, cuts) => {
      const text = Buffer.from(pieces.join(''))
      const places = [
        0,
        ...cuts.map((cut) => Math.min(cut, text.length)).toSorted((a, b) => a - b),
        text.length,
      ]
      const chunks = places.slice(1).map((end, at) => text.subarray(places[at], end))
      expect(scrub(KEY, chunks)).toBe(text.toString().replaceAll(KEY, '[key removed]'))
    }),
  )
})

test('nothing is held back that can not be the start of the key', () => {
  const scrubber = createKeyScrubber(KEY)
  expect(scrubber.push(Buffer.from('data: done\n\n')).toString()).toBe('data: done\n\n')
  expect(scrubber.push(Buffer.from('x sk-ab')).toString()).toBe('x ')
  expect(scrubber.push(Buffer.from('c')).toString()).toBe('sk-abc')
})

test('an empty key changes nothing', () => {
  expect(scrub('', [Buffer.from('abc')])).toBe('abc')
})
