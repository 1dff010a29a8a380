import fc from 'fast-check'
import { expect, test } from 'vitest'
import { costOf } from './price.ts'

const TABLE = {
  currency: 'USD',
  models: { big: { input: 1.25, cachedInput: 0.125, output: 10 }, '*': { input: 0.05, output: 0.4 } },
}

test.each([
  ['big', { input: 1_000_000, cachedInput: 0, output: 0 }, 1_250_000_000],
  ['big', { input: 1_000_000, cachedInput: 1_000_000, output: 0 }, 125_000_000],
  ['big', { input: 1_000, cachedInput: 400, output: 10 }, 750_000 + 50_000 + 100_000],
  ['other', { input: 1, cachedInput: 1, output: 1 }, 450],
  [null, { input: 100, cachedInput: 0, output: 0 }, 5_000],
  ['toString', { input: 100, cachedInput: 0, output: 0 }, 5_000],
])('%s: %j', (model, tokens, cost) => {
  expect(costOf(TABLE, model, tokens)).toBe(cost)
})

test('a model without a price has no cost, and not a cost of nothing', () => {
  const { big } = TABLE.models
  expect(costOf({ currency: 'USD', models: { big } }, 'other', { input: 1, cachedInput: 0, output: 0 })).toBe(
    null,
  )
  expect(costOf({ currency: 'USD', models: {} }, '__proto__', { input: 1, cachedInput: 0, output: 0 })).toBe(
    null,
  )
})

test('whatever a provider says, the cost is a whole number that JSON can hold, and more tokens never cost less', () => {
  const tokens = fc.record({ input: fc.maxSafeNat(), cachedInput: fc.maxSafeNat(), output: fc.maxSafeNat() })
  fc.assert(
    fc.property(tokens, fc.nat(1_000), (some, more) => {
      const cost = costOf(TABLE, 'big', some) ?? -1
      expect(Number.isSafeInteger(cost) && cost >= 0).toBe(true)
      const output = Math.min(Number.MAX_SAFE_INTEGER, some.output + more)
      expect(costOf(TABLE, 'big', { ...some, output }) ?? -1).toBeGreaterThanOrEqual(cost)
    }),
  )
})
