// Promises: sentences made of the senses that fixtures/planning/corpus/senses.json lists: said outright, and denied, asked, quoted,
// hoped for or said of another engine.
// Must not: draw lots; the same senses give the same sentences. Called by: script/learn-claims.ts.
import { readFileSync } from 'node:fs'

export interface Example {
  readonly text: string
  readonly isClaim: boolean
}

interface Senses {
  readonly standings: readonly string[]
  readonly authority: readonly string[]
  readonly documents: readonly string[]
  readonly claims: readonly string[]
  readonly others: readonly string[]
}

interface Frames {
  readonly stated: readonly string[]
  readonly open: readonly string[]
}

const SUBJECTS = ['Case', 'The Case backend', 'Case', 'The candidate', 'Case', 'The engine under evaluation']
const PAGES = [
  'This page',
  'This PRD',
  'This document',
  'This plan',
  'The PRD',
  'This workspace',
  'This text',
  'This roadmap',
  'The present document',
]
const OTHERS = ['Codex', 'Gemini', 'Claude']
/** What leaves a whole sentence open. */
const LEFT_OPEN = [
  'Nobody says that X',
  'It is not true that X',
  'The validator rejects that X',
  'We would like to see that X',
  'If it were true that X',
  'The goal is that X',
]
const STATED_EACH = 2
const OPEN_EACH = 3

function read<T>(name: string): T {
  return JSON.parse(
    readFileSync(new URL(`../fixtures/planning/corpus/${name}`, import.meta.url), 'utf8'),
  ) as T
}

export function examplesOfSenses(): readonly Example[] {
  const senses = read<Senses>('senses.json')
  const frames = read<Frames>('frames.json')
  const stated = frames.stated.filter((frame) => !frame.includes('\n'))
  const open = frames.open.filter((frame) => !frame.includes('\n') && !frame.endsWith('?'))
  const told = (predicates: readonly string[], subjects: readonly string[]): readonly Example[] =>
    predicates.flatMap((predicate, at) => {
      const pick = <T>(among: readonly T[], turn: number): T | undefined =>
        among[(at * 7 + turn * 31) % among.length]
      const put = (frame: string, turn: number): string => {
        const subject = subjects[(at + turn) % subjects.length] ?? ''
        return frame.replace('X', () => `${isStart(frame) ? subject : lowered(subject)} ${predicate}`)
      }
      return [
        { text: put('X.', 0), isClaim: true },
        ...Array.from({ length: STATED_EACH }, (_, turn) => ({
          text: put(pick(stated, turn) ?? '', turn + 1),
          isClaim: true,
        })),
        ...inflected(predicate, at).map((open) => ({
          text: `${subjects[at % subjects.length] ?? ''} ${open}.`,
          isClaim: false,
        })),
        ...Array.from({ length: OPEN_EACH }, (_, turn) => ({
          text: put(pick(open, turn) ?? '', turn),
          isClaim: false,
        })),
      ]
    })
  return [
    ...told(senses.standings, SUBJECTS),
    ...told(senses.authority, SUBJECTS),
    ...told(senses.documents, PAGES),
    ...senses.standings.map((predicate, at) => ({
      text: `${OTHERS[at % OTHERS.length] ?? ''} ${predicate.replaceAll('Codex', 'Aider')}.`,
      isClaim: false,
    })),
    ...senses.claims.map((text) => ({ text, isClaim: true })),
    ...senses.claims
      .filter((text) => !text.includes(':'))
      .map((text, at) => ({
        text: (LEFT_OPEN[at % LEFT_OPEN.length] ?? '').replace('X', () => lowered(text)),
        isClaim: false,
      })),
    // A near miss says twice as much as what is merely made up.
    ...[...senses.others, ...senses.others].map((text) => ({ text, isClaim: false })),
  ]
}

const OF_BEING = [
  'is not',
  'is not yet',
  'is no longer',
  'may be',
  'would be',
  'could be',
  'might one day be',
]
const OF_HAVING = ['has not', 'has never', 'has not yet', 'may have', 'would have']
const OF_DOING = [
  'does not',
  'did not',
  'may one day',
  'would',
  'could',
  'will not',
  'must not',
  'should never',
]

/** The predicate denied, or made possible only; none of one that denies something itself. */
function inflected(predicate: string, at: number): readonly string[] {
  if (/\b(?:no|not|nobody|nothing|never|without|none|may|can|only|must)\b/.test(predicate)) return []
  const [verb = '', ...rest] = predicate.split(' ')
  const tail = rest.join(' ')
  if (verb === 'is') return some(OF_BEING, at).map((by) => `${by} ${tail}`)
  if (verb === 'has') return some(OF_HAVING, at).map((by) => `${by} ${tail}`)
  const base = baseOf(verb)
  return base === undefined ? [] : some(OF_DOING, at).map((by) => `${by} ${base} ${tail}`)
}

function some(among: readonly string[], at: number): readonly string[] {
  return [among[at % among.length] ?? '', among[(at + 3) % among.length] ?? '']
}

function baseOf(verb: string): string | undefined {
  if (/(?:ss|sh|ch|x|o)es$/.test(verb)) return verb.slice(0, -2)
  if (verb.endsWith('ies')) return `${verb.slice(0, -3)}y`
  return /[^s]s$/.test(verb) && verb !== 'was' ? verb.slice(0, -1) : undefined
}

function isStart(frame: string): boolean {
  return /^\W*(?:\d+\. |\[x\] |b>)?X|[."] X|"X/.test(frame)
}

function lowered(text: string): string {
  return /^(?:Case|Codex|CTO|Core|PRD)\b/.test(text)
    ? text
    : `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}
