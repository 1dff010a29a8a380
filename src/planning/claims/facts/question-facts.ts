// Promises: the facts that a question, or a heading, and the short answer below it state.
// Must not: judge. Called by: claims/claims-of-answers.ts.
import { plainWords } from './answers-in-cells.ts'
import { asksForPeople } from './labels.ts'
import type { Fact } from './read-fact.ts'

/** Who speaks: "Q:", "A.", "Interviewer:", "1." */
const SPEAKER = /^[\s>*_"“]*(?:(?:[A-Z][a-z]*(?: \d+)?|\d+)\s*[.:)]\s+)?[\s*_"“]*/
const QUESTION = /[^?.!\n|]*$/
const ANSWER = /^["”*_)]*\s+([^?\n]{1,140})/
const LONGEST_QUESTION = 140
const LONGEST_ANSWER = 120

export interface Asked {
  readonly question: string
  readonly answer: string
}

/** The questions of a text with what follows them. */
export function questionsIn(text: string): readonly Asked[] {
  const found: Asked[] = []
  for (let at = text.indexOf('?'); at >= 0; at = text.indexOf('?', at + 1)) {
    const question = QUESTION.exec(text.slice(Math.max(0, at - LONGEST_QUESTION), at))?.[0] ?? ''
    const answer = ANSWER.exec(text.slice(at + 1, at + 160))?.[1]
    if (question.length < 4 || answer === undefined) continue
    found.push({ question: withoutSpeaker(question), answer: firstSentence(withoutSpeaker(answer)) })
  }
  return found
}

/** The question of which a block is nothing but the answer. */
export function askedBefore(before: string, text: string): Asked | undefined {
  if (text.length > LONGEST_ANSWER || before.length > LONGEST_ANSWER || text.includes('?')) return undefined
  const question = withoutSpeaker(before.replace(/[\s?:"”*_]+$/, ''))
  return question === '' ? undefined : { question, answer: firstSentence(withoutSpeaker(text)) }
}

export function factOf({ question, answer }: Asked, mentions: (text: string) => boolean): Fact {
  const value = answer
    .replace(REPEATED, '')
    .replace(/[.!]+$/, '')
    .trim()
  const isAgreed = /^it (?:can|may|could|does|did|is|has)\b(?! not|n['’]t)/i.test(answer)
  const [, asked = question] = ASKS_OF_IT.exec(question) ?? []
  const ofPage = /^(.+?) (?:of|for) (?:this|the) (?:document|page|plan|prd|matrix|sequence|workboard)$/i.exec(
    question,
  )?.[1]
  if (ofPage !== undefined) return { about: 'page', label: plainWords(ofPage), value, thing: '', beside: [] }
  const isAboutIt = mentions(question) || (asksForPeople(plainWords(question)) && mentions(answer))
  const about = isAboutIt || /\bthe engine\b/i.test(question) ? 'candidate' : 'nobody'
  return { about, label: plainWords(asked), value: isAgreed ? 'yes' : value, thing: '', beside: [] }
}

/** "Could Case skip a stage" asks of a power. */
const ASKS_OF_IT =
  /^(?:can|may|could|does|is) (?:the )?[\w-]+(?: (?:engine|backend))? (?:allowed to |free to )?(.+)$/i

/** "The engine approves." */
const REPEATED =
  /(?<=^(?:the )?[\w-]+) (?:does|approves|signs|decides|promotes|merges|has|did|can|may)(?: it| so| them| all)?(?=[.!]*$)/i

function withoutSpeaker(text: string): string {
  return text.replace(SPEAKER, '').trim()
}

function firstSentence(text: string): string {
  return /^[^.!]+[.!]?/.exec(text)?.[0] ?? text
}
