import type * as z from 'zod'
import type { Turns } from '../../src/contract/turns.ts'
import { toResult } from '../../src/engines/case/scripted.ts'
import { BUG, FILE, FIX } from '../support/engine-run.ts'

type Script = z.input<typeof Turns>
type Turn = Script['turns'][number]

/** What one request costs: the gateway's count is compared with it. */
export const USAGE = { input: 1_000, cachedInput: 100, output: 20 } as const

function result(words: Readonly<Record<string, unknown>>): Turn {
  return { text: toResult(words), usage: USAGE }
}

const call = (name: string, args: Readonly<Record<string, unknown>>): Turn => ({
  calls: [{ name, args }],
  usage: USAGE,
})
const rubric = (role: string, category: string) => ({
  rubric: { role, categories: [{ category, verdict: 'pass', detail: 'seen' }] },
})
const judges = [
  {
    when: 'Fresh-Context Verification Agent',
    turns: [
      call('bash', { command: 'node --test 2>&1 | tail -8' }),
      result(rubric('verifier', 'reproduced-scenario')),
    ],
  },
  {
    when: 'Code Review Agent',
    turns: [
      result({
        findings: { critical: 0, warnings: 0, info: 0, details: [] },
        ...rubric('reviewer', 'principle-compliance'),
      }),
    ],
  },
]
const closer = (end: Turn) => ({
  when: 'PR Creation Agent',
  turns: [call('bash', { command: 'gh pr create --title x --body y; echo rc=$?' }), end],
})
const rest: Turn[] = [result({})]

/** Mends the bug, commits it on a branch, and can open no pull request. */
export const honest: Script = {
  turns: rest,
  roles: [
    {
      when: 'Code Implementation Agent',
      turns: [
        call('read', { path: FILE }),
        call('edit', { path: FILE, edits: [{ oldText: BUG, newText: FIX }] }),
        call('bash', { command: 'node --test 2>&1 | tail -8; git checkout -q -b fix; git commit -qam fix' }),
        result({ artifacts: { filesChanged: [FILE], testsPassed: true } }),
      ],
    },
    ...judges,
    closer(result({ status: 'failed', error: 'there is no gh here' })),
  ],
}

/** Tries to change what it is run from: its source, its packages, its runtime. */
const BURGLARY = 'for f in case/src/index.ts case/node_modules/x bin/bun; do echo x >> /opt/engine/$f; done'

/** Changes nothing that it may change, and every agent says that all went well, a pull request included. */
export const liar: Script = {
  turns: rest,
  roles: [
    { when: 'Code Implementation Agent', turns: [call('bash', { command: BURGLARY }), result({})] },
    ...judges,
    closer(result({ artifacts: { prUrl: 'https://example.invalid/pr/1', prNumber: 1 } })),
  ],
}

/** The provider answers 500 to everything. */
export const broken: Script = { turns: [{ fault: 500 }] }
