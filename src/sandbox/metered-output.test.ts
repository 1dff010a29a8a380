import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createMeteredOutput } from './metered-output.ts'
import { readAll } from './sandbox.fixture.ts'

const sizes = fc.array(fc.nat({ max: 60_000 }), { maxLength: 6 })

test('never more bytes than allowed, never one less while there are any, told once', async () => {
  await fc.assert(
    fc.asyncProperty(sizes, sizes, fc.nat({ max: 200_000 }), async (first, second, outputBytes) => {
      const sources = { stdout: new PassThrough(), stderr: new PassThrough() }
      let told = 0
      const output = createMeteredOutput(sources, { outputBytes, onLimit: () => (told += 1), now: () => 0 })
      const reading = Promise.all([readAll(output.stdout), readAll(output.stderr)])
      for (const size of first) sources.stdout.write(Buffer.alloc(size, 'a'))
      for (const size of second) sources.stderr.write(Buffer.alloc(size, 'b'))
      sources.stdout.end()
      sources.stderr.end()
      const [stdout, stderr] = await reading
      const total = [...first, ...second].reduce((sum, size) => sum + size, 0)
      expect(stdout.length + stderr.length).toBe(Math.min(total, outputBytes))
      expect(told).toBe(total > outputBytes ? 1 : 0)
    }),
    { numRuns: 50 },
  )
})

test('a pipe that someone holds open ends after its grace', async () => {
  const sources = { stdout: new PassThrough(), stderr: new PassThrough() }
  const output = createMeteredOutput(sources, { outputBytes: 10, onLimit: () => undefined, now: () => 0 })
  sources.stdout.write('abc')
  output.close(20)
  expect(await Promise.all([readAll(output.stdout), readAll(output.stderr)])).toEqual(['abc', ''])
})
