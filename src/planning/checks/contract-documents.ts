import { comparePage } from '../contracts/compare-page.ts'
import type { ContractKind } from '../contracts/contract-page.ts'
import type { PlanningContext } from '../model/planning-context.ts'
import type { PlanningDocument } from '../model/planning-document.ts'
import { notApplicable, type PlanningCheck, ran } from './check.ts'

const TITLES: Readonly<Record<ContractKind, string>> = {
  'evidence-interface': 'the evidence interface says what the program does',
  'source-admission': 'the source admission page says what the program does',
  adapter: 'the adapter contract says what the program does',
  'failure-matrix': 'the failure matrix says what the program does',
  'stage-records': 'the stage records say what the program does',
}

/** One check for each contract document that is there. */
export const contractChecks: readonly PlanningCheck[] = (Object.keys(TITLES) as ContractKind[]).map(
  (kind) => ({
    id: `contract-${kind}`,
    title: TITLES[kind],
    run(context) {
      const documents = documentsOf(context, kind)
      const page = context.contractPages.find((other) => other.kind === kind)
      if (documents.length === 0 || page === undefined)
        return notApplicable(`no document says contract: ${kind}`)
      return ran(documents.flatMap((document) => comparePage(document, page)))
    },
  }),
)

function documentsOf(context: PlanningContext, kind: ContractKind): readonly PlanningDocument[] {
  return context.documents.filter(
    (document) => document.front.state === 'read' && document.front.values.contract === kind,
  )
}
