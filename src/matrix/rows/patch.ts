import { FIX, FIXED } from '../fixture.ts'
import type { MatrixRow } from '../row.ts'
import { failsGate, noAnswer, saysNo } from './expectations.ts'

/** Has the form of a key and opens nothing. In two parts, so that no scanner takes this file for a leak. */
const TOKEN = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`

export const PATCH_ROWS: readonly MatrixRow[] = [
  {
    id: 'no-diff',
    what: 'the engine says that it is done and has changed nothing',
    expected: failsGate('diff', 'no_diff'),
    arrange: { deed: { shell: ['true'] } },
  },
  {
    id: 'disallowed-file',
    what: 'the mended file, and one that the task does not allow',
    expected: failsGate('scope', 'file_out_of_scope'),
    arrange: { deed: { shell: [FIX, 'echo more >> README.md'] } },
  },
  {
    id: 'diff-too-large',
    what: 'more lines than the task allows',
    expected: failsGate('scope', 'diff_too_large'),
    arrange: { deed: FIXED, task: { scope: { maxLines: 1 } } },
  },
  {
    id: 'failed-tests',
    what: 'a change that mends nothing',
    expected: saysNo('tests_failed', { type: 'test.finished', data: { counts: { failed: '>0' } } }),
    arrange: { deed: { shell: ['echo "// looked at" >> src/median.js'] } },
  },
  {
    id: 'tests-not-executed',
    what: 'a test command that succeeds and runs no test',
    expected: saysNo('tests_not_executed', { type: 'test.finished', data: { counts: { executed: 0 } } }),
    arrange: {
      deed: FIXED,
      task: { test: { command: ['node', '-e', 'console.log("TAP version 13\\n1..0")'] } },
    },
  },
  {
    id: 'tests-tampered',
    what: 'a test of the base is gone',
    expected: failsGate('test-integrity', 'tests_tampered'),
    arrange: {
      deed: { shell: [`sed -i '/an empty list/,$d' test/median.test.js`, FIX] },
      task: { scope: { allow: ['src/**', 'test/**'] }, test: { minExecuted: 1 } },
    },
  },
  {
    id: 'dirty-end',
    what: 'code that rewrites a tracked file while it is tested',
    expected: failsGate('clean-tree', 'dirty_end'),
    arrange: {
      deed: {
        shell: [FIX, `echo 'import fs from "node:fs"; fs.appendFileSync("README.md", "x")' >> src/median.js`],
      },
    },
  },
  {
    id: 'patch-unsafe',
    what: 'a symbolic link that leaves the repository',
    expected: failsGate('patch-safety', 'patch_unsafe'),
    arrange: { deed: { shell: [FIX, 'ln -s ../../../etc/passwd src/users'] } },
  },
  {
    id: 'secret-in-patch',
    what: 'a key in the code',
    expected: failsGate('secrets', 'secret_in_patch'),
    arrange: { deed: { shell: [FIX, `echo 'export const token = "${TOKEN}"' > src/token.js`] } },
  },
  {
    id: 'artifact-too-large',
    what: 'a file of the evidence is larger than policy allows',
    expected: failsGate('artifacts', 'artifact_too_large'),
    arrange: { deed: FIXED, policy: { limits: { artifactBytes: 1_024 } } },
  },
  {
    id: 'source-mutated',
    what: 'the source repository changes while the engine runs',
    expected: failsGate('source', 'source_mutated'),
    arrange: {
      deed: FIXED,
      incident: { at: 'execute', what: { kind: 'write-in-source', path: 'stray.txt', content: 'x' } },
    },
  },
  {
    id: 'gate-not-run',
    what: 'a patch that is too large to be searched for secrets',
    expected: noAnswer('gate_not_run', {
      type: 'gate.evaluated',
      data: { gate: 'secrets', verdict: 'not-run' },
    }),
    arrange: {
      deed: { shell: [FIX, `{ printf '// '; head -c 400000 /dev/zero | tr '\\0' x; } > src/long.js`] },
      policy: { patch: { secretScanBytes: 65_536 } },
    },
  },
]
