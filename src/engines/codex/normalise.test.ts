import { expect, test } from 'vitest'
import { sha256 } from '../../kernel/digest.ts'
import type { Normalised } from '../port.ts'
import { createCodexNormaliser } from './normalise.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))

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
