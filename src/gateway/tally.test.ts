import { expect, test } from 'vitest'
import { ask, open, question, scripted } from './gateway.test-kit.ts'
import { toProviderFacts } from './tally.ts'

test('the facts are what the log comes to', async () => {
  const turns = [{ text: 'a', usage: { input: 5, output: 2 } }, { fault: 429 }]
  const { gateway, socketPath, records } = await open(scripted(turns), 'configured')
  await ask(socketPath, { body: question() })
  await ask(socketPath, { body: question([{ type: 'function_call_output' }]) })
  await ask(socketPath, { path: '/v1/files' })
  await ask(socketPath, { method: 'GET', path: '/v1/models' })
  const log = await records()
  const named = { provider: 'test', mode: 'scripted', model: 'configured' } as const
  expect(log).toHaveLength(4)
  expect(toProviderFacts(named, log)).toEqual(gateway.facts())
  expect(gateway.facts()).toMatchObject({ model: 'm-1', requests: 2, answered: 1, denied: 1, inputTokens: 5 })
})

test('without requests the configured model is shown and nothing is unavailable', async () => {
  const { gateway } = await open(scripted([{ text: 'a' }]), 'configured')
  expect(gateway.facts()).toMatchObject({ model: 'configured', requests: 0, unavailable: false })
})
