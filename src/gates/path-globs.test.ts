import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/samples/any-text.ts'
import { createPathGlobs, toPlainPath } from './path-globs.ts'

test.each([
  ['src/**', 'src/a.js', true],
  ['src/**', 'src/.hidden/x', true],
  ['src/**', 'src/a\nb', true],
  ['src/**', 'src/a\u2028b/c', true],
  ['src/**', 'srcs/a.js', false],
  ['**', '.github/workflows/x.yml', true],
  ['*.md', 'docs/a.md', false],
  ['./src/*.js', 'src/a.js', true],
  ['docs/', 'docs', true],
  ['!src/**', 'README.md', false],
  ['{a,b}/*.js', 'b/x.js', true],
  ['src\\*', 'src*', true],
  ['.//./src', 'src', true],
  ['/src', 'src', true],
  ['src//', 'src', true],
])('%s against %j: %s', (glob, path, expected) => {
  expect(createPathGlobs([glob], 'matches-none').match(path) !== undefined).toBe(expected)
})

test('a glob that matches a folder holds for all that lies in it, where that is asked', () => {
  const globs = createPathGlobs(['test', 'src/secret/'], 'matches-all')
  expect(globs.matchWithin('test/deep/a.js')).toBe('test')
  expect(globs.matchWithin('src/secret/key')).toBe('src/secret/')
  expect(globs.matchWithin('test')).toBe('test')
  expect(globs.matchWithin('src/test.js')).toBeUndefined()
  expect(globs.matchWithin('testing/a.js')).toBeUndefined()
  expect(globs.match('test/deep/a.js')).toBeUndefined()
})

test.each(['', 'a'.repeat(70_000)])(
  'a glob that can not be understood does what its place asks for',
  (glob) => {
    expect(createPathGlobs([glob], 'matches-all').match('x')).toBe(glob)
    expect(createPathGlobs([glob], 'matches-none').match('x')).toBeUndefined()
  },
)

test.each([
  ['plain', 'plain'],
  ['"', undefined],
  ['"a"b"', undefined],
  ['\ud800', undefined],
  ['"a\\"b\\\\c"', 'a"b\\c'],
  ['"tab\\tnew\\nline"', 'tab\tnew\nline'],
  ['"\\303\\251"', 'é'],
  ['"test/\\377.js"', 'test/\ufffd.js'],
  ['"😀\\001"', '😀\u0001'],
  ['"\\357\\273\\277src"', '\ufeffsrc'],
])('%s stands for %j', (quoted, plain) => {
  expect(toPlainPath(quoted)).toBe(plain)
})

test('no name below a protected folder gets around its glob, quoted or not', () => {
  const globs = createPathGlobs(['secret/**'], 'matches-all')
  const name = anyText({ minLength: 1 }).filter((text) => !text.includes('\0'))
  fc.assert(
    fc.property(name, (text) => {
      const path = `secret/${text}`
      const bytes = Buffer.from(path)
      const octal = [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
      expect(globs.matchWithin(toPlainPath(path) ?? '')).toBe('secret/**')
      expect(globs.matchWithin(toPlainPath(`"${octal}"`) ?? '')).toBe('secret/**')
    }),
  )
})
