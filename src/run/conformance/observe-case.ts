import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BlockerCode } from '../../contract/blockers.ts'
import type { Status } from '../../contract/completeness.ts'
import type { Event } from '../../contract/event.ts'
import { type EngineFacts, Facts } from '../../contract/facts.ts'
import type { EngineConfig } from '../../contract/workspace.ts'
import { runTask } from '../run-task.ts'

/** What was concluded of one case, and what the engine itself had to say. */
export interface SeenCase {
  readonly bundle: string
  readonly status: Status
  readonly exitCode: number
  readonly blockers: readonly BlockerCode[]
  readonly engine: Pick<EngineFacts, 'exit' | 'terminal'>
  /** Kinds of the answers to its requests for permission, in order. */
  readonly answers: readonly (string | null)[]
  /** A command of the engine had begun and not ended when the engine did. */
  readonly toolRunning: boolean
}

/** One ordinary run of the case that was laid out. A text says why the engine may not run at all. */
export async function observeCase(root: string, { id }: EngineConfig): Promise<SeenCase | string> {
  const { result } = await runTask({
    workspaceDir: root,
    taskId: 'example',
    engineId: id,
    scenario: undefined,
    sandbox: 'bubblewrap',
    progress: () => undefined,
  })
  const { bundle, status, exitCode, blockers } = result
  if (bundle === null) return `the run left no bundle: ${blockers.join(', ')}`
  const facts = await readFacts(bundle)
  if (facts.engine === null) {
    return facts.refusals.map(({ message }) => message).join('; ') || 'no engine was started'
  }
  const events = await readEvents(bundle)
  const answers = events.flatMap((event) =>
    event.type === 'permission.resolved' ? [event.data.optionKind] : [],
  )
  return {
    bundle,
    status,
    exitCode,
    blockers,
    engine: facts.engine,
    answers,
    toolRunning: isToolRunning(events),
  }
}

export async function readFacts(bundle: string): Promise<Facts> {
  return Facts.parse(JSON.parse(await readFile(join(bundle, 'facts.json'), 'utf8')))
}

async function readEvents(bundle: string): Promise<Event[]> {
  const text = await readFile(join(bundle, 'events.normalized.jsonl'), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event)
}

function isToolRunning(events: readonly Event[]): boolean {
  const running = new Set<string>()
  for (const event of events) {
    if (event.type === 'tool.started' && event.data.kind === 'execute') running.add(event.data.toolCallId)
    if (event.type === 'tool.finished') running.delete(event.data.toolCallId)
  }
  return running.size > 0
}
