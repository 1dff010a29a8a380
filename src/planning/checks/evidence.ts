import type { PlanningFinding } from '../../contract/planning.ts'
import { evidenceReferencesIn } from '../model/evidence-reference.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { type CheckOutcome, notRun, type PlanningCheck, ran } from './check.ts'

/** Something that a document says happened, and the evidence that it names for it. */
interface EvidencedStatement {
  readonly file: string
  readonly line: number
  readonly words: string
  readonly references: readonly string[]
}

/** A tick in a list of acceptance criteria names its evidence, or the issue's workboard entry does. */
export const evidenceTicks: PlanningCheck = {
  id: 'evidence-ticks',
  title: 'ticked acceptance criteria rest on evidence',
  run(context) {
    const file = context.issues.path ?? context.issues.written
    const statements = (context.sequence ?? []).flatMap((issue) => {
      const entry = context.workboard?.entries.find((other) => other.id === issue.id)
      const fromEntry = (entry?.evidence ?? []).flatMap(evidenceReferencesIn)
      return issue.criteria
        .filter((criterion) => criterion.ticked === true)
        .map((criterion): EvidencedStatement => {
          const own = evidenceReferencesIn(criterion.text)
          return {
            file,
            line: criterion.line,
            words: `${issue.id}: “${criterion.text.slice(0, 160)}” is ticked`,
            references: own.length > 0 ? own : fromEntry,
          }
        })
    })
    return judge(context, statements)
  },
}

/** Who writes that a stage was passed, a run succeeded or a fixture holds names a bundle or ledger entry that verifies. */
export const evidenceClaims: PlanningCheck = {
  id: 'evidence-claims',
  title: 'what is said to have passed rests on evidence',
  run(context) {
    const board = context.workboardPath ?? context.config.workboard
    const fromText = [...context.claims].flatMap(([file, claims]) =>
      claims
        .filter((claim) => claim.kind === 'achievement')
        .map((claim): EvidencedStatement => {
          const entry =
            file === board
              ? context.workboard?.entries.findLast((other) => other.line <= claim.line)
              : undefined
          const references = [
            ...evidenceReferencesIn(claim.sentence),
            ...(entry?.evidence ?? []).flatMap(evidenceReferencesIn),
          ]
          return { file, line: claim.line, words: `“${claim.sentence}”`, references }
        }),
    )
    const fromBoard = (context.workboard?.entries ?? []).flatMap((entry) =>
      entry.evidence.flatMap(evidenceReferencesIn).map(
        (reference): EvidencedStatement => ({
          file: board,
          line: entry.lineOf('evidence'),
          words: entry.id,
          references: [reference],
        }),
      ),
    )
    return judge(context, [...fromText, ...fromBoard])
  },
}

function judge(context: PlanningContext, statements: readonly EvidencedStatement[]): CheckOutcome {
  const findings: PlanningFinding[] = []
  let unlooked = 0
  for (const { file, line, words, references } of statements) {
    const say = (message: string, fix: string): number => findings.push({ file, line, message, fix })
    if (references.length === 0) {
      say(
        `${words} without naming evidence`,
        'name the bundle or ledger entry (run:<id>, ledger:<index>), or take it out',
      )
      continue
    }
    for (const reference of references) {
      if (context.evidence === undefined) unlooked += 1
      else if (context.evidence(reference) === 'fails')
        say(
          `${words} rests on ${reference}, which does not verify`,
          'name evidence that verifies, or take it out',
        )
      else if (context.evidence(reference) === 'unknown')
        say(
          `${words} rests on ${reference}, which is not known here`,
          'name evidence that is in this workspace',
        )
    }
  }
  if (unlooked > 0) return notRun(`${unlooked} references to evidence could not be looked up`, findings)
  return ran(findings)
}
