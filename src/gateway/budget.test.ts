import { expect, test } from 'vitest'
import { ask, open, question, scripted } from './gateway.test-kit.ts'

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
