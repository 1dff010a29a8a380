import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toAuthority, toName, toPlainTarget } from './target.ts'

test.each([
  ['registry.example:443', 'registry.example:443'],
  ['REGISTRY.example:443', 'registry.example:443'],
  ['[::1]:80', '[::1]:80'],
  ['10.0.0.1:1', '10.0.0.1:1'],
])('%s is an authority', (text, name) => {
  const target = toAuthority(text)
  expect(target && toName(target)).toBe(name)
})

test.each([
  '',
  'registry.example',
  'registry.example:',
  'registry.example:0',
  'registry.example:65536',
  'a b:1',
  'user@registry.example:443',
  'registry.example:443/path',
  'registry.example:443\r\nHost: x',
  'http://registry.example:443',
  '::1:80',
])('%j is none', (text) => {
  expect(toAuthority(text)).toBeNull()
})

test.each([
  ['http://a.example/x?y=1', 'a.example:80', '/x?y=1'],
  ['http://A.example:8080/', 'a.example:8080', '/'],
  ['http://a.example', 'a.example:80', '/'],
])('%s is a plain target', (text, name, path) => {
  const target = toPlainTarget(text)
  expect(target && [toName(target), target.path]).toEqual([name, path])
})

test.each([
  '/path',
  'https://a.example/',
  'http://user:pw@a.example/',
  'http://a.example\\@b.example/',
  'ftp://a/',
  '*',
])('%j is no plain target', (text) => {
  expect(toPlainTarget(text)).toBeNull()
})

test('whatever is asked, a target is read from it or not, and reads the same again', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.webAuthority()), (text) => {
      for (const target of [toAuthority(text), toPlainTarget(text)]) {
        if (target !== null) expect(toAuthority(toName(target))).toEqual({ ...target, path: null })
      }
    }),
  )
})
