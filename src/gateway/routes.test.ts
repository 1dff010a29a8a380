import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decideRoute, toRoute } from './routes.ts'

const ALL = ['responses', 'chat-completions', 'messages'] as const

test.each([
  ['responses', '/v1/responses', '/responses'],
  ['chat-completions', '/v1/chat/completions', '/chat/completions'],
  ['messages', '/v1/messages', '/messages'],
] as const)('%s: exactly its model route and the list of models pass', (wire, target, path) => {
  const passes = { kind: 'model', wire, path }
  expect(decideRoute([wire], 'POST', target)).toEqual(passes)
  expect(decideRoute(ALL, 'POST', `${target}?a=b`)).toEqual(passes)
  expect(decideRoute([wire], 'GET', '/v1/models?client_version=1')).toEqual({ kind: 'models' })
  const others = ALL.filter((other) => other !== wire)
  expect(decideRoute(others, 'POST', target)).toEqual({ kind: 'denied' })
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
  ['POST', '/v1/messages/count_tokens'],
  ['GET', '/v1/chat/completions'],
  ['POST', '/v1/responses/resp_1/cancel'],
  ['DELETE', '/v1/responses'],
  ['post', '/v1/responses'],
  ['POST', 'toString'],
  ['POST', '__proto__'],
])('%s %s is denied', (method, target) => {
  expect(decideRoute(ALL, method, target)).toEqual({ kind: 'denied' })
})

test('no other target passes', () => {
  fc.assert(
    fc.property(fc.webPath(), (target) => {
      fc.pre(!/^\/v1\/(responses|chat\/completions|messages)([?#]|$)/.test(target))
      expect(decideRoute(ALL, 'POST', target).kind).toBe('denied')
    }),
  )
})

test('a route never holds a query, and is bounded', () => {
  expect(toRoute('/v1/models?key=secret')).toBe('/v1/models')
  expect(toRoute(`/${'x'.repeat(5_000)}`)).toHaveLength(2_000)
})
