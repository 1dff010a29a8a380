import { JsonTraceSerializer } from '@opentelemetry/otlp-transformer'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { goodEvents, goodSteps, toEvents } from '../../fixtures/runs/good-events.ts'
import { goodFacts, RUN_ID } from '../../fixtures/runs/good-facts.ts'
import { spanIdOf, traceIdOf } from '../kernel/trace-ids.ts'
import { toNanoseconds } from './otlp.ts'
import { toTrace } from './to-trace.ts'

const AnyValue = z.union([
  z.strictObject({ stringValue: z.string() }),
  z.strictObject({ intValue: z.int() }),
  z.strictObject({ doubleValue: z.number() }),
  z.strictObject({ boolValue: z.boolean() }),
  z.strictObject({
    arrayValue: z.strictObject({ values: z.array(z.strictObject({ stringValue: z.string() })) }),
  }),
])
const KeyValues = z.array(z.strictObject({ key: z.string(), value: AnyValue }))
const Nanoseconds = z.string().regex(/^\d+$/)
const Span = z.strictObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.int(),
  startTimeUnixNano: Nanoseconds,
  endTimeUnixNano: Nanoseconds,
  attributes: KeyValues,
  droppedAttributesCount: z.literal(0),
  events: z.array(
    z.strictObject({
      timeUnixNano: Nanoseconds,
      name: z.string(),
      attributes: KeyValues,
      droppedAttributesCount: z.literal(0),
    }),
  ),
  droppedEventsCount: z.literal(0),
  status: z.strictObject({ code: z.int() }),
  links: z.array(z.never()),
  droppedLinksCount: z.literal(0),
  flags: z.int(),
})
const Resource = z.strictObject({ attributes: KeyValues, droppedAttributesCount: z.literal(0) })
const TracesData = z.strictObject({
  resourceSpans: z.tuple([
    z.strictObject({
      resource: Resource,
      scopeSpans: z.tuple([
        z.strictObject({
          scope: z.strictObject({ name: z.string(), version: z.string() }),
          spans: z.tuple([Span]),
          schemaUrl: z.string(),
        }),
      ]),
      schemaUrl: z.string(),
    }),
  ]),
})
type Span = z.infer<typeof Span>
type SdkSpan = Parameters<typeof JsonTraceSerializer.serializeRequest>[0][number]

function linesOf(trace: string) {
  expect(trace.endsWith('\n')).toBe(true)
  return trace
    .slice(0, -1)
    .split('\n')
    .map((line) => TracesData.parse(JSON.parse(line)))
}

function spansOf(trace: string): Span[] {
  return linesOf(trace).map((line) => line.resourceSpans[0].scopeSpans[0].spans[0])
}

function attribute(span: Span | undefined, key: string): unknown {
  const value = span?.attributes.find((each) => each.key === key)?.value
  return value === undefined ? undefined : Object.values(value)[0]
}

function toRecord(attributes: z.infer<typeof KeyValues>) {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      'arrayValue' in value
        ? value.arrayValue.values.map(({ stringValue }) => stringValue)
        : (Object.values(value)[0] ?? ''),
    ]),
  )
}

function toHrTime(nanoseconds: string): [number, number] {
  const value = BigInt(nanoseconds)
  return [Number(value / 1_000_000_000n), Number(value % 1_000_000_000n)]
}

/** The same data as a span of the SDK, for its own serializer. */
function toSdkSpan(line: z.infer<typeof TracesData>): SdkSpan {
  const [{ resource, scopeSpans, schemaUrl }] = line.resourceSpans
  const [{ scope, spans }] = scopeSpans
  const [span] = spans
  const context = { traceId: span.traceId, spanId: span.spanId, traceFlags: 1 }
  return {
    name: span.name,
    kind: span.kind - 1,
    spanContext: () => context,
    ...(span.parentSpanId === undefined
      ? {}
      : { parentSpanContext: { ...context, spanId: span.parentSpanId } }),
    startTime: toHrTime(span.startTimeUnixNano),
    endTime: toHrTime(span.endTimeUnixNano),
    status: { code: span.status.code },
    attributes: toRecord(span.attributes),
    links: [],
    events: span.events.map((event) => ({
      name: event.name,
      time: toHrTime(event.timeUnixNano),
      attributes: toRecord(event.attributes),
    })),
    duration: [0, 0],
    ended: true,
    resource: {
      attributes: toRecord(resource.attributes),
      schemaUrl,
      merge: () => {
        throw new Error('not needed')
      },
      getRawAttributes: () => [],
    },
    instrumentationScope: { ...scope, schemaUrl },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  }
}

test('each line is what the serializer of OpenTelemetry writes for the same span', () => {
  for (const line of linesOf(toTrace(goodEvents(), goodFacts()))) {
    const bytes = JsonTraceSerializer.serializeRequest([toSdkSpan(line)])
    const theirs: unknown = JSON.parse(new TextDecoder().decode(bytes))
    // The serializer writes the schema of a resource twice.
    const [{ schemaUrl }] = line.resourceSpans
    expect(theirs).toMatchObject(line)
    expect(line.resourceSpans[0].scopeSpans).toEqual(
      z.looseObject({ resourceSpans: z.array(z.looseObject({ scopeSpans: z.unknown() })) }).parse(theirs)
        .resourceSpans[0]?.scopeSpans,
    )
    expect(schemaUrl).toMatch(/^https:\/\/opentelemetry\.io\/schemas\//)
  }
})

test('a run is a workflow with its set-up, its agent, the tools of the agent and its tests', () => {
  const spans = spansOf(toTrace(goodEvents(), goodFacts()))
  expect(spans.map(({ name }) => name)).toEqual([
    'invoke_workflow proctor.run',
    'setup',
    'invoke_agent fake',
    'execute_tool edit',
    'test result',
  ])
  const [run, setup, agent, tool, tests] = spans
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([traceIdOf(RUN_ID)]))
  expect(run?.spanId).toBe(spanIdOf(RUN_ID, 'run'))
  expect(run?.parentSpanId).toBeUndefined()
  for (const child of [setup, agent, tests]) expect(child?.parentSpanId).toBe(run?.spanId)
  expect(tool?.parentSpanId).toBe(agent?.spanId)
  expect(attribute(agent, 'gen_ai.operation.name')).toBe('invoke_agent')
  expect(attribute(agent, 'gen_ai.usage.input_tokens')).toBe(20)
  expect(attribute(tool, 'gen_ai.tool.call.id')).toBe('t1')
  expect(attribute(tests, 'test.suite.run.status')).toBe('success')
  expect(attribute(run, 'proctor.run.status')).toBe('pass')
  expect(BigInt(tool?.endTimeUnixNano ?? 0) - BigInt(tool?.startTimeUnixNano ?? 0)).toBe(2_000_000_000n)
})

test('every event has its place: as the edge of a span or as an event in one', () => {
  const edges = ['run.started', 'setup', 'engine.', 'tool.', 'test.']
  const events = goodEvents()
  const inner = events.filter(({ type }) => !edges.some((edge) => type.startsWith(edge)))
  const told = spansOf(toTrace(events)).flatMap((span) => span.events.map(({ name }) => name))
  expect(told.sort()).toEqual(inner.map(({ type }) => `proctor.${type}`).sort())
})

test('the same events give the same bytes, and what was said is not among them', () => {
  const steps = goodSteps()
  steps.splice(5, 0, [
    'message.completed',
    { role: 'agent', textDigest: 'a'.repeat(64), text: 'SAID' },
    'engine',
  ])
  const trace = toTrace(toEvents(steps))
  expect(toTrace(toEvents(steps))).toBe(trace)
  expect(trace).not.toContain('SAID')
})

test('a run that stopped anywhere still gives whole spans', () => {
  const steps = goodSteps()
  for (let length = 1; length <= steps.length; length += 1) {
    for (const span of spansOf(toTrace(toEvents(steps.slice(0, length))))) {
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
    }
  }
  expect(toTrace([])).toBe('')
})

test('a tool that ends without a beginning, twice, and an exit that was no success', () => {
  const steps = goodSteps().filter(([type]) => type !== 'tool.started')
  const finished = steps.filter(([type]) => type === 'tool.finished')
  const spans = spansOf(toTrace(toEvents([...steps.slice(0, 3), ...finished, ...steps.slice(3)])))
  expect(spans.filter(({ name }) => name === 'execute_tool edit')).toHaveLength(2)
  const exited = goodSteps().map((step): typeof step =>
    step[0] === 'engine.exited' ? ['engine.exited', { ...step[1], code: null, timedOut: true }] : step,
  )
  const agent = spansOf(toTrace(toEvents(exited))).find(({ name }) => name === 'invoke_agent fake')
  expect(attribute(agent, 'error.type')).toBe('timeout')
  expect(agent?.status.code).toBe(2)
})

test.each([
  ['1970-01-01T00:00:00.001Z', '1000000'],
  ['2026-01-02T03:04:05.678Z', '1767323045678000000'],
  ['2026-99-99T99:99:99.999Z', '0'],
  ['0000-01-01T00:00:00.000Z', '0'],
])('%s is %s ns', (time, expected) => {
  expect(toNanoseconds(time)).toBe(expected)
})
