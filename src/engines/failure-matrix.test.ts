// What each engine was seen to print when it failed, written down by hand from those runs and not from our own readings.
// A cell says what the stream alone may be taken for: an exit code is no part of it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'

const ROOT = join(import.meta.dirname, '../../fixtures/recordings')
const OUTCOMES = z
  .record(z.string(), z.record(z.string(), z.enum(['completed', 'failed', 'interrupted', 'none'])))
  .parse(JSON.parse(readFileSync(join(ROOT, 'outcomes.json'), 'utf8')))
const Golden = z.object({
  terminal: z.object({ outcome: z.string() }),
  events: z.array(z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) })),
})

/** What happened in the run, and what its output says of it. */
const MATRIX: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'codex-exec': {
    success: 'completed', // turn.completed
    noop: 'completed', // an edit is no part of its end
    refused: 'none', // waits for the network without end
    '401': 'failed', // turn.failed
    '429': 'failed',
    '500': 'failed',
    cut: 'failed',
    sigTERM: 'none', // no last event
    sigKILL: 'none',
    outside: 'completed', // its own sandbox blocked the write, and no event says so
  },
  codex: {
    'fix-accept': 'completed',
    'fix-decline': 'completed', // a declined item does not end the turn
    'out-decline': 'completed',
    interrupt: 'interrupted',
    refused: 'interrupted', // ended by turn/interrupt while it waited
  },
  'pi-legacy': {
    success: 'completed', // last stopReason stop
    noop: 'completed',
    refused: 'failed', // exit 0, stopReason error
    '401': 'failed',
    '500': 'failed',
    sigTERM: 'none',
    sigKILL: 'none',
    outside: 'completed', // written, and nothing said about it
  },
  pi: { success: 'completed', refused: 'failed' },
  claude: {
    success: 'completed',
    noop: 'completed',
    refused: 'failed', // subtype success, is_error true
    '401': 'failed',
    '500': 'failed',
    sigTERM: 'none', // a tool result, and no result
    sigKILL: 'none',
    outside: 'completed', // denied, and the turn went on
  },
  case: {
    success: 'completed',
    refused: 'failed', // exit 0 with a failed pipeline
    '401': 'failed',
    '429': 'failed',
    '500': 'failed',
    outside: 'completed', // written
    closefail: 'completed', // the closer could not open a pull request, as it must not
  },
  opencode: {
    allow: 'completed',
    '401': 'failed', // a JSON-RPC error
    outside: 'failed', // end_turn right after the rejection looks like success
  },
  'codex-acp': { allow: 'completed' },
  acp: { 'acpsdk-allow': 'completed', 'acpsdk-deny': 'failed' },
}

const CELLS = Object.entries(MATRIX).flatMap(([adapter, cells]) =>
  Object.entries(cells).map(([name, outcome]) => ({ adapter, name, outcome })),
)

test.each(CELLS)('$adapter, $name: $outcome', ({ adapter, name, outcome }) => {
  expect(OUTCOMES[adapter]?.[name]).toBe(outcome)
})

test('no adapter has outcomes that nobody has written down what happened', () => {
  expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(OUTCOMES).sort())
})

function eventsOf(adapter: string, name: string) {
  return Golden.parse(JSON.parse(readFileSync(join(ROOT, adapter, `${name}.golden.json`), 'utf8'))).events
}

test.each([
  ['claude', '401', 'http_401'],
  ['claude', '500', 'http_500'],
  ['pi-legacy', '401', 'http_401'],
  ['pi-legacy', '500', 'http_500'],
])('%s names the status of a provider that answered with %s', (adapter, name, code) => {
  const codes = eventsOf(adapter, name).flatMap(({ type, data }) =>
    type === 'engine.error' ? data.code : [],
  )
  expect(codes).toContain(code)
})

test.each([
  ['codex', 'fix-decline', 'cancelled'],
  ['codex', 'out-decline', 'cancelled'],
  ['opencode', 'outside', 'failed'],
  ['acp', 'acpsdk-deny', 'failed'],
  ['claude', 'outside', 'failed'],
])('%s, %s: what was denied is %s, and not completed', (adapter, name, status) => {
  const edits = eventsOf(adapter, name).filter(
    ({ type, data }) => type === 'tool.finished' && data.kind === 'edit',
  )
  expect(edits.map(({ data }) => data.status)).toContain(status)
})

test.each(CELLS.filter(({ name }) => /^(refused|401|429|500|cut|sig)/.test(name)))(
  '$adapter, $name: nothing of it may be taken for success',
  ({ outcome }) => expect(outcome).not.toBe('completed'),
)
