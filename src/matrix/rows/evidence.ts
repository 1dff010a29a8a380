import { FIXED } from '../fixture.ts'
import type { MatrixRow } from '../row.ts'

export const EVIDENCE_ROWS: readonly MatrixRow[] = [
  {
    id: 'pass',
    what: 'the honest run: without it, a harness that always fails would look good',
    expected: {
      blocker: null,
      event: { type: 'run.finished', data: { status: 'pass', completeness: 'complete' } },
      status: 'pass',
      completeness: 'complete',
      exit: 0,
      artifacts: 7,
    },
    arrange: { deed: FIXED },
  },
  {
    id: 'artifact-write-failure',
    what: 'a file of the evidence that can not be written',
    expected: {
      blocker: 'artifact_write_failed',
      event: { type: 'artifact.failed', data: { path: 'facts.json' } },
      status: 'fail',
      completeness: 'incomplete',
      exit: 5,
      artifacts: 0,
    },
    arrange: {
      deed: FIXED,
      incident: { at: 'execute', what: { kind: 'block-artifact', path: 'facts.json' } },
    },
  },
  {
    id: 'interrupted',
    what: 'a signal while the engine runs',
    expected: {
      blocker: 'interrupted',
      event: { type: 'run.interrupted', data: { signal: 'SIGTERM' } },
      status: 'fail',
      completeness: 'interrupted',
      exit: 143,
      artifacts: 7,
    },
    arrange: {
      deed: { shell: ['sleep 20'] },
      incident: { at: 'execute', what: { kind: 'signal', signal: 'SIGTERM' } },
      alone: true,
    },
  },
]
