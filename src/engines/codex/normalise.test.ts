import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isEngineEventType } from '../../contract/event.ts'
import { ENGINE_EVENT_DATA } from '../../contract/event-data.ts'
import { toCanonicalJson } from '../../kernel/canonical-json.ts'
import { sha256 } from '../../kernel/digest.ts'
import type { Normalised } from '../port.ts'
import { createCodexNormaliser } from './normalise.ts'

const FOLDER = join(import.meta.dirname, '../../../fixtures/recordings/codex')
const RECORDINGS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.jsonl'))
  .map((name) => ({ name: name.replace('.jsonl', ''), lines: toLines(readFileSync(join(FOLDER, name))) }))
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

function toLines(data: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = []
  let start = 0
  for (let at = data.indexOf(10); at >= 0; at = data.indexOf(10, start)) {
    lines.push(data.subarray(start, at))
    start = at + 1
  }
  if (start < data.length) lines.push(data.subarray(start))
  return lines
}

function run(lines: readonly Uint8Array[]) {
  const normaliser = createCodexNormaliser()
  let offset = 0
  const results: Normalised[] = []
  for (const line of lines) {
    results.push(normaliser.push(line, offset))
    offset += line.length + 1
  }
  return { results, terminal: normaliser.terminal() }
}

test.each(RECORDINGS)('recording $name gives its golden events', async ({ name, lines }) => {
  const { results, terminal } = run(lines)
  const golden = {
    terminal,
    events: results.flatMap((result) => result.events),
    unparsed: results.flatMap((result) => result.unparsed),
  }
  expect(golden.unparsed).toEqual([])
  await expect(`${JSON.stringify(golden, null, 1)}\n`).toMatchFileSnapshot(
    join(FOLDER, `${name}.golden.json`),
  )
})

test.each([
  ['success', 'completed'],
  ['false-claim', 'completed'],
  ['noop', 'completed'],
  ['401', 'failed'],
  ['429', 'failed'],
  ['500', 'failed'],
  ['cut', 'failed'],
  ['stall', 'failed'],
  ['refused-bounded', 'failed'],
  ['refused', 'none'],
  ['hang', 'none'],
  ['sigTERM', 'none'],
  ['sigKILL', 'none'],
])('recording %s ends as %s', (name, outcome) => {
  const recording = RECORDINGS.find((candidate) => candidate.name === name)
  expect(run(recording?.lines ?? []).terminal.outcome).toBe(outcome)
})

test('what a command, a patch and a plan become', () => {
  const item = (type: string, more: object) =>
    bytes({ type: 'item.completed', item: { id: 'i', type, ...more } })
  const changes = [{ path: '/checkout/a', kind: 'delete' }]
  const { results } = run([
    item('command_execution', { command: 'ls', aggregated_output: 'x', exit_code: 1, status: 'failed' }),
    item('file_change', { changes, status: 'declined' }),
    item('todo_list', { items: [{ text: 'look', completed: true }] }),
    item('mcp_tool_call', { server: 's', tool: 't', status: 'completed' }),
    item('reasoning', { text: 'hm' }),
    item('agent_message', { text: 'y'.repeat(20_001) }),
    item('error', { message: 'z'.repeat(5_000) }),
  ])
  expect(results.flatMap((result) => result.events)).toEqual([
    {
      type: 'command.executed',
      data: { toolCallId: 'i', argv: ['ls'], exitCode: 1, stdoutDigest: sha256('x'), stderrDigest: null },
    },
    {
      type: 'tool.finished',
      data: {
        toolCallId: 'i',
        name: 'exec_command',
        kind: 'execute',
        status: 'failed',
        outputDigest: sha256('x'),
        durationMs: null,
      },
    },
    {
      type: 'tool.finished',
      data: {
        toolCallId: 'i',
        name: 'apply_patch',
        kind: 'delete',
        status: 'cancelled',
        outputDigest: null,
        durationMs: null,
      },
    },
    { type: 'plan.updated', data: { entries: [{ content: 'look', status: 'completed' }] } },
    {
      type: 'tool.finished',
      data: {
        toolCallId: 'i',
        name: 's.t',
        kind: 'other',
        status: 'completed',
        outputDigest: null,
        durationMs: null,
      },
    },
    { type: 'message.completed', data: { role: 'thought', textDigest: sha256('hm'), text: 'hm' } },
    { type: 'message.completed', data: { role: 'agent', textDigest: sha256('y'.repeat(20_001)) } },
    { type: 'engine.error', data: { code: 'item_error', message: 'z'.repeat(4_000) } },
  ])
})

test.each([
  ['unknown type', { type: 'turn.praised' }],
  ['unknown type', { no: 'type' }],
  ['unknown item type', { type: 'item.completed', item: { id: 'i', type: 'hologram' } }],
  ['wrong shape', { type: 'item.completed', item: { id: 'i', type: 'agent_message' } }],
  ['wrong shape', { type: 'item.completed' }],
  ['wrong shape', { type: 'turn.completed', usage: { input_tokens: -1, output_tokens: 0 } }],
  ['wrong shape', { type: 'turn.failed' }],
])('%s: kept, and ends nothing', (reason, value) => {
  const { results, terminal } = run([bytes(value)])
  expect(results[0]?.unparsed.map((entry) => entry.reason)).toEqual([reason])
  expect(terminal.outcome).toBe('none')
})

test('a reserved type is a forgery here too', () => {
  const { results } = run([bytes({ type: 'run.finished', data: { status: 'pass' } })])
  expect(results[0]?.forged).toEqual(['run.finished'])
})

test('a turn that begins anew has not ended', () => {
  const end = { type: 'turn.completed', usage: { input_tokens: 1, output_tokens: 1 } }
  expect(run([bytes(end), bytes({ type: 'turn.started' })]).terminal.outcome).toBe('none')
})

test('a cut, broken or mixed stream: nothing is thrown or lost, and no end is made up', () => {
  const all = RECORDINGS.flatMap((recording) => recording.lines)
  const whole = fc.constantFrom(...all)
  const cut = fc.tuple(whole, fc.nat(400)).map(([line, end]) => line.subarray(0, Math.min(end, line.length)))
  const flipped = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([line, at, value]) => {
    const copy = Uint8Array.from(line)
    copy[at % copy.length] = value
    return copy
  })
  const glued = fc.tuple(cut, whole).map(([a, b]) => Buffer.concat([a, b]))
  const any = fc.oneof(whole, cut, flipped, glued, fc.uint8Array({ maxLength: 40 }))
  fc.assert(
    fc.property(fc.array(any, { maxLength: 30 }), (lines) => {
      const { results, terminal } = run(lines)
      let ended = false
      let offset = 0
      for (const [at, { events, unparsed }] of results.entries()) {
        const line = lines[at] ?? new Uint8Array()
        for (const entry of unparsed) {
          expect(entry).toMatchObject({ offset, bytes: line.length, digest: sha256(line) })
          expect(events).toEqual([])
        }
        offset += line.length + 1
        for (const event of events) {
          expect(isEngineEventType(event.type)).toBe(true)
          ENGINE_EVENT_DATA[event.type].parse(event.data)
          toCanonicalJson(event.data)
          ended ||= event.type === 'turn.finished' && event.data.stopReason === 'completed'
        }
      }
      if (!ended) expect(terminal.outcome).not.toBe('completed')
    }),
    { numRuns: 300 },
  )
})
