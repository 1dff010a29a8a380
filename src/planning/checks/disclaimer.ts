import type { PlanningFinding } from '../../contract/planning.ts'
import { STATEMENTS, saidStatements } from '../claims/disclaimer-statements.ts'
import { presentCore } from '../model/planning-context.ts'
import { bodyOf, type PlanningDocument, treeOf } from '../model/planning-document.ts'
import { type PlanningCheck, ran } from './check.ts'

/** PRD and issue artifact say the three things that keep a plan a plan, in their own words or in the configured ones. */
export const disclaimer: PlanningCheck = {
  id: 'disclaimer',
  title: 'the local-planning disclaimer is there',
  run(context) {
    const findings: PlanningFinding[] = []
    const configured = context.config.disclaimer
    for (const { role, document } of presentCore(context)) {
      if (
        document.text === null ||
        document.text.trim() === '' ||
        context.problems.some((problem) => problem.file === document.path)
      )
        continue
      const { body, line } = bodyOf(document.text)
      const missing =
        configured === undefined ? missingStatements(document) : missingSentences(body, configured)
      for (const what of missing) {
        findings.push({
          file: document.path,
          line,
          message: `the ${role} does not say: ${what}`,
          fix: 'add the sentence below the title',
        })
      }
    }
    return ran(findings)
  },
}

function missingStatements(document: PlanningDocument): readonly string[] {
  const tree = treeOf(document)
  if ('problem' in tree) return []
  const said = saidStatements(tree.root)
  return Object.entries(STATEMENTS).flatMap(([id, words]) => (said.has(id) ? [] : [words]))
}

function missingSentences(body: string, sentences: readonly string[]): readonly string[] {
  const flat = flatten(body)
  return sentences.filter((sentence) => !flat.includes(flatten(sentence)))
}

function flatten(text: string): string {
  return text
    .replace(/[*_`>]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
    .toLowerCase()
}
