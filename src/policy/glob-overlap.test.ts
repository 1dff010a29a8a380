import fc from 'fast-check'
import picomatch from 'picomatch'
import { expect, test } from 'vitest'
import { mayOverlap, parseGlob } from './glob-overlap.ts'

const overlap = (a: string, b: string): boolean => mayOverlap(parseGlob(a), parseGlob(b))

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
  ['./src//a', 'src/a', true],
  ['a/{b,c}', 'b/c', false],
  ['a/(b)', 'a/c/d', true],
  ['a*b*c', 'axbyc', true],
  ['a*c', 'axb', false],
  ['a[bc]d', 'axd', true],
  ['a[bc]d', 'xbd', false],
  ['a@b', 'a', true],
])('%s and %s: %s', (a, b, answer) => {
  expect([overlap(a, b), overlap(b, a)]).toEqual([answer, answer])
})

const part = fc.constantFrom('a', 'b', 'ab', '*', '**', 'a*', '*b', '?')
const glob = fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => parts.join('/'))

test('says yes to every two globs that some path matches', () => {
  const path = fc
    .array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
  fc.assert(
    fc.property(glob, glob, path, (a, b, name) => {
      if (picomatch.isMatch(name, a) && picomatch.isMatch(name, b)) expect(overlap(a, b)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

/** The definition: part by part, with `**` standing for nothing or for one folder and itself again. */
function byDefinition(a: readonly string[], b: readonly string[]): boolean {
  const [one, other] = [a[0], b[0]]
  if (one === undefined && other === undefined) return true
  if (one === '**' && (byDefinition(a.slice(1), b) || (other !== undefined && byDefinition(a, b.slice(1)))))
    return true
  if (other === '**' && (byDefinition(a, b.slice(1)) || (one !== undefined && byDefinition(a.slice(1), b))))
    return true
  if (one === undefined || other === undefined || one === '**' || other === '**') return false
  return overlap(one, other) && byDefinition(a.slice(1), b.slice(1))
}

test('says what the definition says, on which side a glob may stand', () => {
  fc.assert(
    fc.property(glob, glob, (a, b) => {
      const answer = byDefinition(a.split('/'), b.split('/'))
      expect([overlap(a, b), overlap(b, a)]).toEqual([answer, answer])
    }),
    { numRuns: 5_000 },
  )
})
