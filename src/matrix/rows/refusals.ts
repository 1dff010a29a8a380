import { FIXED } from '../fixture.ts'
import type { MatrixRow } from '../row.ts'
import { noAnswer, refused } from './expectations.ts'

/** Files that lie where codex would, and are not codex. */
function otherCodex(arch: string, target: string): Readonly<Record<string, string>> {
  const folder = `other/node_modules/@openai/codex-linux-${arch}`
  return {
    [`${folder}/package.json`]: `{"name": "@openai/codex", "version": "0.0.1-linux-${arch}"}`,
    [`${folder}/vendor/${target}-unknown-linux-musl/bin/codex`]: 'not codex\n',
    [`${folder}/vendor/${target}-unknown-linux-musl/codex-path/rg`]: 'not ripgrep\n',
  }
}

export const REFUSAL_ROWS: readonly MatrixRow[] = [
  {
    id: 'missing-test-command',
    what: 'a task that does not say how its result is tested',
    expected: refused('test_command_missing'),
    arrange: { deed: FIXED, task: { test: null } },
  },
  {
    id: 'dirty-start',
    what: 'uncommitted changes in the source repository',
    expected: refused('dirty_start'),
    arrange: { deed: FIXED, uncommitted: { 'src/median.js': 'export const median = () => 0\n' } },
  },
  {
    id: 'engine-not-enabled',
    what: 'a gated engine that nobody has enabled',
    expected: refused('engine_not_enabled'),
    arrange: { deed: FIXED, engine: { gated: true } },
  },
  {
    id: 'not-eligible',
    what: 'a repository of a class that the engine may not work on',
    expected: refused('not_eligible'),
    arrange: { deed: FIXED, repository: { class: 'owned-critical' } },
  },
  {
    id: 'engine-not-installed',
    what: 'an engine that is not on this machine',
    expected: refused('engine_not_installed', 4),
    arrange: { deed: FIXED, engine: { adapter: 'codex', install: 'nothing-here', provider: 'scripted' } },
  },
  {
    id: 'sandbox-unavailable',
    what: 'a machine without bubblewrap',
    expected: refused('sandbox_unavailable', 4),
    arrange: { deed: FIXED, programs: ['git'], alone: true },
  },
  {
    id: 'source-not-admitted',
    what: 'an engine that nobody has put on record',
    expected: refused('source_not_admitted'),
    arrange: {
      deed: FIXED,
      engine: { adapter: 'acp', install: 'agent', command: ['node', 'agent.mjs'] },
      workspaceFiles: {
        'agent/package.json': '{"name": "agent", "version": "1.0.0"}',
        'agent/agent.mjs': 'process.exit(0)\n',
      },
    },
  },
  {
    id: 'source-mismatch',
    what: 'an engine that is not the one of its lock',
    expected: refused('source_mismatch'),
    arrange: {
      deed: FIXED,
      engine: { adapter: 'codex', install: 'other', provider: 'scripted', model: 'gpt-5.5' },
      workspaceFiles: { ...otherCodex('x64', 'x86_64'), ...otherCodex('arm64', 'aarch64') },
    },
  },
  {
    id: 'setup-failed',
    what: 'dependencies that can not be set up',
    expected: noAnswer('setup_failed', { type: 'setup.finished', data: { ok: false } }),
    arrange: { deed: FIXED, task: { setup: { command: ['false'], cacheKey: ['package.json'] } } },
  },
]
