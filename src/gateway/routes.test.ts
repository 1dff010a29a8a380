import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideRoute, speaksWire, toRoute } from './routes.ts'

test('exactly the model route and the list of models pass', () => {
  expect(decideRoute('responses', 'POST', '/v1/responses')).toEqual({ kind: 'model', path: '/responses' })
  expect(decideRoute('responses', 'POST', '/v1/responses?a=b')).toEqual({ kind: 'model', path: '/responses' })
  expect(decideRoute('responses', 'GET', '/v1/models?client_version=1')).toEqual({ kind: 'models' })
})

test.each([
  ['GET', '/v1/responses'],
  ['POST', '/v1/models'],
  ['POST', '/v1/responses/'],
  ['POST', '/v1/../v1/responses'],
  ['POST', '//v1/responses'],
  ['POST', '/v1/%72esponses'],
  ['POST', '/V1/responses'],
  ['POST', 'http://elsewhere/v1/responses'],
  ['POST', '/v1/files'],
  ['POST', '/v1/responses/resp_1/cancel'],
  ['DELETE', '/v1/responses'],
  ['post', '/v1/responses'],
  ['POST', 'toString'],
  ['POST', '__proto__'],
])('%s %s is denied', (method, target) => {
  expect(decideRoute('responses', method, target)).toEqual({ kind: 'denied' })
})

test('no other target passes', () => {
  fc.assert(
    fc.property(fc.webPath(), (target) => {
      fc.pre(target !== '/v1/responses')
      expect(decideRoute('responses', 'POST', target).kind).toBe('denied')
    }),
  )
})

test('a route never holds a query, and is bounded', () => {
  expect(toRoute('/v1/models?key=secret')).toBe('/v1/models')
  expect(toRoute(`/${'x'.repeat(5_000)}`)).toHaveLength(2_000)
})

test('formats without routes are not spoken', () => {
  expect([speaksWire('responses'), speaksWire('chat-completions'), speaksWire('messages')]).toEqual([
    true,
    false,
    false,
  ])
})
