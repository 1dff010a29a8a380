import type { PlanningFinding } from '../../contract/planning.ts'
import { STAGES, type Stage } from '../../contract/stages.ts'
import { rungIn } from '../claims/grammar/rungs.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import { type PlanningCheck, ran } from './check.ts'
import { stagesInRecords } from './stage-in-record.ts'

/** What a document, or an entry of the workboard, says of where an engine stands. */
export interface StageSaying {
  /** As the document writes it. */
  readonly engine: string
  readonly stage: Stage
  /** `at`: there and no further. `reached`: there or further. `past`: further, since the stage was passed. */
  readonly how: 'at' | 'reached' | 'past'
  readonly file: string
  readonly line: number
}

/** Where documents put an engine is where the ledger puts it. */
export const stageStanding: PlanningCheck = {
  id: 'stage-standing',
  title: 'an engine is put where the ledger puts it',
  run: (context) =>
    ran([
      ...stageSayings(context).flatMap((saying) => difference(context, saying)),
      ...stagesInRecords(context),
    ]),
}

/** All of them, in the order of the documents. */
export function stageSayings(context: PlanningContext): readonly StageSaying[] {
  return [...fromFrontMatter(context), ...fromWorkboard(context), ...fromText(context)]
}

function fromFrontMatter(context: PlanningContext): readonly StageSaying[] {
  return context.documents.flatMap((document) => {
    if (document.front.state !== 'read') return []
    const { values, data } = document.front
    return sayingOf(context, values, document.path, data.lineOf(['stage']))
  })
}

function fromWorkboard(context: PlanningContext): readonly StageSaying[] {
  const file = context.workboardPath ?? context.config.workboard
  return (context.workboard?.entries ?? []).flatMap((entry) =>
    sayingOf(context, entry, file, entry.lineOf('stage')),
  )
}

function sayingOf(
  context: PlanningContext,
  values: Readonly<Record<string, unknown>>,
  file: string,
  line: number,
): readonly StageSaying[] {
  const stage = typeof values.stage === 'string' ? toStage(values.stage) : undefined
  if (stage === undefined) return []
  const engine = typeof values.engine === 'string' ? values.engine : context.config.candidate
  return [{ engine, stage, how: 'at', file, line }]
}

const REACHED = /\breach(?:ed|es)\b/i

function fromText(context: PlanningContext): readonly StageSaying[] {
  return [...context.claims].flatMap(([file, claims]) =>
    claims.flatMap((claim): StageSaying[] => {
      if (claim.kind !== 'stage' && claim.kind !== 'achievement') return []
      const stage = toStage(claim.sentence)
      // Only what is said of the candidate: of another engine a sentence may speak by the way.
      if (stage === undefined || !context.classifier.mentionsCandidate(claim.sentence)) return []
      const how = claim.kind === 'stage' ? 'at' : REACHED.test(claim.sentence) ? 'reached' : 'past'
      return [{ engine: context.config.candidate, stage, how, file, line: claim.line }]
    }),
  )
}

function toStage(text: string): Stage | undefined {
  const named = rungIn(text)
  return STAGES.find((stage) => stage === named)
}

const SAID = { at: 'is put at', reached: 'is said to have reached', past: 'is said to have passed' } as const

function difference(context: PlanningContext, saying: StageSaying): readonly PlanningFinding[] {
  const name = saying.engine.toLowerCase()
  const known = context.engines.find(({ engine }) => engine.toLowerCase() === name)
  const stands = known?.stage ?? null
  if (stands === null) {
    // Where nothing is known an engine stands on the lowest rung, and nothing more was said.
    if (saying.stage === STAGES[0] && saying.how !== 'past') return []
    return [
      {
        file: saying.file,
        line: saying.line,
        message: `${saying.engine} ${SAID[saying.how]} ${saying.stage}, and where it stands is not known: no ledger here says so`,
        fix: `see "proctor stage status"; write no stage that the ledger does not show`,
      },
    ]
  }
  const at = STAGES.indexOf(stands)
  const said = STAGES.indexOf(saying.stage)
  const isLast = said === STAGES.length - 1
  const holds =
    saying.how === 'at' ? at === said : saying.how === 'reached' || isLast ? at >= said : at > said
  if (holds) return []
  return [
    {
      file: saying.file,
      line: saying.line,
      message: `${saying.engine} ${SAID[saying.how]} ${saying.stage}, and by the ledger it stands at ${stands}`,
      fix: `write ${stands}, or promote it first ("proctor stage check ${saying.engine} ${saying.stage}" says what is missing)`,
    },
  ]
}
