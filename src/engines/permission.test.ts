import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decidePermission, isInside } from './permission.ts'

const request = (...paths: string[]) => ({ toolCallId: 'c', paths })

test.each([
  [true, 'checkout', ['/checkout']],
  [true, 'checkout', ['/checkout/src/a.js', 'src/b.js']],
  [false, 'checkout', ['/checkout/src/a.js', '/etc/passwd']],
  [false, 'checkout', ['/checkout/../etc/passwd']],
  [false, 'checkout', ['/checkouts/a']],
  [false, 'checkout', ['../a']],
  [false, 'checkout', []],
  [false, 'deny', ['/checkout/src/a.js']],
] as const)('%s: %s %j', (granted, policy, paths) => {
  const answer = decidePermission(policy, '/checkout', request(...paths))
  expect(answer).toEqual({ granted, optionKind: granted ? 'allow_once' : 'reject_once' })
})

test('nothing that climbs out of the folder is inside', () => {
  const part = fc.constantFrom('..', '.', 'a', 'checkout', '', '...', 'b\0')
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const path = `/${parts.join('/')}`
      const inside = new URL(path.replaceAll('\0', 'x').replace(/\/+/g, '/'), 'file:///').pathname
      const expected = !path.includes('\0') && /^\/checkout(\/|$)/.test(inside)
      expect(isInside('/checkout', path)).toBe(expected)
    }),
  )
})

test('only what is offered is chosen, and never a lasting grant', () => {
  const ask = (offered: string[], path = '/checkout/a') =>
    decidePermission('checkout', '/checkout', { toolCallId: 'c', paths: [path], offered })
  expect(ask(['allow_always', 'reject_once'])).toEqual({ granted: false, optionKind: 'reject_once' })
  expect(ask(['allow_once', 'reject_always'], '/etc')).toEqual({
    granted: false,
    optionKind: 'reject_always',
  })
  expect(ask(['allow_always'])).toEqual({ granted: false, optionKind: null })
})
