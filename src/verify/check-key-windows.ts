import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import type { OpenedStatement } from './open-statement.ts'
import type { Sealed } from './sealed.ts'
import { isInForce } from './trusted-keys.ts'

interface Statements {
  readonly run: Sealed['run']
  readonly challenge: Sealed['challenge']
  readonly decision: Sealed['decision'] | undefined
  readonly provenance: Sealed['provenance'] | undefined
  readonly testResult: Sealed['testResult'] | null | undefined
  readonly verdict: Sealed['verdict'] | null | undefined
}

/**
 * Whether each key was in force where its statement stands in the ledger: challenge and decision at the challenge,
 * the harness's statements at the run. A verdict comes after the run and is no entry itself: its key must not have been
 * retired before the run was in the ledger.
 * @param index of the run in the ledger; null when it is not known, which is a finding of its own
 */
export function checkKeyWindows(statements: Statements, index: number | null): Finding[] {
  const { run, challenge, decision, provenance, testResult, verdict } = statements
  const issued = challenge.statement.predicate.ledgerHead.size
  const later =
    verdict == null ||
    verdict.keys.length === 0 ||
    verdict.keys.some(({ trusted }) => trusted.validUntil === null || trusted.validUntil > (index ?? 0))
  return [
    ...[challenge, decision].flatMap((opened) => checkWindow(opened, issued)),
    ...[run, provenance, testResult].flatMap((opened) => checkWindow(opened, index)),
    ...(later || verdict == null ? [] : [untrusted(verdict, 'after the run')]),
  ]
}

function checkWindow(opened: OpenedStatement<unknown> | null | undefined, index: number | null): Finding[] {
  if (opened == null || opened.keys.length === 0) return []
  if (opened.keys.some(({ trusted }) => isInForce(trusted, index))) return []
  return [untrusted(opened, `at ledger index ${index}`)]
}

function untrusted(opened: OpenedStatement<unknown>, where: string): Finding {
  return finding(
    'key-untrusted',
    opened.path,
    `the ${opened.role} key that signed it was not in force ${where}`,
  )
}
