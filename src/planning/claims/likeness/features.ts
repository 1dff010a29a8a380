// Promises: what a sentence is made of, as numbers that can be looked up: its words, on which side of the candidate they stand, and
// which words stand together.
// Must not: judge. Called by: claims/likeness/likeness.ts, script/learn-claims.ts.
import { MARK } from '../marks.ts'

/** How a part is written in the file of weights: a word, one before or after the candidate's name, two in a row, two around one. */
export const PARTS = ['u', 'l', 'r', 'b', 'k'] as const
export type Part = (typeof PARTS)[number]

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

/** The number of a part by the words that it is made of. */
export function codeOf(part: Part, first: string, second = ''): number {
  return join(PARTS.indexOf(part), codeOfWord(first), second === '' ? 0 : codeOfWord(second))
}

/** Calls back once for each part of a sentence, repetitions included. */
export function eachPart(
  tokens: readonly string[],
  onPart: (code: number, part: Part, first: number, second: number) => void,
): void {
  const stems = stemsOf(tokens)
  const codes = stems.map(codeOfWord)
  const about = stems.indexOf(MARK.candidate)
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0
    onPart(join(0, code, 0), 'u', at, -1)
    if (about >= 0) onPart(join(at > about ? 2 : 1, code, 0), at > about ? 'r' : 'l', at, -1)
    if (at + 1 < codes.length) onPart(join(3, code, codes[at + 1] ?? 0), 'b', at, at + 1)
    if (at + 2 < codes.length) onPart(join(4, code, codes[at + 2] ?? 0), 'k', at, at + 2)
  }
}

/** The stems of a sentence between its two ends. */
export function stemsOf(tokens: readonly string[]): readonly string[] {
  return ['^', ...tokens.map(stemOf), '$']
}
