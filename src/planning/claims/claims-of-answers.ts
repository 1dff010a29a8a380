// Promises: the claims that lists make with what stands above them, and answers with their question or heading.
// Must not: read running text. Called by: claims/find-claims.ts.
import type { ProseBlock } from '../reading/text-blocks.ts'
import { type Claim, FINITE, oneLine } from './claim.ts'
import { isStated, NOT_STATED } from './claims-of-facts.ts'
import type { Classifier } from './classify-text.ts'
import { plainWords } from './facts/answers-in-cells.ts'
import { type Asked, askedBefore, factOf, questionsIn } from './facts/question-facts.ts'
import { type Fact, readFact } from './facts/read-fact.ts'
import { aboutOf } from './facts/row-facts.ts'
import { nameTestOf } from './name-test.ts'

/** "Engines in production:" above a list of names. */
export function claimsOfList(block: ProseBlock, classifier: Classifier): readonly Claim[] {
  const lead = block.intro === '' ? block.heading : block.intro
  const { text } = block.content
  if (block.kind !== 'item' || lead === '' || block.isOpen === true || text.length > 60) return []
  const isName = nameTestOf(classifier)
  const [, whose = '', who = ''] = OF_RIGHTS.exec(lead.trim()) ?? []
  const holder = whose + who
  const isOfRights = holder !== '' && (isName(holder) || /^the (?:engine|candidate)$/i.test(holder))
  if (!(isOfRights || classifier.hasName(text) || /\bcore\b/i.test(lead)) || !isStated(block)) return []
  const bare = { thing: '', beside: [] }
  const label = plainWords(lead)
  const isOfPages = /\bcore\b/.test(label) && aboutOf(text, isName) === 'page'
  const ofPages: Fact = { ...bare, about: 'page', label: 'class', value: label }
  const ofNames: Fact = { ...bare, about: 'nobody', label, value: text.trim() }
  const ofRights: Fact = { ...bare, about: 'candidate', label: plainWords(text), value: 'yes' }
  const reading = readFact(isOfRights ? ofRights : isOfPages ? ofPages : ofNames, isName)
  const line = block.content.lineOf(0)
  return reading === undefined ? [] : [{ ...reading, sentence: oneLine(`${lead} ${text}`), line }]
}

/** "Rights of Case:", "The engine may:" */
const OF_RIGHTS =
  /^(?:(?:the )?(?:rights?|permissions?|powers?) of (.+?)|((?:the )?[\w-]+) (?:may|can))\s*:?$/i

/** The claims that a question makes with its answer, and a heading with the few words below it. */
export function claimsOfAnswers(
  block: ProseBlock,
  before: ProseBlock | undefined,
  classifier: Classifier,
): readonly Claim[] {
  const { text } = block.content
  const isBelowQuestion = before?.content.text.slice(-6).includes('?')
  const isAnswer = before !== undefined && (before.kind === 'heading' || isBelowQuestion)
  if (!isAnswer && !text.includes('?')) return []
  const asked = isAnswer ? askedBefore(before.content.text, text) : undefined
  const all = [...questionsIn(text), ...(asked === undefined ? [] : [asked])]
  const line = block.content.lineOf(0)
  const told =
    before?.kind === 'heading' && asked !== undefined ? claimsBelowName(asked, block, classifier) : []
  if (told.length > 0) return told
  return all.flatMap((pair) => claimsOfAnswer(pair, block, classifier).map((claim) => ({ ...claim, line })))
}

function claimsOfAnswer(
  { question, answer }: Asked,
  block: ProseBlock,
  classifier: Classifier,
): readonly Omit<Claim, 'line'>[] {
  if (
    !classifier.hasName(`${question} ${answer}`) &&
    !/\b(?:engine|core|candidate)\b/i.test(`${question} ${answer}`)
  )
    return []
  if (!isStatedBesideQuestion(block)) return []
  const isName = nameTestOf(classifier)
  const sentence = oneLine(`${question}? ${answer}`)
  const reading = readFact(
    factOf({ question, answer }, (words) => classifier.mentionsCandidate(words)),
    isName,
  )
  if (reading !== undefined) return [{ ...reading, sentence }]
  const [short = ''] = answer.split(/[,;]/)
  return classifier
    .classify(`${question}? ${/^(?:who|which|what)\b/i.test(question) ? short : answer}`, {
      leadIn: '',
      topic: 'unknown',
    })
    .claims.filter(({ rule }) => rule === 'answer')
    .slice(0, 1)
    .map(({ kind }) => ({ kind, rule: 'asked', sentence }))
}

/** Questions may stand below "Questions"; what is shown or aimed at may not. */
function isStatedBesideQuestion(block: ProseBlock): boolean {
  return !NOT_STATED.test(block.heading.replace(/^.*\?$/, '')) && !NOT_STATED.test(block.intro)
}

const STATE_OF =
  /^(?:(?:the )?(?:status|state|standing|verdict|decision|outcome|role|position|result|admission)(?: of| for|:) )?(?:the )?/i

/** "Approved for production on 3 July." below a heading that is the engine's name. */
function claimsBelowName(
  { question, answer }: Asked,
  block: ProseBlock,
  classifier: Classifier,
): readonly Claim[] {
  const name = question.replace(STATE_OF, '')
  if (!classifier.isCandidateName(name) || !isStated(block)) return []
  const sentence = oneLine(`${question}: ${answer}`)
  const line = block.content.lineOf(0)
  const fact: Fact = { about: 'candidate', label: 'standing', value: answer, thing: '', beside: [] }
  const reading = readFact(fact, nameTestOf(classifier))
  if (reading !== undefined) return [{ ...reading, sentence, line }]
  if (FINITE.test(answer)) return []
  return classifier
    .classify(`${name}: ${answer}`, { leadIn: '', topic: 'unknown' })
    .claims.slice(0, 1)
    .map(({ kind }) => ({ kind, rule: 'asked', sentence, line }))
}
