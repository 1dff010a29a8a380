import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inParallel } from './in-parallel.ts'

test('does every job, no more than so many at once, in their order', async () => {
  const begun: number[] = []
  let atWork = 0
  let most = 0
  await inParallel([1, 2, 3, 4, 5], 2, async (job) => {
    begun.push(job)
    atWork += 1
    most = Math.max(most, atWork)
    await setTimeout(1)
    atWork -= 1
  })
  expect({ begun, most, atWork }).toEqual({ begun: [1, 2, 3, 4, 5], most: 2, atWork: 0 })
})

test('after a job that fails none is begun, and its error comes when the others have ended', async () => {
  const ended: number[] = []
  const jobs = inParallel([1, 2, 3, 4], 2, async (job) => {
    if (job === 1) throw new Error('the first')
    await setTimeout(20)
    ended.push(job)
  })
  await expect(jobs).rejects.toThrow('the first')
  expect(ended).toEqual([2])
})
