// Promises: lines of Case's run log become events of engine types: phases, tool calls and the pipeline's own end.
// Must not: do I/O, throw, or take a phase's own word (tested, reviewed, a pull request) for anything.
// Called by: the case adapter.
import * as z from 'zod'
import type { EngineEvent } from '../../contract/event.ts'
import { sha256 } from '../../kernel/digest.ts'
import { createLineNormaliser } from '../line-normaliser.ts'
import type { Normaliser, Terminal } from '../port.ts'
import { kindOf, type ToolKind, toError } from '../spoken-events.ts'

const phase = z.string()
const Tool = { phase, toolCallId: z.string(), tool: z.string() }
const Opinion = z.object({ category: z.string(), verdict: z.string() })
const Line = z.discriminatedUnion('event', [
  z.object({ event: z.literal('pipeline_start') }),
  z.object({ event: z.literal('phase_start'), phase, agent: z.string() }),
  z.object({
    event: z.literal('phase_end'),
    phase,
    agent: z.string(),
    outcome: z.string(),
    result: z
      .object({
        error: z.string().nullish(),
        // What an agent thinks of its work or another's. It weighs nothing, so its form matters to nobody.
        rubric: z
          .object({ categories: z.array(Opinion) })
          .nullish()
          .catch(null),
        artifacts: z.object({ prUrl: z.string().nullish() }).nullish().catch(null),
      })
      .nullish(),
  }),
  z.object({ event: z.literal('status_changed') }),
  z.object({ event: z.literal('revision_requested') }),
  z.object({ event: z.literal('tool_start'), ...Tool, args: z.string().nullish() }),
  z.object({
    event: z.literal('tool_end'),
    ...Tool,
    durationMs: z.number().min(0).nullish(),
    isError: z.boolean(),
    result: z.string().nullish(),
  }),
  z.object({
    event: z.literal('pipeline_end'),
    outcome: z.string(),
    failedAgent: z.string().nullish(),
  }),
])
type Line = z.infer<typeof Line>

const KNOWN: readonly unknown[] = Line.options.map((option) => option.shape.event.value)
const KINDS: Readonly<Record<string, ToolKind>> = {
  bash: 'execute',
  edit: 'edit',
  read: 'read',
  write: 'edit',
}
/** The agent that opens the pull request, which no run of ours can or may. */
const CLOSER = 'closer'
const MAX_RECOMMENDATION = 2_000

export function createCaseNormaliser(): Normaliser {
  let terminal: Terminal = { outcome: 'none', message: null }
  return createLineNormaliser({
    understand(message) {
      const parsed = Line.safeParse(message)
      if (!parsed.success) return KNOWN.includes(message.event) ? 'wrong shape' : 'unknown type'
      if (parsed.data.event === 'pipeline_start') terminal = { outcome: 'none', message: null }
      if (parsed.data.event === 'pipeline_end') terminal = toTerminal(parsed.data)
      return toEvents(parsed.data)
    },
    terminal: () => terminal,
  })
}

/** A pipeline that failed at its last agent has done its work: the pull request was withheld, as it must be. */
function toTerminal({ outcome, failedAgent }: Extract<Line, { event: 'pipeline_end' }>): Terminal {
  if (outcome === 'completed') return { outcome: 'completed', message: null }
  if (failedAgent === CLOSER) return { outcome: 'completed', message: 'the pull request was withheld' }
  return { outcome: 'failed', message: `the pipeline ${outcome} at ${failedAgent ?? 'an unnamed agent'}` }
}

function toEvents(line: Line): EngineEvent[] {
  switch (line.event) {
    case 'phase_start':
      return [{ type: 'phase.started', data: { phase: line.phase } }]
    case 'phase_end': {
      const finished: EngineEvent = {
        type: 'phase.finished',
        data: { phase: line.phase, outcome: line.outcome },
      }
      const error = line.result?.error
      const failed = error ? [toError(`${line.agent}_failed`, error)] : []
      return [...toRecommendations(line), ...failed, finished]
    }
    case 'tool_start': {
      const inputDigest = line.args ? sha256(line.args) : null
      return [{ type: 'tool.started', data: { ...toTool(line), locations: [], inputDigest } }]
    }
    case 'tool_end': {
      const data = {
        ...toTool(line),
        status: line.isError ? ('failed' as const) : ('completed' as const),
        outputDigest: line.result ? sha256(line.result) : null,
        durationMs: Math.round(line.durationMs ?? 0),
      }
      return [{ type: 'tool.finished', data }]
    }
    case 'pipeline_end':
      return [{ type: 'turn.finished', data: { stopReason: line.outcome } }]
    default:
      return []
  }
}

/** An agent's verdict on the work, and a pull request that it says it opened: recommendations, and nothing more. */
function toRecommendations({ agent, result }: Extract<Line, { event: 'phase_end' }>): EngineEvent[] {
  const verdicts = (result?.rubric?.categories ?? []).map(({ category, verdict }) => `${category} ${verdict}`)
  const prUrl = result?.artifacts?.prUrl
  const said = prUrl ? [...verdicts, `pull request ${prUrl}`] : verdicts
  if (said.length === 0) return []
  const what = `${agent}: ${said.join(', ')}`.slice(0, MAX_RECOMMENDATION).toWellFormed()
  return [{ type: 'recommendation.made', data: { engine: 'case', what } }]
}

function toTool({ toolCallId, tool }: { readonly toolCallId: string; readonly tool: string }) {
  return { toolCallId, name: tool, kind: kindOf(KINDS, tool) }
}
