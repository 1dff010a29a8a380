import type { BlockerCode } from '../../contract/blockers.ts'
import { FIXED } from '../fixture.ts'
import type { MatrixRow, RecordDeed } from '../row.ts'
import { noAnswer, refused, saysNo } from './expectations.ts'

const record = (id: string, blocker: BlockerCode, what: string, signed: RecordDeed): MatrixRow => ({
  id,
  what,
  expected: refused(blocker),
  arrange: { deed: FIXED, engine: { adapter: 'fake' }, record: signed },
})

/** A patch that applies and mends nothing, taken for the solution. */
const NO_SOLUTION = `diff --git a/src/notes.js b/src/notes.js
new file mode 100644
--- /dev/null
+++ b/src/notes.js
@@ -0,0 +1 @@
+export const mended = true
`
/** Everybody's results must be approved, by one person. */
const APPROVED = { approvals: { rules: [{ id: 'all', approvers: 1 }] } }
/** The time to decide is over at once. */
const AT_ONCE = { approvals: { rules: [{ id: 'all', approvers: 1 }], expiresMinutes: 0.01 } }

/** Rows in which people have their part: reviewers, approvers, admitters. */
export const PEOPLE_ROWS: readonly MatrixRow[] = [
  record('admission-expired', 'admission_expired', 'a record that is too old', {
    licence: 'MIT',
    expired: true,
  }),
  record('licence-denied', 'licence_denied', 'an engine whose licence is not allowed', {
    licence: 'GPL-3.0-only',
    expired: false,
  }),
  {
    id: 'controls-failed',
    what: 'a task whose controls do not hold',
    expected: refused('controls_failed'),
    arrange: {
      deed: FIXED,
      controls: true,
      task: { oracle: 'oracle.patch' },
      taskFiles: { 'oracle.patch': NO_SOLUTION },
    },
  },
  {
    id: 'reviewer-reject',
    what: 'a reviewer that rejects the patch',
    expected: saysNo('review_rejected', { type: 'review.rejected', data: { reviewer: 'second-look' } }),
    arrange: {
      deed: FIXED,
      policy: {
        reviewers: [
          {
            id: 'second-look',
            kind: 'command',
            command: [
              'node',
              '-e',
              'console.log(JSON.stringify({ verdict: "reject", reasons: ["no test of it"] }))',
            ],
          },
        ],
      },
    },
  },
  {
    id: 'reviewer-failed',
    what: 'a reviewer that crashes',
    expected: noAnswer('reviewer_failed', { type: 'review.requested', data: { reviewer: 'second-look' } }),
    arrange: {
      deed: FIXED,
      policy: { reviewers: [{ id: 'second-look', kind: 'command', command: ['sh', '-c', 'kill -9 $$'] }] },
    },
  },
  {
    id: 'approval-pending',
    what: 'a run that waits for people',
    expected: {
      ...noAnswer('approval_pending', { type: 'approval.requested' }),
      completeness: 'awaiting-approval',
    },
    arrange: { deed: FIXED, policy: APPROVED },
  },
  {
    id: 'approval-denied',
    what: 'an approver who says no',
    expected: saysNo('approval_denied', { type: 'approval.denied', data: { reason: 'signed-denial' } }),
    arrange: { deed: FIXED, policy: APPROVED, people: { say: 'denied', by: 'approver', late: false } },
  },
  {
    id: 'approval-timeout',
    what: 'an approval that nobody gave in time',
    expected: saysNo('approval_timeout', { type: 'approval.denied', data: { reason: 'timeout' } }),
    arrange: { deed: FIXED, policy: AT_ONCE, people: { say: 'granted', by: 'approver', late: true } },
  },
  {
    id: 'approval-invalid',
    what: 'an approval by a key that may not approve',
    expected: saysNo('approval_invalid', { type: 'approval.denied', data: { reason: 'invalid' } }),
    arrange: { deed: FIXED, policy: APPROVED, people: { say: 'granted', by: 'stranger', late: false } },
  },
]
