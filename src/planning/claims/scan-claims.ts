import { bodyOf, knownTreeOf, type PlanningDocument } from '../model/planning-document.ts'
import type { ReadProblem } from '../reading/decode-text.ts'
import { parseMarkdown } from '../reading/parse-markdown.ts'
import { quickBlocksOf } from '../reading/quick-blocks.ts'
import { textBlocksOf } from '../reading/text-blocks.ts'
import type { Claim } from './claim.ts'
import { claimsOfData } from './claims-of-data.ts'
import type { Classifier } from './classify-text.ts'
import { findClaims } from './find-claims.ts'
import { toSections } from './sections.ts'

export interface Scan {
  readonly claims: readonly Claim[]
  readonly problems: readonly ReadProblem[]
}

/** Scans documents one after the other; a section that was seen before is not judged again. */
export type ClaimScanner = (document: PlanningDocument) => Scan

/** Longer sections are left to the parser, which refuses blocks without end. */
const LONGEST_QUICK = 30_000

/** Words without which no rule can match. Sections that have none of them need no parser. */
const TRIGGER =
  /backend|engine|adapter|candidate|agent|core|self[ _-]|\bauto|\bown\b|stage|gate|\bruns?\b|dry-?run|fixture|matrix|control|conformance|artificial|copied|disposable|noncritical|approv|authorit/i

export function createClaimScanner(classifier: Classifier): ClaimScanner {
  const seen = new Map<
    string,
    { readonly claims: readonly Claim[]; readonly problem: ReadProblem | undefined }
  >()
  const scanSection = (text: string) => {
    const known = seen.get(text)
    if (known !== undefined) return known
    const quick = text.length < LONGEST_QUICK ? quickBlocksOf(text) : undefined
    if (quick !== undefined) {
      const found = { claims: findClaims(quick, classifier), problem: undefined }
      seen.set(text, found)
      return found
    }
    const parsed = parseMarkdown(text)
    const found = parsed.ok
      ? { claims: findClaims(textBlocksOf(parsed.root), classifier), problem: undefined }
      : { claims: [], problem: parsed.problem }
    seen.set(text, found)
    return found
  }
  return (document) => {
    const claims: Claim[] = []
    const problems: ReadProblem[] = []
    if (document.front.state === 'read') claims.push(...claimsOfData(document.front.data, classifier))
    const tree = knownTreeOf(document)
    if (tree !== undefined) {
      if ('problem' in tree) problems.push(tree.problem)
      else claims.push(...findClaims(textBlocksOf(tree.root), classifier))
      return { claims, problems }
    }
    const { body, line } = bodyOf(document.text ?? '')
    for (const section of toSections(body, line)) {
      if (section.text.length < 32_000 && !TRIGGER.test(section.text) && !classifier.hasName(section.text))
        continue
      const shift = section.line - 1
      const { claims: found, problem } = scanSection(section.text)
      claims.push(...found.map((claim) => ({ ...claim, line: claim.line + shift })))
      if (problem !== undefined) problems.push({ ...problem, line: problem.line + shift })
    }
    return { claims, problems }
  }
}
