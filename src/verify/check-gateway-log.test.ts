import { beforeAll, expect, test } from 'vitest'
import { foldersForFile } from '../../test/support/shared-folder.ts'
import type { Event } from '../contract/event.ts'
import type { ProviderFacts } from '../contract/facts.ts'
import type { GatewayRecord } from '../contract/gateway-log.ts'
import type { PriceTable } from '../contract/workspace.ts'
import { checkGatewayLog } from './check-gateway-log.ts'
import { ASKED, cost, ONE, ROWS } from './gateway-log.fixture.ts'
import { FILES } from './layout.ts'
import { type GoodBundle, goodBundle } from './sealed.fixture.ts'

const folders = foldersForFile()
let good: GoodBundle
/** Two requests that were answered: 10 tokens each, 1 and 2 of them cached, and 4 tokens of output. */
let records: readonly [GatewayRecord, GatewayRecord]
beforeAll(async () => {
  good = await goodBundle(folders.next())
  const [first, second] = linesOf(good.documents.get(FILES.gatewayLog) ?? new Uint8Array())
  if (first === undefined || second === undefined) throw new Error('the good log has two records')
  records = [first, second]
})

type Parts = Parameters<typeof checkGatewayLog>[0]

const linesOf = (bytes: Uint8Array) =>
  Buffer.from(bytes)
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as GatewayRecord)

const LOG = FILES.gatewayLog
const another = (name: string) => `${LOG}: counted again, it gives another ${name} than the facts`
const MISPRICED = `${LOG}: its costs are not those of the price table`

function saidOf(change: Partial<Parts>): string[] {
  return checkGatewayLog({ ...good, ...change }).map(({ id, file, message }) => {
    expect(id).toBe('facts-mismatch')
    return `${file}: ${message}`
  })
}
const stated = (change: Partial<ProviderFacts>) => ({
  facts: { ...good.facts, provider: good.facts.provider && { ...good.facts.provider, ...change } },
})
/** A log of these records, numbered as they come. */
const logOf = (lines: readonly Partial<GatewayRecord>[]) => {
  const text = lines.map((line, seq) => `${JSON.stringify({ ...records[0], seq, ...line })}\n`).join('')
  return { documents: new Map([...good.documents, [LOG, Buffer.from(text)]]) }
}
/** The good policy with other prices. */
const priced = (prices: PriceTable | undefined) => ({
  policy: {
    ...good.policy,
    providers: good.policy.providers.map(({ prices: _, ...provider }) => ({
      ...provider,
      ...(prices === undefined ? {} : { prices }),
    })),
  },
})

test('a log that holds what the facts count', () => {
  expect(saidOf({})).toEqual([])
})

test('a log without a model, a model without a log', () => {
  const none = { facts: { ...good.facts, provider: null } }
  expect(saidOf(none)).toEqual([`${LOG}: there is a log, and no model was used`])
  const manifest = new Map([...good.manifest].filter(([path]) => path !== LOG))
  expect(saidOf({ manifest })).toEqual([`${FILES.facts}: a model was used, and there is no gateway.jsonl`])
  expect(saidOf({ manifest, ...none })).toEqual([])
})

test('a log whose bytes are not those that were sealed is not read', () => {
  expect(saidOf({ documents: new Map() })).toEqual([])
})

test('a log that is none: every line is said, and nothing is counted', () => {
  const documents = new Map([...good.documents, [LOG, Buffer.from('{}\nno\n')]])
  const found = checkGatewayLog({ ...good, documents })
  expect(found.map(({ id, file }) => [id, file])).toEqual([
    ['schema-invalid', LOG],
    ['schema-invalid', LOG],
  ])
})

test.each(ROWS)('%s', (_, lines, facts) => {
  const log = logOf(lines)
  expect(saidOf({ ...log, ...stated(facts) })).toEqual([])
  // The same log beside the facts of the good run: each figure that is another one is named, and no other.
  const said = good.facts.provider as unknown as Record<string, unknown>
  const wrong = Object.entries(facts).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(said[key]),
  )
  expect(wrong.length).toBeGreaterThan(0)
  expect(saidOf(log).sort()).toEqual(wrong.map(([key]) => another(key)).sort())
})

test('without a named model the facts show the one that the run began with', () => {
  const log = logOf(records.map((record) => ({ ...record, model: null, costBillionths: null })))
  const unpriced = cost(0, 2)
  expect(saidOf({ ...log, ...stated(unpriced) })).toEqual([])
  expect(saidOf({ ...log, ...stated({ ...unpriced, model: 'other' }) })).toEqual([another('model')])
  const events = good.events.map((event) =>
    event.type === 'run.started'
      ? { ...event, data: { ...event.data, model: { ...event.data.model, id: null } } }
      : event,
  ) as Event[]
  for (const began of [events, []])
    expect(saidOf({ ...log, ...stated({ ...unpriced, model: null }), events: began })).toEqual([])
})

test('records that are left out, doubled or moved leave a gap', () => {
  const gap = `${LOG}: its requests are not numbered one after another from 0`
  const [first, second] = records
  const numbered = (...seqs: readonly number[]) =>
    logOf(seqs.map((seq, at) => ({ ...(at === 0 ? first : second), seq })))
  expect(saidOf(numbered(0, 1))).toEqual([])
  for (const seqs of [
    [1, 2],
    [0, 2],
    [0, 0],
    [1, 0],
  ])
    expect(saidOf(numbered(...seqs))).toEqual([gap])
})

test('costs are those of the price table', () => {
  const [first, second] = records
  const log = (line: Partial<GatewayRecord>) => logOf([first, { ...second, ...line }])
  expect(saidOf({ ...log({ costBillionths: 17_001 }), ...stated(cost(34_501)) })).toEqual([MISPRICED])
  expect(saidOf({ ...log({ costBillionths: null }), ...stated(cost(17_500, 1)) })).toEqual([MISPRICED])
  expect(saidOf({ ...log({ costBillionths: undefined }), ...stated(cost(17_500)) })).toEqual([MISPRICED])
  // Without tokens there is no cost, whichever of the two are unknown; no cached ones is none.
  for (const tokens of [{ inputTokens: null }, { outputTokens: null }]) {
    expect(saidOf(log(tokens))).toContain(MISPRICED)
    expect(saidOf(log({ ...tokens, costBillionths: null }))).not.toContain(MISPRICED)
  }
  const uncached = { cachedInputTokens: null, costBillionths: 18_000 }
  expect(saidOf({ ...log(uncached), ...stated({ cachedInputTokens: 1, ...cost(35_500) }) })).toEqual([])
})

test('what never went to a model has no cost', () => {
  const asked = { ...ASKED, failure: null, method: 'GET' }
  const preflight = { failure: null, detail: null }
  const facts = { ...ONE, preflight, ...cost(17_500) }
  expect(saidOf({ ...logOf([asked, {}]), ...stated(facts) })).toEqual([])
  expect(saidOf({ ...logOf([{ ...asked, costBillionths: null }, {}]), ...stated(facts) })).toEqual([
    MISPRICED,
  ])
})

test('a provider without prices costs nothing that could be said', () => {
  const unpriced = logOf(records.map((record) => ({ ...record, costBillionths: undefined })))
  expect(saidOf({ ...unpriced, ...stated({ cost: undefined }), ...priced(undefined) })).toEqual([])
  expect(saidOf({ ...unpriced, ...priced(undefined) })).toEqual([another('cost')])
  expect(saidOf({ ...stated({ cost: undefined }), ...priced(undefined) })).toEqual([MISPRICED])
  expect(saidOf(stated({ cost: undefined }))).toEqual([another('cost')])
  expect(
    saidOf({ ...unpriced, policy: { ...good.policy, providers: [] }, ...stated({ cost: undefined }) }),
  ).toEqual([])
})

test('of several providers the one that was used gives the prices, wherever the log begins', () => {
  const [scripted] = good.policy.providers
  if (scripted === undefined) throw new Error('the good policy has a provider')
  const dear = { currency: 'EUR', models: { '*': { input: 9, output: 9 } } }
  const providers = [{ ...scripted, id: 'other', prices: dear }, scripted]
  const [first, ...rest] = good.events
  const late = first === undefined ? [] : [...rest, first]
  expect(saidOf({ policy: { ...good.policy, providers }, events: late })).toEqual([])
})

test('another currency, and more money than can be counted', () => {
  const euros = { currency: 'EUR', models: { 'scripted-1': { input: 1, cachedInput: 0.5, output: 2 } } }
  expect(saidOf(priced(euros))).toEqual([another('cost')])
  const dear = { currency: 'USD', models: { 'scripted-1': { input: 1e300, output: 1 } } }
  const most = Number.MAX_SAFE_INTEGER
  const log = logOf(records.map((record) => ({ ...record, costBillionths: most })))
  expect(saidOf({ ...log, ...priced(dear), ...stated(cost(most)) })).toEqual([])
})
