// What may come to a model gateway, and what the facts then have to count.
import type { ProviderFacts } from '../contract/facts.ts'
import { type GatewayRecord, PREFLIGHT_ROUTE } from '../contract/gateway-log.ts'

const UNKNOWN = { inputTokens: null, cachedInputTokens: null, outputTokens: null, costBillionths: null }
const UNANSWERED = { ...UNKNOWN, failure: '5xx', status: 502, responseBytes: 0 } as const
const DENIED = { denied: true, status: 403 } as const
const LOOKED = { method: 'GET' } as const
/** The harness's own question whether the provider is there. */
export const ASKED = {
  ...UNANSWERED,
  route: PREFLIGHT_ROUTE,
  method: 'GET',
  costBillionths: undefined,
} as const
/** What the facts say of no request, of one that is good, and of two. */
const NONE = { requests: 0, answered: 0, inputTokens: 0, cachedInputTokens: 0, outputTokens: 0 }
export const ONE = { requests: 1, answered: 1, inputTokens: 10, cachedInputTokens: 1, outputTokens: 4 }
export const cost = (billionths: number, unpriced = 0) => ({
  cost: { currency: 'USD', billionths, unpriced },
})
const TWO = { requests: 2, inputTokens: 20, cachedInputTokens: 2, outputTokens: 8, ...cost(35_000) }
const failures = (kind: '5xx' | 'budget' | 'timeout' | 'unrecorded', count = 1) => ({
  failures: [{ kind, count }],
})

type Row = readonly [name: string, records: readonly Partial<GatewayRecord>[], Partial<ProviderFacts>]

/** Records, by what is other in them than in a good one, and what the facts must say of them, beside what is always so. */
export const ROWS: readonly Row[] = [
  ['one request', [{}], { ...ONE, ...cost(17_500) }],
  ['nothing', [], { ...NONE, ...cost(0) }],
  ['a request that was denied', [{}, DENIED], { ...ONE, denied: 1, ...cost(17_500) }],
  ['a look at the models', [{}, LOOKED], { ...ONE, ...cost(17_500) }],
  [
    'a last request that failed',
    [{}, UNANSWERED],
    { ...ONE, requests: 2, ...failures('5xx'), unavailable: true, ...cost(17_500) },
  ],
  [
    'a first request that failed',
    [UNANSWERED, {}],
    { ...ONE, requests: 2, ...failures('5xx'), ...cost(17_500) },
  ],
  [
    'two kinds of failures',
    [UNANSWERED, { ...UNANSWERED, failure: 'timeout' }, UNANSWERED, {}],
    {
      ...ONE,
      requests: 4,
      failures: [
        { kind: '5xx', count: 2 },
        { kind: 'timeout', count: 1 },
      ],
      ...cost(17_500),
    },
  ],
  [
    'a last request that the gateway held back itself',
    [{}, { ...UNANSWERED, failure: 'budget' }],
    { ...ONE, requests: 2, ...failures('budget'), ...cost(17_500) },
  ],
  [
    'a failure, and a last request that was held back: none was answered, and one was never asked',
    [UNANSWERED, { ...UNANSWERED, failure: 'budget' }],
    {
      ...NONE,
      requests: 2,
      failures: [
        { kind: '5xx', count: 1 },
        { kind: 'budget', count: 1 },
      ],
      ...cost(0),
    },
  ],
  [
    'a recording that lacked a request',
    [{ ...UNANSWERED, failure: 'unrecorded' }, {}],
    { ...ONE, requests: 2, ...failures('unrecorded'), unavailable: true, ...cost(17_500) },
  ],
  [
    'a provider that was asked and not there',
    [{ ...ASKED, detail: 'nobody listens' }],
    {
      ...NONE,
      ...failures('5xx'),
      preflight: { failure: '5xx', detail: 'nobody listens' },
      unavailable: true,
      ...cost(0),
    },
  ],
  [
    'a provider that was asked and there',
    [{ ...ASKED, failure: null }, {}],
    { ...ONE, preflight: { failure: null, detail: null }, ...cost(17_500) },
  ],
  [
    'an engine that asked the question of the harness, and was denied',
    [{ ...ASKED, ...DENIED, failure: null }, {}],
    { ...ONE, denied: 1, ...cost(17_500) },
  ],
  ['an answer that was no success', [{}, { status: 300 }], { ...ONE, ...TWO, answered: 1 }],
  ['an answer of which nobody knows how it ended', [{}, { status: null }], { ...ONE, ...TWO, answered: 1 }],
  [
    'an answer that named no tokens',
    [{}, UNKNOWN],
    { ...ONE, requests: 2, answered: 2, unmetered: 1, ...cost(17_500) },
  ],
  [
    'an answer that broke off',
    [{}, { ...UNANSWERED, failure: 'cut', status: null, responseBytes: 1 }],
    {
      ...ONE,
      requests: 2,
      failures: [{ kind: 'cut', count: 1 }],
      unavailable: true,
      unmetered: 1,
      ...cost(17_500),
    },
  ],
  [
    'an answer that broke off after it had begun well',
    [{ failure: 'cut', status: 200 }, {}],
    { ...ONE, ...TWO, answered: 1, failures: [{ kind: 'cut', count: 1 }] },
  ],
  [
    'an answer without a byte',
    [{}, { ...UNKNOWN, responseBytes: 0 }],
    { ...ONE, requests: 2, answered: 2, ...cost(17_500) },
  ],
  [
    'an error that named no tokens',
    [{}, { ...UNKNOWN, status: 300 }],
    { ...ONE, requests: 2, ...cost(17_500) },
  ],
  [
    'models, of which the first that is named counts',
    [{ model: null, costBillionths: null }, { model: 'other', costBillionths: null }, {}],
    {
      ...{ requests: 3, answered: 3, inputTokens: 30, cachedInputTokens: 3, outputTokens: 12 },
      model: 'other',
      ...cost(17_500, 2),
    },
  ],
]
