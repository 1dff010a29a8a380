// Promises: what has the form of a secret in a text of many lines, at a cost near that of reading it: one pass looks for
// keywords, and a rule runs only around its own. Must not: look across lines, but for private keys.
// Called by: pattern-redactor.ts.
import { matchesOf, PEM_RULE } from './find-secrets.ts'
import { HINTS } from './hints.ts'
import { createKeywordIndex } from './keyword-index.ts'
import { createPemFollower } from './pem.ts'
import { RULES, type VendoredRule } from './rules.ts'
import { toView } from './text-view.ts'

/** Offsets of UTF-16 code units in the text. */
export interface Span {
  readonly rule: string
  readonly start: number
  readonly end: number
  /** From here on the text must be at hand to find it again. */
  readonly from: number
}

/** How far around a keyword its rule looks. Longer secrets are followed to their end. */
const BEFORE = 256
const AFTER = 4_096
const PEM_WORD = '-----begin'
const PART_OF_TOKEN = /[\w.=+/-]*/y

// Without a path no rule that asks for one can match.
const TEXT_RULES = RULES.filter(({ id, path }) => id !== PEM_RULE && path === undefined)
const WORDS = [...new Set([PEM_WORD, ...TEXT_RULES.flatMap(({ keywords }) => keywords)])]
const RULES_OF = WORDS.map((word) => TEXT_RULES.filter(({ keywords }) => keywords.includes(word)))
const INDEX = createKeywordIndex(WORDS)

/** Finds secrets in one text after another, which together are one stream. */
export interface TextFinder {
  /** The secrets in whole lines (the last may lack its newline), in the order of their beginnings; they may overlap. */
  find(text: string): Span[]
}

export function createTextFinder(): TextFinder {
  const pem = createPemFollower()
  return {
    find(original) {
      const view = toView(original)
      const { text } = view
      const wanted = new Map<VendoredRule, number[]>()
      let hasPem = pem.open
      INDEX.scan(text, (word, end) => {
        if (word === 0) hasPem = true
        for (const rule of RULES_OF[word] ?? []) {
          const hint = HINTS[rule.id]?.behind
          if (hint !== undefined) {
            hint.lastIndex = end
            if (!hint.test(text)) continue
          }
          const ends = wanted.get(rule)
          if (ends === undefined) wanted.set(rule, [end])
          else ends.push(end)
        }
      })
      const spans = [...wanted].flatMap(([rule, ends]) => findAround(rule, text, ends))
      if (hasPem) spans.push(...findPem(pem, text))
      return spans
        .map(({ rule, start, end, from }) => ({
          rule,
          start: view.toStart(start),
          end: view.toEnd(end),
          from: view.toStart(from),
        }))
        .sort((a, b) => a.start - b.start)
    },
  }
}

/** What a rule finds around the places of its keywords; each line for itself. */
function findAround(rule: VendoredRule, text: string, ends: readonly number[]): Span[] {
  const found: Span[] = []
  const { before, after } = HINTS[rule.id]?.reach ?? { before: BEFORE, after: AFTER }
  let behind = 0
  for (const [index, end] of ends.entries()) {
    if (end <= behind) continue
    const from = Math.max(text.lastIndexOf('\n', end - 1) + 1, end - before)
    const newline = text.indexOf('\n', end)
    const lineEnd = newline < 0 ? text.length : newline
    let to = Math.min(lineEnd, end + after)
    // Neighbouring keywords share one look.
    for (const next of ends.slice(index + 1)) {
      if (next > to) break
      to = Math.min(lineEnd, next + after)
    }
    for (const one of matchesOf(rule, text.slice(from, to), null)) {
      let last = from + one.end
      if (last === to && to < lineEnd) {
        PART_OF_TOKEN.lastIndex = last
        PART_OF_TOKEN.test(text)
        last = Math.max(last, PART_OF_TOKEN.lastIndex)
      }
      found.push({ rule: one.rule, start: from + one.start, end: last, from: from + one.from })
    }
    behind = to
  }
  return found
}

function findPem(pem: ReturnType<typeof createPemFollower>, text: string): Span[] {
  const found: Span[] = []
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline
    for (const span of pem.next(text.slice(at, end)))
      found.push({ rule: PEM_RULE, start: at + span.start, end: at + span.end, from: at + span.start })
    at = end + 1
  }
  return found
}
