import type { EventData } from '../contract/event.ts'
import type { Finding } from '../contract/finding.ts'
import { differences } from './differences.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the run answers this challenge: same nonce, number, base, task, policy and ledger head, begun in time. */
export function checkChallenge({ challenge, events }: Pick<Sealed, 'challenge' | 'events'>): Finding[] {
  const first = events[0]
  // That the log begins otherwise is said by the check of its order.
  if (first?.type !== 'run.started') return []
  const { predicate, subject } = challenge.statement
  const { issuedAt: _, notAfter, engine, ...asked } = predicate
  const wrong = differences(answerOf(first.data), asked)
  if (engine !== first.data.engine.id) wrong.push('engine')
  if (!subject.some(({ digest }) => digest.gitCommit === predicate.base.commit)) wrong.push('subject')
  const findings = wrong.map((name) =>
    finding('challenge-mismatch', FILES.challenge, `run.started answers another ${name}`),
  )
  if (Date.parse(first.time) <= Date.parse(notAfter)) return findings
  const late = `the run started at ${first.time}, the challenge ran out at ${notAfter}`
  return [...findings, finding('challenge-expired', FILES.challenge, late)]
}

function answerOf(started: EventData<'run.started'>): object {
  const { runId, challengeId, nonce, seq, ledgerHead, base, taskDigest, policyDigest } = started
  return { runId, challengeId, nonce, seq, ledgerHead, base, taskDigest, policyDigest }
}
