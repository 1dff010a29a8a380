import fc from 'fast-check'
import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { mayOverlap } from './glob-overlap.ts'

test.each([
  ['src/**', 'src/a.ts', true],
  ['**/*.ts', 'src/**', true],
  ['**', 'anything/at/all', true],
  ['auth/**', 'src/**', false],
  ['src/*.ts', 'src/a/b.ts', false],
  ['src/*.js', 'src/a.ts', false],
  ['{a,b}/c', 'b/c', true],
  ['a/{b/c,d}', 'a/d', true],
  ['**/secret/**', 'src/*', true],
  ['**/secret/key', 'src/*', false],
  ['**/secret', 'src/*', true],
])('%s and %s: %s', (a, b, answer) => {
  expect([mayOverlap(a, b), mayOverlap(b, a)]).toEqual([answer, answer])
})

test('says yes to every two globs that some path matches', () => {
  const part = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', '?')
  const glob = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/'))
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
  fc.assert(
    fc.property(glob, glob, path, (a, b, name) => {
      if (picomatch.isMatch(name, a) && picomatch.isMatch(name, b)) expect(mayOverlap(a, b)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
