import { expect, test, vi } from 'vitest'
import { ask, open, PATIENT, question, scripted } from './gateway.test-kit.ts'

const TURN = { text: 'fine', usage: { input: 60, output: 40 } }

test.each([
  ['requests', { requests: 2 }, 2],
  ['tokens', { tokens: 150 }, 2],
  ['both, the smaller one', { requests: 5, tokens: 100 }, 1],
])(
  'a budget of %s: what comes after it is held back and is no failure of the provider',
  async (_name, budget, passing) => {
    const { gateway, socketPath, records } = await open(scripted([TURN]), null, budget)
    const statuses: number[] = []
    for (let count = 0; count < passing + 2; count += 1) {
      statuses.push((await ask(socketPath, { body: question() })).status)
    }
    expect(statuses).toEqual([...Array.from({ length: passing }, () => 200), 429, 429])
    expect((await ask(socketPath, { method: 'GET', path: '/v1/models' })).status).toBe(200)
    expect(gateway.facts()).toMatchObject({
      answered: passing,
      unavailable: false,
      failures: [{ kind: 'budget', count: 2 }],
      inputTokens: 60 * passing,
    })
    expect((await records()).filter(({ failure }) => failure === 'budget')).toHaveLength(2)
  },
)

const PRICES = { currency: 'USD', models: { 'm-1': { input: 10_000, output: 10_000 } } }

test('a budget of costs: what one request costs is known when it ends, and the next one is held back', async () => {
  const { gateway, socketPath, records } = await open(scripted([TURN]), null, { cost: 1.5 }, PATIENT, PRICES)
  const statuses: number[] = []
  for (let count = 0; count < 4; count += 1)
    statuses.push((await ask(socketPath, { body: question() })).status)
  expect(statuses).toEqual([200, 200, 429, 429])
  expect(gateway.facts().cost).toEqual({ currency: 'USD', billionths: 2_000_000_000, unpriced: 0 })
  expect(gateway.usedUp()).toEqual([{ limit: '1.5 USD of cost', used: 2 }])
  expect((await records()).map(({ costBillionths }) => costBillionths)).toEqual([1e9, 1e9, null, null])
})

test('a model without a price can not hide its cost behind a budget: nothing more passes', async () => {
  const { gateway, socketPath } = await open(scripted([TURN]), null, { cost: 100 }, PATIENT, PRICES)
  const dear = JSON.stringify({ model: 'dear', stream: true, input: 'hi' })
  expect((await ask(socketPath, { body: dear })).status).toBe(200)
  expect((await ask(socketPath, { body: question() })).status).toBe(429)
  expect(gateway.facts()).toMatchObject({ cost: { billionths: 0, unpriced: 1 }, unavailable: false })
})

test('an engine that hangs up before the tokens are named does not get more for it', async () => {
  const long = { text: 'word '.repeat(100_000), usage: { input: 60, output: 40 } }
  const { gateway, socketPath, records } = await open(scripted([long]), null, { tokens: 1_000 })
  await ask(socketPath, { body: question(), hangUp: true })
  await vi.waitFor(() => expect(gateway.facts().requests).toBe(1))
  expect((await ask(socketPath, { body: question() })).status).toBe(429)
  expect(gateway.facts()).toMatchObject({
    unmetered: 1,
    inputTokens: 0,
    failures: [{ kind: 'budget', count: 1 }],
  })
  expect(gateway.usedUp()).toEqual([{ limit: '1000 tokens, 1 answers not metered', used: 0 }])
  expect(await records()).toHaveLength(2)
})

test('without a budget that needs them, answers that name no tokens are only counted', async () => {
  const { gateway, socketPath } = await open(scripted([{ text: 'x', fault: 'cut' }]), null, { requests: 9 })
  for (let count = 0; count < 2; count += 1)
    expect((await ask(socketPath, { body: question() })).broken).toBe(true)
  expect(gateway.facts()).toMatchObject({ requests: 2, unmetered: 2 })
})
