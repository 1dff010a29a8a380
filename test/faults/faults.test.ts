import { availableParallelism } from 'node:os'
import { expect, test } from 'vitest'
import { atRandom, everyStep, sample } from './cases.ts'
import { type CaseResult, disturb, prepareArena } from './disturb.ts'
import { buildProgram } from './program.ts'

const SAMPLE = 60
const SEED = 5

test('60 faults: nothing is lost, nothing is left, nothing passes that may not', {
  timeout: 900_000,
}, async () => {
  const program = await buildProgram()
  const prepared = await Promise.all(
    Array.from({ length: Math.min(2, availableParallelism()) }, () => prepareArena(program)),
  )
  const operations = prepared[0]?.measured.operations
  if (operations === undefined) throw new Error('there is no arena')
  const steps = everyStep(operations)
  expect(steps.length).toBeGreaterThan(500)
  const waiting = [...sample(steps, SAMPLE - 15), ...atRandom(SEED, 15, operations)]
  const results: CaseResult[] = []
  await Promise.all(
    prepared.map(async ({ arena, measured }) => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift())
        results.push(await disturb(arena, one, measured.ms))
      arena.remove()
    }),
  )
  program.remove()
  expect(results.flatMap(({ one, broken }) => broken.map((what) => `${one.name}: ${what}`))).toEqual([])
  expect(results).toHaveLength(SAMPLE)
  // The faults were real: most runs did not get to their own end, and yet nearly all are sealed.
  expect(results.filter(({ ended }) => ended.code !== 0).length).toBeGreaterThan(SAMPLE / 2)
  expect(results.reduce((sum, { sealed }) => sum + sealed, 0)).toBeGreaterThan(SAMPLE / 2)
})
