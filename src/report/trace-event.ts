import type { Event } from '../contract/event.ts'
import type { Attributes } from './otlp.ts'

/**
 * What a span event tells of an event: where the whole of it stands in the log, and the few values that tools
 * group by. Never what was said or written: that stays in the log.
 */
export function toEventAttributes(event: Event): Attributes {
  return {
    'proctor.event.id': event.id,
    'proctor.event.origin': event.origin,
    ...detailsOf(event),
  }
}

function detailsOf(event: Event): Attributes {
  switch (event.type) {
    case 'gate.evaluated':
      return {
        'proctor.gate.id': event.data.gate,
        'proctor.gate.verdict': event.data.verdict,
        'proctor.gate.required': event.data.required,
        'proctor.gate.codes': [...new Set(event.data.reasons.map(({ code }) => code))],
      }
    case 'blocker.raised':
      return { 'proctor.blocker.code': event.data.code }
    case 'run.refused':
      return { 'proctor.blocker.codes': event.data.reasons.map(({ code }) => code) }
    case 'provider.unavailable':
      return { 'error.type': event.data.kind, 'proctor.provider.attempts': event.data.attempts }
    case 'message.completed':
      return { 'proctor.message.role': event.data.role, 'proctor.message.digest': event.data.textDigest }
    case 'usage.reported':
      return {
        'gen_ai.response.model': event.data.model,
        'gen_ai.usage.input_tokens': event.data.inputTokens,
        'gen_ai.usage.output_tokens': event.data.outputTokens,
      }
    case 'turn.finished':
      return { 'gen_ai.response.finish_reasons': [event.data.stopReason] }
    case 'command.executed':
      return {
        'gen_ai.tool.call.id': event.data.toolCallId,
        'process.exit.code': event.data.exitCode,
      }
    case 'phase.started':
    case 'phase.finished':
      return { 'proctor.phase': event.data.phase }
    case 'engine.error':
      return { 'error.type': event.data.code }
    case 'policy.evaluated':
      return { 'proctor.policy.decision': event.data.decision }
    case 'file.changed':
      return { 'proctor.file.change': event.data.change }
    case 'artifact.written':
      return { 'proctor.artifact.path': event.data.path, 'proctor.artifact.digest': event.data.sha256 }
    default:
      return {}
  }
}
