import type { PlanningContext } from '../model/planning-context.ts'
import { presentCore } from '../model/planning-context.ts'
import { bodyOf, type PlanningDocument } from '../model/planning-document.ts'
import { type PlanningCheck, ran } from './check.ts'

/** PRD, issue artifact, and every document that speaks of the engine under evaluation, call it a candidate somewhere. */
export const candidateNamed: PlanningCheck = {
  id: 'candidate-named',
  title: 'every document says that the engine is a candidate',
  run(context) {
    const core = new Set(presentCore(context).map(({ document }) => document))
    return ran(
      context.documents
        .filter(
          (document) =>
            (document.text ?? '').trim() !== '' && (core.has(document) || speaksOf(context, document)),
        )
        .filter((document) => !callsItCandidate(document))
        .map((document) => ({
          file: document.path,
          line: bodyOf(document.text ?? '').line,
          message: `the document nowhere says that ${context.config.candidate} is a candidate`,
          fix: `say once that ${context.config.candidate} is a candidate backend`,
        })),
    )
  },
}

/** The word, but not in a file name or in the name of a stage. */
const CANDIDATE = /(?<![\w/.-])candidates?(?![\w-]*[./]\w)(?![- ]default)\b/i

function callsItCandidate(document: PlanningDocument): boolean {
  return CANDIDATE.test((document.text ?? '').replace(/^name:.*$/m, ''))
}

function speaksOf(context: PlanningContext, document: PlanningDocument): boolean {
  const text = bodyOf(document.text ?? '').body
  const name = context.config.candidate.toLowerCase()
  if (!text.toLowerCase().includes(name)) return false
  return text
    .split('\n')
    .some((line) => line.toLowerCase().includes(name) && context.classifier.mentionsCandidate(line))
}
