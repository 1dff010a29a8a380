import fc from 'fast-check'
import { expect, test } from 'vitest'
import { frozenCopy } from './frozen-copy.ts'

function everyObject(value: unknown, visit: (object: object) => void): void {
  if (typeof value !== 'object' || value === null) return
  visit(value)
  for (const part of Object.values(value)) everyObject(part, visit)
}

test('is equal to what JSON holds, shares nothing with it and is frozen throughout', () => {
  const nested = fc
    .jsonValue({ maxDepth: 4 })
    .map((value) => JSON.parse(`{"__proto__":{"a":[${JSON.stringify(value)}]}}`))
  fc.assert(
    fc.property(nested, (value) => {
      const copy = frozenCopy(value)
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value))
      const originals = new Set<object>()
      everyObject(value, (object) => originals.add(object))
      everyObject(copy, (object) => {
        expect(Object.isFrozen(object)).toBe(true)
        expect(originals.has(object)).toBe(false)
      })
    }),
  )
})
