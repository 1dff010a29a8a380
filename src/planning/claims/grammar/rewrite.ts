// Promises: a text with every pattern of a list replaced in turn, as a plain loop would do it, at a small part of the cost.
// Must not: know what the patterns mean. Called by: claims/grammar/tokens.ts.
import { requiredTexts } from './required-text.ts'

export type Rule = readonly [RegExp, string]

const ALWAYS = ''

/** Patterns are tried only where a text that they need occurs; most sentences have none of them. */
export function createRewriter(rules: readonly Rule[]): (text: string) => string {
  /** By the first three letters of a needed text, folded into a number: the rules that may match. */
  const byStart = new Map<number, { readonly rule: number; readonly needed: string }[]>()
  const marks = new Uint8Array(TABLE)
  const always: number[] = []
  for (const [rule, [pattern]] of rules.entries()) {
    for (const needed of requiredTexts(pattern) ?? [ALWAYS]) {
      if (needed === ALWAYS) {
        always.push(rule)
        continue
      }
      const code = codeAt(needed, 0)
      marks[code] = 1
      const list = byStart.get(code)
      if (list === undefined) byStart.set(code, [{ rule, needed }])
      else list.push({ rule, needed })
    }
  }
  const due = new Uint8Array(rules.length)
  /** Marks the rules from `from` on that may match. */
  const look = (text: string, from: number): boolean => {
    due.fill(0, from)
    for (const rule of always) due[rule] = 1
    let some = always.length > 0
    for (let at = 0; at + 3 <= text.length; at += 1) {
      const code = codeAt(text, at)
      if (marks[code] === 0) continue
      for (const { rule, needed } of byStart.get(code) ?? [])
        if (rule >= from && due[rule] === 0 && text.startsWith(needed, at)) {
          due[rule] = 1
          some = true
        }
    }
    return some
  }
  return (text) => {
    if (!look(text, 0)) return text
    let now = text
    for (const [at, [pattern, by]] of rules.entries()) {
      if (due[at] === 0) continue
      const next = now.replace(pattern, by)
      if (next === now) continue
      now = next
      if (!look(now, at + 1)) break
    }
    return now
  }
}

const TABLE = 1 << 15

function codeAt(text: string, at: number): number {
  return (
    ((text.charCodeAt(at) & 31) << 10) |
    ((text.charCodeAt(at + 1) & 31) << 5) |
    (text.charCodeAt(at + 2) & 31)
  )
}
