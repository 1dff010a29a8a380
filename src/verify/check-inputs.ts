import type { Finding } from '../contract/finding.ts'
import { finding } from './finding.ts'
import { FILES } from './layout.ts'
import type { Sealed } from './sealed.ts'

/** Whether the inputs in the bundle are those that the challenge, the run and the facts are bound to. */
export function checkInputs({
  challenge,
  events,
  facts,
  manifest,
}: Pick<Sealed, 'challenge' | 'events' | 'facts' | 'manifest'>): Finding[] {
  const started = events.find((event) => event.type === 'run.started')?.data
  const asked = challenge.statement.predicate
  const bound: readonly (readonly [string, string, string | null | undefined])[] = [
    [FILES.task, 'the challenge', asked.taskDigest],
    [FILES.task, 'run.started', started?.taskDigest],
    [FILES.task, 'the facts', facts.task.digest],
    [FILES.policy, 'the challenge', asked.policyDigest],
    [FILES.policy, 'run.started', started?.policyDigest],
    [FILES.policy, 'the facts', facts.policy.digest],
    [FILES.admission, 'run.started', started?.engine.admissionDigest],
  ]
  return bound.flatMap(([path, who, digest]) =>
    digest === manifest.get(path)
      ? []
      : [finding('source-mismatch', path, `${who} is bound to another digest: ${digest ?? 'none'}`)],
  )
}
