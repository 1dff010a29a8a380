import type { RefusalReason } from '../contract/facts.ts'
import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** The one reason that may come up after the decision: the source was looked at again right before the spawn. */
function isLate({ code }: RefusalReason): boolean {
  return code === 'source_mismatch'
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
