import { ENGINE, type Words } from './authority-words.ts'
import * as W from './words.ts'

const isMay = (word: string): boolean => word === 'may' || word === 'can'

/** Whether the words before an act leave it open. "May" and "can" permit, and permission is what is looked for. */
export function isOpen(words: Words, to: number): boolean {
  for (let at = 0; at <= to && at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (W.NEGATION.has(word) && !['without', 'no_longer'].includes(word)) return true
    if (W.MODAL.has(word) && !isMay(word) && !(word === 'will' && false)) return true
    if (W.DOUBT.has(word) && !W.STUDY.has(word)) return true
  }
  return words[0] === 'only' || words.slice(0, to).includes('only_if')
}

/** The same, with the denial that is part of the claim left out: "no approval is needed". */
export function isOpenBut(words: Words, skip: number): boolean {
  return words.some((word, at) => {
    if (at === skip) return false
    if (W.NEGATION.has(word) && word !== 'without' && !word.endsWith("'s")) return true
    if (W.MODAL.has(word) && !isMay(word) && word !== 'has_to' && word !== 'must') return true
    if (/^(?:requir|need)/.test(word)) return false
    return W.DOUBT.has(word) && !W.STUDY.has(word)
  })
}

export function subjectBefore(words: Words, to: number): number {
  let found = -1
  for (let at = 0; at < to; at += 1) {
    const word = words[at] ?? ''
    if (!ENGINE.has(word) || word === '¤') continue
    const before = words[at - 1] ?? ''
    if (W.PREPOSITION.has(before) && before !== 'like') continue
    if (words[at + 1] === '_s' || words[at + 1] === 'by') continue
    found = at
    break
  }
  if (
    found >= 0 &&
    words
      .slice(found + 1, to)
      .some(
        (word) =>
          word === '€' ||
          word === 'we' ||
          word === 'people' ||
          word === 'person' ||
          word === 'who' ||
          word === '¦',
      )
  )
    return -1
  return found
}

export function isPermission(between: Words): boolean {
  return /\b(?:allowed|permitted|authori[sz]ed|entitled|free|able|empowered|trusted|cleared|in a position|licensed|qualified|fit|welcome) to$|\bto$/.test(
    between.filter((word) => !W.isAdverb(word)).join(' '),
  )
}

export function isHeadOf(words: Words, at: number): boolean {
  return !W.PREPOSITION.has(words[at - 1] ?? '') && words[at + 1] !== '_s'
}
