import { isDeepStrictEqual } from 'node:util'
import type { AdmissionRecord, DecisionRecord } from '../contract/decision.ts'
import type { EventType } from '../contract/event.ts'
import type { RefusalReason } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** The one reason that may come up after the decision: the source was looked at again right before the spawn. */
function isLate({ code }: RefusalReason): boolean {
  return code === 'source_mismatch'
}

const SAID: readonly EventType[] = ['source.admitted', 'source.rejected', 'policy.evaluated']

/** What the log says of admission and decision. */
function toEvents(
  { selected, policyDigest, factsDigest, reasons }: DecisionRecord,
  { purl, admitted, reasons: against }: AdmissionRecord,
  recordDigest: string | undefined,
): readonly unknown[] {
  const decided = {
    policyDigest,
    factsDigest,
    decision: selected ?? 'refused',
    reasons,
    checksUnavailable: [],
  }
  return [
    admitted
      ? ['source.admitted', { purl, recordDigest }]
      : ['source.rejected', { purl, recordDigest, reasons: against.map(({ message }) => message) }],
    ['policy.evaluated', decided],
  ]
}

/** Whether what ran is what was decided and admitted, or was refused for the reasons that the decision gives. */
export function checkDecision({
  decision,
  admission,
  challenge,
  events,
  facts,
  manifest,
}: Pick<Sealed, 'decision' | 'admission' | 'challenge' | 'events' | 'facts' | 'manifest'>): Finding[] {
  const started = events.find((event) => event.type === 'run.started')
  const { predicate, subject } = decision.statement
  const { selected, policyDigest, requiredGates, riskClass, expiresAt } = predicate.decision
  const engine = started?.data.engine
  const wrong: string[] = []
  const must = (holds: boolean, why: string): void => {
    if (!holds) wrong.push(why)
  }
  const asked = challenge.statement.predicate
  must(predicate.runId === asked.runId && predicate.nonce === asked.nonce, 'it was made for another run')
  must(policyDigest === manifest.get(FILES.policy), 'it was made under another policy')
  must(
    subject.some(({ name, digest }) => name === FILES.admission && digest.sha256 === manifest.get(name)),
    'it was made on another admission record',
  )
  must(
    isDeepStrictEqual(
      events.filter(({ type }) => SAID.includes(type)).map(({ type, data }) => [type, data]),
      toEvents(predicate.decision, admission, manifest.get(FILES.admission)),
    ),
    'the log tells of another decision or admission',
  )
  must(riskClass === facts.task.riskClass, 'it was made for another risk class')
  must(
    requiredGates.every((gate) => facts.policy.requiredGates.includes(gate)),
    'the facts require fewer gates than it does',
  )
  must(
    admission.engine === engine?.id && admission.adapter === engine.adapter,
    'the admission is of another engine',
  )
  must(
    admission.version === engine?.version && admission.purl === engine.purl,
    'the admission is of another version',
  )
  must(
    selected !== null ? facts.refusals.every(isLate) : facts.refusals.length > 0,
    'it and the facts differ on whether the run was refused',
  )
  if (selected !== null) {
    must(selected === engine?.id, `it selected ${selected}`)
    must(admission.admitted, 'the engine ran without being admitted')
    must(Date.parse(started?.time ?? '') <= Date.parse(expiresAt), 'it had expired when the run started')
  }
  return wrong.map((why) => finding('decision-mismatch', FILES.decision, why))
}
