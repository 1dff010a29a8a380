// Promises: the events of a run as OTLP/JSON with the names of the GenAI conventions, for tools that read traces.
// Must not: be evidence of anything, hold what was said, or differ for the same events. Called by: run/, verify/.
import type { Event, EventData, EventOf } from '../contract/event.ts'
import type { Facts } from '../contract/facts.ts'
import { spanOfEvent } from '../kernel/trace-ids.ts'
import { isEvent, startOf } from './fold-report.ts'
import { toAttributes } from './otlp.ts'
import { addSpanEvent, createSpan, type SpanDraft, toSpan } from './span-draft.ts'
import { toEventAttributes } from './trace-event.ts'
import { toUsage } from './usage.ts'

/** Version of the conventions whose names are used; those of GenAI are still in development. */
const SCHEMA_URL = 'https://opentelemetry.io/schemas/1.45.0'

interface Trace {
  readonly runId: string
  readonly spans: Map<string, SpanDraft>
  /** Tool calls without an end, by the engine's id. */
  readonly openTools: Map<string, SpanDraft>
  openTests: SpanDraft | null
}

/**
 * `trace.jsonl`: one TracesData object a line, one span each; empty when there are no events.
 * @param facts adds what the gateway counted
 * @throws ProctorError bug for events that no run can have
 */
export function toTrace(events: readonly Event[], facts?: Facts): string {
  const [first] = events
  const last = events.at(-1)
  if (first === undefined || last === undefined) return ''
  const runId = first.type === 'run.started' ? first.data.runId : ''
  const started = startOf(events, runId)
  const trace: Trace = { runId, spans: new Map(), openTools: new Map(), openTests: null }
  for (const event of events) foldEvent(event, started, trace)
  const agent = trace.spans.get('engine')
  if (agent !== undefined) agent.attributes = { ...agent.attributes, ...usageAttributes(events, facts) }
  return [...trace.spans.values()]
    .map((draft) => `${toTracesData(toSpan(draft, runId, last.time), started)}\n`)
    .join('')
}

function foldEvent(event: Event, started: EventOf<'run.started'>, trace: Trace): void {
  const { spans, openTools } = trace
  if (isEvent(event, 'run.started')) {
    spans.set('run', createRunSpan(event))
  } else if (isEvent(event, 'engine.started')) {
    if (!spans.has('engine')) spans.set('engine', createAgentSpan(event, started))
  } else if (isEvent(event, 'engine.exited')) {
    endSpan(spans.get('engine'), event.time, exitError(event.data))
  } else if (isEvent(event, 'test.started')) {
    trace.openTests = createTestSpan(event, spans.has('tests') ? `tests ${event.sequence}` : 'tests')
    spans.set(trace.openTests.key, trace.openTests)
  } else if (isEvent(event, 'test.finished')) {
    endTests(event, trace)
  } else if (isEvent(event, 'tool.started')) {
    const span = createToolSpan(event, event.time)
    spans.set(span.key, span)
    openTools.set(event.data.toolCallId, span)
  } else if (isEvent(event, 'tool.finished')) {
    endTool(event, trace)
  } else if (isEvent(event, 'setup.finished')) {
    const span = createSpan({ key: 'setup', parent: 'run', name: 'setup', start: started.time })
    span.attributes = { 'proctor.setup.cached': event.data.cached, 'proctor.setup.key': event.data.key }
    endSpan(span, event.time, event.data.ok ? null : 'setup_failed')
    spans.set('setup', span)
  } else {
    const key = spanOfEvent(event.type, event.origin)
    const span = spans.get(key) ?? spans.get('run')
    if (span !== undefined) addSpanEvent(span, event.time, `proctor.${event.type}`, toEventAttributes(event))
    if (isEvent(event, 'run.finished')) endRun(span, event)
  }
}

function createRunSpan({ time, data }: EventOf<'run.started'>): SpanDraft {
  return createSpan({
    key: 'run',
    parent: null,
    name: 'invoke_workflow proctor.run',
    start: time,
    attributes: {
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.conversation.id': data.runId,
      'proctor.run.id': data.runId,
      'proctor.task.digest': data.taskDigest,
      'proctor.policy.digest': data.policyDigest,
      'proctor.challenge.id': data.challengeId,
      'vcs.repository.name': data.base.repository,
      'vcs.ref.base.revision': data.base.commit,
    },
  })
}

function createAgentSpan({ time, data }: EventOf<'engine.started'>, run: EventOf<'run.started'>): SpanDraft {
  const { engine, model } = run.data
  return createSpan({
    key: 'engine',
    parent: 'run',
    name: `invoke_agent ${engine.id}`,
    start: time,
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.id': engine.id,
      'gen_ai.agent.name': engine.id,
      'gen_ai.agent.version': engine.version,
      'gen_ai.provider.name': model.provider,
      'gen_ai.request.model': model.id,
      'gen_ai.conversation.id': run.data.runId,
      'artifact.purl': engine.purl,
      'proctor.model.mode': model.mode,
      'proctor.sandbox.backend': data.sandbox.backend,
    },
  })
}

function createToolSpan(event: EventOf<'tool.started'> | EventOf<'tool.finished'>, start: string): SpanDraft {
  const { name, toolCallId, kind } = event.data
  return createSpan({
    key: `tool ${event.sequence}`,
    parent: 'engine',
    name: `execute_tool ${name}`,
    start,
    attributes: {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': name,
      'gen_ai.tool.call.id': toolCallId,
      'proctor.tool.kind': kind,
    },
  })
}

function endTool(event: EventOf<'tool.finished'>, { spans, openTools }: Trace): void {
  const { toolCallId, status } = event.data
  let span = openTools.get(toolCallId)
  if (span === undefined) {
    // The engine never said that it began: the span has no length.
    span = createToolSpan(event, event.time)
    spans.set(span.key, span)
  }
  openTools.delete(toolCallId)
  span.attributes = { ...span.attributes, 'proctor.tool.status': status }
  endSpan(span, event.time, status === 'completed' ? null : `tool_${status}`)
}

function createTestSpan({ time, data }: EventOf<'test.started'>, key: string): SpanDraft {
  const attributes = { 'test.suite.name': data.suiteId }
  return createSpan({ key, parent: 'run', name: `test ${data.suiteId}`, start: time, attributes })
}

function endTests({ time, data }: EventOf<'test.finished'>, trace: Trace): void {
  const span = trace.openTests
  if (span === null) return
  trace.openTests = null
  const failing = data.counts.failed + data.counts.errored
  const green = data.exitCode === 0 && failing === 0 && data.problems.length === 0
  const status = data.timedOut
    ? 'timed_out'
    : green
      ? data.counts.executed > 0
        ? 'success'
        : 'skipped'
      : 'failure'
  span.attributes = {
    ...span.attributes,
    'test.suite.run.status': status,
    'process.exit.code': data.exitCode,
    'proctor.tests.executed': data.counts.executed,
    'proctor.tests.passed': data.counts.passed,
    'proctor.tests.failed': failing,
    'proctor.tests.skipped': data.counts.skipped + data.counts.todo,
  }
  endSpan(span, time, green ? null : `tests_${status}`)
}

function endRun(span: SpanDraft | undefined, { time, data }: EventOf<'run.finished'>): void {
  if (span === undefined) return
  span.attributes = {
    ...span.attributes,
    'proctor.run.status': data.status,
    'proctor.run.completeness': data.completeness,
    'proctor.run.blockers': data.blockers,
  }
  endSpan(span, time, data.status === 'pass' ? null : (data.blockers[0] ?? 'fail'))
}

function endSpan(span: SpanDraft | undefined, time: string, error: string | null): void {
  if (span === undefined) return
  span.end = time
  span.error = error
}

function exitError(data: EventData<'engine.exited'>): string | null {
  if (data.interrupted) return 'interrupted'
  if (data.timedOut) return 'timeout'
  if (data.silent) return 'engine_silent'
  if (data.limit !== null) return 'resource_limit'
  return data.code === 0 && data.signal === null ? null : 'engine_crashed'
}

function usageAttributes(events: readonly Event[], facts: Facts | undefined) {
  const usage = toUsage(facts?.provider ?? null, events)
  return {
    'gen_ai.usage.input_tokens': usage?.inputTokens,
    'gen_ai.usage.output_tokens': usage?.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': usage?.cachedInputTokens,
    'proctor.usage.source': usage?.source,
  }
}

function toTracesData(span: ReturnType<typeof toSpan>, { data }: EventOf<'run.started'>): string {
  const resource = toAttributes({
    'service.name': 'proctor',
    'service.version': data.harness.version,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': data.harness.node,
    'os.type': data.harness.os,
  })
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: resource, droppedAttributesCount: 0 },
        scopeSpans: [
          { scope: { name: 'proctor', version: data.harness.version }, spans: [span], schemaUrl: SCHEMA_URL },
        ],
        schemaUrl: SCHEMA_URL,
      },
    ],
  })
}
