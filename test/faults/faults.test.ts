import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { atRandom, everyStep, sample } from './cases.ts'
import { type CaseResult, disturb, prepareArena } from './disturb.ts'

const SAMPLE = 60
const SEED = 5

test('60 faults: nothing is lost, nothing is left, nothing passes that may not', {
  timeout: 900_000,
}, async () => {
  const prepared = await Promise.all(
    Array.from({ length: Math.min(2, availableParallelism()) }, () => prepareArena()),
  )
  const counts = prepared[0]?.measured.counts
  if (counts === undefined) throw new Error('there is no arena')
  const steps = everyStep(counts)
  expect(steps.length).toBeGreaterThan(500)
  const waiting = [...sample(steps, SAMPLE - 15), ...atRandom(SEED, 15, counts)]
  const results: CaseResult[] = []
  await Promise.all(
    prepared.map(async ({ arena, measured }) => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
        results.push(await disturb(arena, one, measured.ms))
      arena.remove()
    }),
  )
  expect(results.flatMap(({ name, broken }) => broken.map((what) => `${name}: ${what}`))).toEqual([])
  expect(results).toHaveLength(SAMPLE)
  // The faults were real: most runs did not get to their own end, and yet nearly all are sealed.
  expect(results.filter(({ ended }) => ended.code !== 0).length).toBeGreaterThan(SAMPLE / 2)
  expect(results.reduce((sum, { sealed }) => sum + sealed, 0)).toBeGreaterThan(SAMPLE / 2)
})
