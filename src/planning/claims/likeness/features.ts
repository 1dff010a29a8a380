// Promises: what a sentence is made of, as numbers that can be looked up: its words, on which side of the candidate they stand, and
// which words stand together.
// Must not: judge. Called by: claims/likeness/likeness.ts, script/learn-claims.ts.
import { MARK } from '../marks.ts'

/** What a part may be: a word, one before or after the candidate's name, two in a row, two around one. */
const WORD = 0
const BEFORE = 1
const AFTER = 2
const PAIR = 3
const AROUND = 4
/** How each is written in the file of weights. */
export const PARTS = ['u', 'l', 'r', 'b', 'k'] as const

/** Endings that make no other word of it. */
const ENDINGS = ['ing', 'ed', 'es', 's', 'e']

export function stemOf(word: string): string {
  if (word.length <= 4) return word
  const ending = ENDINGS.find((end) => word.endsWith(end))
  return ending === undefined ? word : word.slice(0, -ending.length)
}

function codeOfWord(word: string): number {
  let code = 7
  for (let at = 0; at < word.length; at += 1) code = Math.imul(code, 31) + word.charCodeAt(at)
  return Math.imul(code ^ (code >>> 15), 0x2c1b3c6d)
}

function join(part: number, first: number, second: number): number {
  const mixed = Math.imul(first + Math.imul(part, 0x9e3779b1), 0x297a2d39) ^ Math.imul(second, 0x85ebca6b)
  return Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
}

/** Calls back once for each part of a sentence, repetitions included: its number, its place in `PARTS`, where its words stand. */
export function eachPart(
  tokens: readonly string[],
  onPart: (code: number, part: number, first: number, second: number) => void,
): void {
  const stems = stemsOf(tokens)
  const codes = stems.map(codeOfWord)
  const about = stems.indexOf(MARK.candidate)
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    onPart(join(WORD, code, 0), WORD, at, -1)
    const side = at > about ? AFTER : BEFORE
    if (about >= 0) onPart(join(side, code, 0), side, at, -1)
    if (at + 1 < codes.length) onPart(join(PAIR, code, codes[at + 1] ?? 0), PAIR, at, at + 1)
    if (at + 2 < codes.length) onPart(join(AROUND, code, codes[at + 2] ?? 0), AROUND, at, at + 2)
  }
}

/** The number of a part by the words that it is made of, as `eachPart` gives it. */
export function codeOf(part: (typeof PARTS)[number], first: string, second = ''): number {
  return join(PARTS.indexOf(part), codeOfWord(first), second === '' ? 0 : codeOfWord(second))
}

/** The stems of a sentence between its two ends. */
export function stemsOf(tokens: readonly string[]): readonly string[] {
  return ['^', ...tokens.map(stemOf), '$']
}
