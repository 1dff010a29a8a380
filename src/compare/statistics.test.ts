import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapMean } from './bootstrap.ts'
import { holmAdjusted } from './holm.ts'
import { mcnemarSuperior, mcnemarTwoSided } from './mcnemar.ts'
import { tangoInterval, tangoStatistic } from './paired-difference.ts'
import { pairsNeeded } from './pairs-needed.ts'
import { passAtK, passToTheK } from './pass-at-k.ts'
import { createRandom, shuffle } from './seeded-random.ts'
import { evaluateSprt } from './sprt.ts'
import { trialsNeededFor, wilsonInterval } from './wilson.ts'

// R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3.
test.each([
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])('Wilson interval of %i in %i as published', (successes, trials, low, high) => {
  const interval = wilsonInterval(successes, trials)
  expect(interval.low).toBeCloseTo(low, 4)
  expect(interval.high).toBeCloseTo(high, 4)
})

test('no trials say nothing, and sixteen successes are the fewest with a lower bound of 0.8', () => {
  expect(wilsonInterval(0, 0)).toEqual({ low: 0, high: 1 })
  expect(trialsNeededFor(0.8)).toBe(16)
})

// Airway hyper-responsiveness, 7 and 1 of 21: M. Fagerland, S. Lydersen, P. Laake, Statistics in Medicine 33 (2014).
// 25 and 28 of 618 at 90%: function scoreci.mp of the R package PropCIs.
test.each([
  [1, 7, 21, 0.95, -0.517, -0.026, 3],
  [28, 25, 618, 0.9, -0.0148, 0.0247, 4],
])('Tango interval of %i and %i in %i pairs as published', (b, c, pairs, level, low, high, digits) => {
  const interval = tangoInterval({ candidateOnly: b, baselineOnly: c }, pairs, level)
  expect(interval.low).toBeCloseTo(low, digits)
  expect(interval.high).toBeCloseTo(high, digits)
})

test('Tango interval: holds the estimate, mirrors when engines change places, and its ends are where z is', () => {
  void fc.assert(
    fc.property(fc.nat(40), fc.nat(40), fc.integer({ min: 1, max: 60 }), (b, c, same) => {
      const pairs = b + c + same
      const one = tangoInterval({ candidateOnly: b, baselineOnly: c }, pairs)
      const mirrored = tangoInterval({ candidateOnly: c, baselineOnly: b }, pairs)
      expect(one.low).toBeCloseTo(-mirrored.high, 9)
      expect(one.low).toBeLessThanOrEqual((b - c) / pairs)
      expect(one.high).toBeGreaterThanOrEqual((b - c) / pairs)
      const z = tangoStatistic({ candidateOnly: b, baselineOnly: c }, pairs, one.low)
      expect(z).toBeCloseTo(1.95996, 4)
    }),
  )
})

describe('McNemar', () => {
  test('exact p-values: 1 and 7 give 0.0703125; nothing that differs gives 1', () => {
    expect(mcnemarTwoSided({ candidateOnly: 1, baselineOnly: 7 })).toBeCloseTo(0.0703125, 12)
    expect(mcnemarSuperior({ candidateOnly: 7, baselineOnly: 1 })).toBeCloseTo(9 / 256, 12)
    expect(mcnemarTwoSided({ candidateOnly: 0, baselineOnly: 0 })).toBe(1)
  })

  test('agrees with sums of exact binomial coefficients', () => {
    void fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (b, c) => {
        let sum = 0n
        let choose = 1n
        for (let k = 0; k <= c; k += 1) {
          sum += choose
          choose = (choose * BigInt(b + c - k)) / BigInt(k + 1)
        }
        const exact = Number((sum * 10n ** 15n) / 2n ** BigInt(b + c)) / 1e15
        expect(mcnemarSuperior({ candidateOnly: b, baselineOnly: c })).toBeCloseTo(exact, 10)
      }),
    )
  })
})

test('pass@k and pass^k: 2 of 5', () => {
  expect(passAtK(2, 5, 1)).toBeCloseTo(0.4, 12)
  expect(passAtK(2, 5, 2)).toBeCloseTo(0.7, 12)
  expect(passAtK(2, 5, 4)).toBe(1)
  expect(passToTheK(2, 5, 2)).toBeCloseTo(0.1, 12)
  expect(passToTheK(2, 5, 3)).toBe(0)
  expect([passAtK(2, 5, 6), passToTheK(2, 5, 0)]).toEqual([undefined, undefined])
})

test('Holm as in the textbook example of four tests', () => {
  expect(holmAdjusted([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p.toFixed(6)))).toEqual([
    0.03, 0.06, 0.06, 0.02,
  ])
  expect(holmAdjusted([0.5, 0.9])).toEqual([1, 1])
  expect(holmAdjusted([])).toEqual([])
})

test('SPRT stops at the first observation that crosses a bound of Wald', () => {
  const plan = { low: 0.5, high: 0.9, alpha: 0.05, beta: 0.2 }
  // ln(0.8 / 0.05) / ln(0.9 / 0.5) = 4.72; ln(0.2 / 0.95) / ln(0.1 / 0.5) = 0.97
  expect(evaluateSprt(plan, 4, 0)).toBe('go-on')
  expect(evaluateSprt(plan, 5, 0)).toBe('accept-high')
  expect(evaluateSprt(plan, 0, 1)).toBe('accept-low')
  expect(evaluateSprt(plan, 0, 0)).toBe('go-on')
})

test('bootstrap: a seed decides it, the interval holds the mean, equal tasks leave no doubt', () => {
  const options = { level: 0.95, resamples: 500, seed: 7 }
  const values = [1, 0, 0, -1, 0.5, 1, 0, 0.5]
  const interval = bootstrapMean(values, options)
  expect(bootstrapMean(values, options)).toEqual(interval)
  expect(bootstrapMean(values, { ...options, seed: 8 })).not.toEqual(interval)
  expect(interval.low).toBeLessThan(0.25)
  expect(interval.high).toBeGreaterThan(0.25)
  expect(bootstrapMean([0.5, 0.5, 0.5], options)).toEqual({ low: 0.5, high: 0.5 })
  expect(bootstrapMean([], options)).toEqual({ low: -1, high: 1 })
})

test('random numbers are even enough, and a shuffle loses nothing', () => {
  const random = createRandom(1)
  const bins = Array.from({ length: 10 }, () => 0)
  for (let draw = 0; draw < 10_000; draw += 1) {
    const bin = Math.floor(random() * 10)
    bins[bin] = (bins[bin] ?? 0) + 1
  }
  // 27.88 is the 0.999 quantile of chi-square with 9 degrees of freedom.
  expect(bins.reduce((sum, seen) => sum + (seen - 1000) ** 2 / 1000, 0)).toBeLessThan(27.88)
  const values = Array.from({ length: 50 }, (_, index) => index)
  const shuffled = shuffle(values, random)
  expect(shuffled).not.toEqual(values)
  expect([...shuffled].sort((a, b) => a - b)).toEqual(values)
})

test('pairs needed: more for a smaller margin, none that would do when the candidate is seen to be worse', () => {
  const test = { alpha: 0.025, power: 0.8 }
  const seen = { candidateOnly: 3, baselineOnly: 3 }
  const wide = pairsNeeded(seen, 24, { ...test, margin: 0.2 }) ?? 0
  const narrow = pairsNeeded(seen, 24, { ...test, margin: 0.1 }) ?? 0
  // (1.95996 + 0.84162)^2 * (7 / 26) / 0.2^2
  expect(wide).toBe(53)
  expect(narrow).toBe(212)
  expect(pairsNeeded({ candidateOnly: 0, baselineOnly: 12 }, 24, { ...test, margin: 0.2 })).toBeNull()
})
