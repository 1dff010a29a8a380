import type { Root } from 'mdast'
import { decodeText, type ReadProblem } from '../reading/decode-text.ts'
import { parseMarkdown } from '../reading/parse-markdown.ts'
import { parseYaml, type YamlData } from '../reading/parse-yaml.ts'

/** A Markdown document of the workspace, read as far as it can be. */
export interface PlanningDocument {
  readonly path: string
  /** Without byte order mark and carriage returns; null when the bytes are no text. */
  readonly text: string | null
  readonly front: FrontMatter
  /** Why the file could not be read; the front matter's problems stand in `front`. */
  readonly problems: readonly ReadProblem[]
}

/** `missing`: the document begins without one. `broken`: it is there and can not be trusted. */
export type FrontMatter =
  | { readonly state: 'missing' }
  | { readonly state: 'broken'; readonly problems: readonly ReadProblem[] }
  | { readonly state: 'read'; readonly values: Readonly<Record<string, unknown>>; readonly data: YamlData }

const FENCE = /^---[ \t]*\n(?:([\s\S]*?)\n)?---[ \t]*(?:\n|$)/

/** Reads bytes into a document. Never throws for what the bytes hold. */
export function toPlanningDocument(path: string, bytes: Uint8Array): PlanningDocument {
  const decoded = decodeText(bytes)
  if (!decoded.ok) return { path, text: null, front: { state: 'missing' }, problems: [decoded.problem] }
  return { path, text: decoded.text, front: toFrontMatter(decoded.text), problems: [] }
}

export type DocumentTree = { readonly root: Root } | { readonly problem: ReadProblem }

const TREES = new WeakMap<PlanningDocument, DocumentTree>()

/** The whole document as a tree, parsed once. */
export function treeOf(document: PlanningDocument): DocumentTree {
  const known = TREES.get(document)
  if (known !== undefined) return known
  const parsed = parseMarkdown(document.text ?? '')
  const tree: DocumentTree = parsed.ok ? { root: parsed.root } : { problem: parsed.problem }
  TREES.set(document, tree)
  return tree
}

/** The tree, if somebody needed it before. */
export function knownTreeOf(document: PlanningDocument): DocumentTree | undefined {
  return TREES.get(document)
}

/** Where the front matter ends: the rest of the text and the line on which it starts. */
export function bodyOf(text: string): { readonly body: string; readonly line: number } {
  const match = FENCE.exec(text)
  if (match === null) return { body: text, line: 1 }
  return { body: text.slice(match[0].length), line: match[0].split('\n').length }
}

function toFrontMatter(text: string): FrontMatter {
  if (!/^---[ \t]*\n/.test(text)) return { state: 'missing' }
  const match = FENCE.exec(text)
  if (match === null) {
    return {
      state: 'broken',
      problems: [{ line: 1, message: 'the front matter has no end', fix: 'close it with a line ---' }],
    }
  }
  const data = parseYaml(match[1] ?? '', 2)
  if (data.problems.length > 0) return { state: 'broken', problems: data.problems }
  if (!isRecord(data.value)) {
    return {
      state: 'broken',
      problems: [
        {
          line: 2,
          message: 'the front matter is not a list of keys and values',
          fix: 'write "key: value" lines',
        },
      ],
    }
  }
  return { state: 'read', values: data.value, data }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
