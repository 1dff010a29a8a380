// Promises: the words of plain inline Markdown as the parser and plain-text.ts would give them, at a small part of the
// cost; undefined for whatever it is not sure of. Must not: know blocks. Called by: reading/quick-blocks.ts, quick-table.ts.
import { codeText, type PlainText } from './plain-text.ts'
import { type LinkText, tellingLinks } from './text-blocks.ts'

/** A text without any of these is what it says. */
const SPECIAL = /[`*_[\]<~\\&=\t]|!\[|\|/
/** Marks that are left to the parser, wherever they stand outside of code. */
const UNSURE =
  /[~\\|\t]|==|!\[|\[\^|\]\[|<[A-Za-z/!?]|&(?:#|[A-Za-z][A-Za-z0-9]*;)|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u
const LINK = /\[([^[\]*]*)\]\([^\s()<>*\u{E000}]+\)/gu
/** What may be a link by itself: marks inside of it are not marks. */
const ADDRESS = /:\/\/|\bwww\./i
const ADDRESS_BEFORE_CODE = /(?::\/\/|\bwww\.)\S*`/i
/** Bold or emphasis that nobody could read in another way: blanks before it, and blanks or a stop behind. */
const STRESSED = /(?<=^|\s|\((?=\*+[\p{L}\p{N}]))(\*\*?)(?=[^\s*])([^*]*[^\s*])\1(?=$|[\s.,:;!?)])/gu
/** Stands for a piece of code while the words around it are looked at. */
const CODE = '\u{E000}'

/**
 * @param text lines joined by `\n`, without blanks around them
 * @param isRagged whether lines had blanks around them: then code that goes on over a line end is left to the parser
 */
export function quickInline(text: string, line: number, isRagged: boolean): PlainText | undefined {
  if (!SPECIAL.test(text)) return linesOf(text, line)
  if (text.includes(CODE)) return undefined
  if (!text.includes('`')) {
    const words = wordsOf(text)
    return words === undefined ? undefined : linesOf(words, line)
  }
  const parts = text.split('`')
  if (parts.length % 2 === 0 || text.includes('``') || ADDRESS_BEFORE_CODE.test(text)) return undefined
  const codes: string[] = []
  for (let at = 1; at < parts.length; at += 2) {
    const code = parts[at] ?? ''
    if (code !== code.trim()) return undefined
    if (isRagged && code.includes('\n')) return undefined
    codes.push(code)
  }
  const words = wordsOf(parts.filter((_, at) => at % 2 === 0).join(CODE))
  if (words === undefined) return undefined
  let next = 0
  return linesOf(
    words.replaceAll(CODE, () => codeText(codes[next++] ?? '')),
    line,
  )
}

/** The telling links of a text that `quickInline` could read; undefined where code stands beside them. */
export function quickLinks(text: string, whole: string, line: number): readonly LinkText[] | undefined {
  if (!text.includes('](')) return []
  const links = [...text.matchAll(LINK)].map((match) => ({
    text: match[1] ?? '',
    line: line + text.slice(0, match.index).split('\n').length - 1,
  }))
  const telling = tellingLinks(links, whole)
  return telling.length > 0 && text.includes('`') ? undefined : telling
}

/** Text outside of code, with the marks of links and emphasis taken off. */
function wordsOf(text: string): string | undefined {
  if (UNSURE.test(text)) return undefined
  const isLinked = text.includes('](')
  const isStressed = text.includes('*')
  if (!isLinked && !isStressed) return text
  if (ADDRESS.test(text)) return undefined
  let words = text
  if (isLinked) {
    words = words.replace(LINK, '$1')
    if (words.includes('](')) return undefined
  }
  if (isStressed) {
    words = words.replace(STRESSED, '$2')
    if (words.includes('*')) return undefined
  }
  return words
}

function linesOf(text: string, line: number): PlainText {
  return { text, lineOf: (offset) => line + text.slice(0, offset).split('\n').length - 1 }
}
