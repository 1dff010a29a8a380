import { parseMarkdown } from '../reading/parse-markdown.ts'
import { parseYaml } from '../reading/parse-yaml.ts'
import { textBlocksOf } from '../reading/text-blocks.ts'
import type { Claim } from './claim.ts'
import { claimsOfData } from './claims-of-data.ts'
import type { Classifier } from './classify-text.ts'
import { findClaims } from './find-claims.ts'

/** The claims of a Markdown text, front matter included. Text that can not be parsed has none; reading reports it. */
export function claimsOfMarkdown(
  text: string,
  classifier: Classifier,
  firstLine = 1,
  heading = '',
): readonly Claim[] {
  const parsed = parseMarkdown(text, firstLine)
  if (!parsed.ok) return []
  const first = parsed.root.children[0]
  const front =
    first?.type === 'yaml' ? parseYaml(first.value, (first.position?.start.line ?? 1) + firstLine) : undefined
  return [
    ...(front === undefined ? [] : claimsOfData(front, classifier)),
    ...findClaims(textBlocksOf(parsed.root, firstLine, heading), classifier),
  ]
}
