import { sha256 } from './digest.ts'

/** The spans of a run. Ids are derived, not random, so that the trace can be re-derived from the events. */
export type SpanName = 'run' | 'setup' | 'engine' | 'tests'

export function traceIdOf(runId: string): string {
  return sha256(`trace ${runId}`).slice(0, 32)
}

export function spanIdOf(runId: string, span: string): string {
  return sha256(`span ${runId} ${span}`).slice(0, 16)
}

/** W3C traceparent of an event that belongs to `span`. */
export function traceparentOf(runId: string, span: SpanName): string {
  return `00-${traceIdOf(runId)}-${spanIdOf(runId, span)}-01`
}

/** The span that an event of this type and origin belongs to. */
export function spanOfEvent(type: string, origin: string): SpanName {
  if (type.startsWith('setup.')) return 'setup'
  if (type.startsWith('test.')) return 'tests'
  if (origin === 'engine' || type.startsWith('engine.') || type.startsWith('permission.')) return 'engine'
  return 'run'
}
