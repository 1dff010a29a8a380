import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter'
import { gfmFromMarkdown } from 'mdast-util-gfm'
import { frontmatter } from 'micromark-extension-frontmatter'
import { gfm } from 'micromark-extension-gfm'
import type { ReadProblem } from './decode-text.ts'

export type ParsedMarkdown =
  | { readonly ok: true; readonly root: Root }
  | { readonly ok: false; readonly problem: ReadProblem }

/** A paragraph, list or table without a blank line that is longer than this is refused: the parser is not linear in it. */
const MAX_BLOCK_CHARACTERS = 32 * 1024
const MAX_CONTAINERS_ON_A_LINE = 24
const MAX_BRACKETS_IN_A_BLOCK = 600
const MAX_INDENT = 160

/** Parses CommonMark with GitHub's tables, task lists, strike-through and front matter. Lines are those of `text`. */
export function parseMarkdown(text: string, firstLine = 1): ParsedMarkdown {
  const refused = refuse(text, firstLine)
  if (refused !== undefined) return { ok: false, problem: refused }
  try {
    const root = fromMarkdown(text, {
      extensions: [gfm(), frontmatter(['yaml'])],
      mdastExtensions: [gfmFromMarkdown(), frontmatterFromMarkdown(['yaml'])],
    })
    return { ok: true, root }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return {
      ok: false,
      problem: { line: firstLine, message: 'the Markdown is nested too deep', fix: 'flatten the document' },
    }
  }
}

function refuse(text: string, firstLine: number): ReadProblem | undefined {
  let line = firstLine
  let blockCharacters = 0
  let brackets = 0
  for (const row of linesOf(text)) {
    if (row.trim() === '') {
      blockCharacters = 0
      brackets = 0
    } else {
      blockCharacters += row.length + 1
      brackets += row.length > 40 ? countOf(row, '[') : row.includes('[') ? 1 : 0
    }
    const containers = /^(?:[ \t]{0,3}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t])){24,}/.test(row)
    if (containers || /^[ \t]{160,}\S/.test(row)) {
      return {
        line,
        message: `more than ${containers ? MAX_CONTAINERS_ON_A_LINE : MAX_INDENT} levels or columns of nesting`,
        fix: 'flatten the document',
      }
    }
    if (blockCharacters > MAX_BLOCK_CHARACTERS) {
      return {
        line,
        message: `more than ${MAX_BLOCK_CHARACTERS} characters without a blank line`,
        fix: 'break the text into paragraphs',
      }
    }
    if (brackets > MAX_BRACKETS_IN_A_BLOCK) {
      return {
        line,
        message: `more than ${MAX_BRACKETS_IN_A_BLOCK} opening brackets without a blank line`,
        fix: 'break the text into paragraphs',
      }
    }
    line += 1
  }
  return undefined
}

function* linesOf(text: string): Generator<string> {
  let from = 0
  while (from <= text.length) {
    const end = text.indexOf('\n', from)
    yield text.slice(from, end < 0 ? text.length : end)
    if (end < 0) return
    from = end + 1
  }
}

function countOf(text: string, character: string): number {
  let count = 0
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) count += 1
  return count
}
