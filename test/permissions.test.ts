// The table of permissions from recorded conversations: what the engine printed is what it printed, the answers are those
// that policy gives to its requests, and the measured patch is what the run was seen to leave.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { goodSteps, type Step, toEvents } from '../fixtures/runs/good-events.ts'
import { goodFacts } from '../fixtures/runs/good-facts.ts'
import type { Facts } from '../src/contract/facts.ts'
import { PermissionTable } from '../src/contract/permissions.ts'
import { decidePermission } from '../src/engines/permission.ts'
import type { PermissionPolicy, PermissionRequest, PrepareContext } from '../src/engines/port.ts'
import { findAdapter } from '../src/engines/registry.ts'
import { chainLink } from '../src/kernel/event-chain.ts'
import { foldReport } from '../src/report/fold-report.ts'
import { permissionLines } from '../src/report/permission-lines.ts'
import { toPermissions } from '../src/report/permissions.ts'
import { ROOT } from './support/engine-run.ts'

const CHECKOUT = '/checkout'

/** Events of a recorded conversation, its requests answered by policy. */
async function converse(adapterId: string, recording: string, policy: PermissionPolicy): Promise<Step[]> {
  const adapter = findAdapter(adapterId)
  if (adapter?.converse === undefined) throw new Error(`${adapterId} does not converse`)
  const printed = readFileSync(join(ROOT, 'fixtures/recordings', adapterId, `${recording}.jsonl`))
  const answers: Step[] = []
  const permit = async (request: PermissionRequest) => {
    const answer = decidePermission(policy, CHECKOUT, request)
    const outcome = answer.optionKind === null ? ('cancelled' as const) : ('selected' as const)
    const { toolCallId, paths } = request
    const data = { toolCallId, outcome, optionKind: answer.optionKind, paths: [...paths] }
    answers.push(['permission.resolved', data, 'policy'])
    return answer
  }
  const stdin = new PassThrough()
  stdin.resume()
  const inside = { checkout: CHECKOUT, home: '/', gateway: null, node: 'node' }
  const context = { instruction: 'go', inside } as PrepareContext
  const stopping = new AbortController().signal
  await adapter.converse({ stdin, stdout: Readable.from([printed]), stopping, permit }, context)
  return [...engineSteps(adapterId, printed), ...answers]
}

function engineSteps(adapterId: string, printed: Buffer): Step[] {
  const normaliser = findAdapter(adapterId)?.createNormaliser()
  const lines = printed.toString('utf8').split('\n')
  return lines.flatMap((line) =>
    (normaliser?.push(Buffer.from(line), 0).events ?? []).map(
      ({ type, data }) => [type, data, 'engine'] as unknown as Step,
    ),
  )
}

function tableOf(steps: readonly Step[], changed: readonly string[]): PermissionTable {
  const table = toPermissions(eventsOf(steps), factsOf(changed))
  if (table === null) throw new Error('no engine was started')
  return PermissionTable.parse(table)
}

const START = goodSteps().filter(([type]) => type === 'run.started' || type === 'engine.started')
const eventsOf = (steps: readonly Step[]) => toEvents([...START, ...steps])

function factsOf(changed: readonly string[]): Facts {
  const facts = goodFacts()
  const [file] = facts.patch?.changedFiles ?? []
  if (facts.patch === null || file === undefined) throw new Error('the good run has a patch')
  return { ...facts, patch: { ...facts.patch, changedFiles: changed.map((path) => ({ ...file, path })) } }
}

const NOTHING = {
  asked: 0,
  granted: 0,
  denied: 0,
  answeredByEngine: 0,
  grantedNotExecuted: 0,
  executedWithoutGrant: 0,
  changedWithoutGrant: 0,
}
const EDITED = ['src/sum.js']

describe('recorded conversations', () => {
  test.each<readonly [string, string, PermissionPolicy, readonly string[], Partial<typeof NOTHING>]>([
    ['codex', 'fix-accept', 'checkout', EDITED, { asked: 3, granted: 3 }],
    ['codex', 'fix-decline', 'deny', [], { asked: 3, denied: 3 }],
    // It read a file without a question, as it had been configured to.
    ['codex', 'out-decline', 'deny', [], { asked: 2, denied: 2, executedWithoutGrant: 1 }],
    ['pi-legacy', 'rpc-approve', 'checkout', EDITED, { asked: 2, granted: 2 }],
    ['acp', 'acpsdk-allow', 'checkout', EDITED, { asked: 1, granted: 1 }],
    ['acp', 'acpsdk-deny', 'deny', [], { asked: 1, denied: 1 }],
    ['opencode', 'allow', 'checkout', EDITED, { asked: 2, granted: 2 }],
    ['opencode', 'outside', 'checkout', [], { asked: 1, denied: 1 }],
    ['codex-acp', 'allow', 'checkout', EDITED, { asked: 2, granted: 2 }],
    ['claude', 'control-allow', 'checkout', EDITED, { asked: 2, granted: 2 }],
  ])('%s, %s', async (adapter, recording, policy, changed, counts) => {
    const table = tableOf(await converse(adapter, recording, policy), changed)
    expect(table.counts).toEqual({ ...NOTHING, ...counts })
    expect(table.changes).toEqual(changed.map((path) => ({ path, grant: 'named' })))
  })

  test.each([
    ['codex', 'fix-decline'],
    ['acp', 'acpsdk-deny'],
  ])('%s, %s: an edit that was denied and is in the patch was executed without a grant', async (...which) => {
    const table = tableOf(await converse(...which, 'deny'), EDITED)
    expect(table.counts).toMatchObject({ granted: 0, executedWithoutGrant: 1, changedWithoutGrant: 1 })
    expect(table.calls).toContainEqual(
      expect.objectContaining({ answer: 'denied', said: 'not-executed', measured: 'changed' }),
    )
  })

  test('claude denied by its own rules, with no question to us: answered by the engine itself', () => {
    const printed = readFileSync(join(ROOT, 'fixtures/recordings/claude/outside.jsonl'))
    const { counts } = tableOf(engineSteps('claude', printed), [])
    expect(counts).toMatchObject({ asked: 0, answeredByEngine: 1, executedWithoutGrant: 0 })
  })

  test('pi without its extension asks nothing, and what it writes is without a grant', () => {
    const printed = readFileSync(join(ROOT, 'fixtures/recordings/pi-legacy/success.jsonl'))
    const { counts, changes } = tableOf(engineSteps('pi-legacy', printed), EDITED)
    expect(counts).toMatchObject({ asked: 0, granted: 0, changedWithoutGrant: 1 })
    expect(counts.executedWithoutGrant).toBeGreaterThan(0)
    expect(changes).toEqual([{ path: 'src/sum.js', grant: 'none' }])
  })
})

const toolCallId = 't1'
const begin = (kind: 'edit' | 'read' | 'execute', path: string, id = toolCallId): Step => [
  'tool.started',
  { toolCallId: id, name: kind, kind, locations: [path], inputDigest: null },
  'engine',
]
const end = (kind: 'edit' | 'read', status: 'completed' | 'failed', id = toolCallId): Step => [
  'tool.finished',
  { toolCallId: id, name: kind, kind, status, outputDigest: null, durationMs: null },
  'engine',
]
const ask: Step = ['permission.requested', { toolCallId, options: [], description: 'edit' }, 'engine']
const answer = (yes: boolean, paths: string[]): Step => [
  'permission.resolved',
  { toolCallId, outcome: 'selected', optionKind: yes ? 'allow_once' : 'reject_once', paths },
  'policy',
]

describe('an engine that means to deceive', () => {
  test.each<readonly [string, readonly Step[], readonly string[], Partial<typeof NOTHING>]>([
    [
      'uses a grant for another file',
      [ask, answer(true, ['a.js']), begin('edit', 'b.js'), end('edit', 'completed')],
      ['b.js'],
      { asked: 1, granted: 1, executedWithoutGrant: 1, changedWithoutGrant: 1 },
    ],
    [
      'uses a grant for another file under a name that resolves to it',
      [ask, answer(true, ['a.js']), begin('edit', 'x/../b.js'), end('edit', 'completed')],
      ['b.js'],
      { asked: 1, granted: 1, executedWithoutGrant: 1, changedWithoutGrant: 1 },
    ],
    [
      'calls an edit a failure',
      [ask, answer(false, ['a.js']), begin('edit', 'a.js'), end('edit', 'failed')],
      ['a.js'],
      { asked: 1, denied: 1, executedWithoutGrant: 1, changedWithoutGrant: 1 },
    ],
    [
      'calls an edit a look',
      [begin('read', 'a.js'), end('read', 'completed')],
      ['a.js'],
      { changedWithoutGrant: 1 },
    ],
    ['says nothing', [], ['a.js'], { changedWithoutGrant: 1 }],
    [
      'does not wait for the answer',
      [ask, begin('edit', 'a.js'), end('edit', 'completed')],
      [],
      { asked: 1, executedWithoutGrant: 1 },
    ],
    [
      'asks twice and does not wait for the second answer',
      [ask, answer(true, ['a.js']), ask, begin('edit', 'a.js'), end('edit', 'completed')],
      ['a.js'],
      { asked: 1, executedWithoutGrant: 1, changedWithoutGrant: 1 },
    ],
    [
      'asks again after a denial, under the same name',
      [
        ask,
        answer(false, ['a.js']),
        ask,
        answer(true, ['a.js']),
        begin('edit', 'a.js'),
        end('edit', 'completed'),
      ],
      ['a.js'],
      { asked: 1, denied: 1, executedWithoutGrant: 1, changedWithoutGrant: 1 },
    ],
  ])('%s', (_name, steps, changed, counts) => {
    expect(tableOf(steps, changed).counts).toEqual({ ...NOTHING, ...counts })
  })

  test('a granted edit that was not made is granted, and not executed', () => {
    const { counts } = tableOf(
      [ask, answer(true, ['a.js']), begin('edit', 'a.js'), end('edit', 'failed')],
      [],
    )
    expect(counts).toEqual({ ...NOTHING, asked: 1, granted: 1, grantedNotExecuted: 1 })
  })

  test('a granted command may have changed any file; that is told apart from a file that was named', () => {
    const ran: Step = [
      'command.executed',
      { toolCallId, argv: ['x'], exitCode: 1, stdoutDigest: null, stderrDigest: null },
      'engine',
    ]
    const { counts, changes } = tableOf([ask, answer(true, ['/checkout']), ran], ['a.js'])
    expect(counts).toEqual({ ...NOTHING, asked: 1, granted: 1 })
    expect(changes).toEqual([{ path: 'a.js', grant: 'command' }])
  })
})

test('a page says what was executed and changed without a grant, and no text of the engine acts in it', () => {
  const evil = '`](x)\n# Passed'
  const steps: readonly Step[] = [begin('edit', 'a.js', evil), end('edit', 'completed', evil)]
  const lines = permissionLines({ permissions: tableOf(steps, ['a.js']) })
  expect(lines).toContain('- **EXECUTED WITHOUT A GRANT**: 1')
  expect(lines).toContain('- **CHANGED WITHOUT A GRANT**: 1')
  expect(lines.join('\n')).not.toContain('\n# Passed')
  expect(permissionLines({ permissions: null })).toEqual(['- no engine was started'])
})

test('the table is part of the report, so that it is folded again by whoever verifies', () => {
  const facts = factsOf(EDITED)
  const events = toEvents(goodSteps())
  const verdict = { status: 'fail' as const, completeness: 'complete' as const, blockers: [] }
  const { permissions } = foldReport({ events, facts, gates: [], verdict, chainHead: chainLink('') })
  expect(permissions).toEqual(toPermissions(events, facts))
  expect(permissions?.counts.changedWithoutGrant).toBe(1)
})
