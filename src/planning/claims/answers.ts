// Promises: what a question and its answer say together: "Which backend is approved? Case." says that Case is.
// Must not: judge what it says. Called by: claims/classify-text.ts.
import type { Normaliser } from './normalise.ts'

const ASKS_WHICH =
  /^(?:(?:and|so|but),? )?(?:(?:can you |care to |want to )?(?:guess|know|remember) )?(?:which|what|who)(?:'s| (?:backend|engine|agent|one|of them))?\b/i
const AGREES =
  /^(?:yes|yep|indeed|absolutely|of course|certainly|definitely|it (?:is|does|has|was|can|may)|right|correct|affirmative|exactly|sure)\b(?! not|n['’]t)/i

/** The statement that an answer makes of the question before it; undefined when the two make none. */
export function toStatement(question: string, answer: string, normaliser: Normaliser): string | undefined {
  if (answer.length > 60) return undefined
  if (!/\?["'”’)*_]*$/.test(question)) {
    const which = ASKED_ABOUT.exec(question)?.[1]
    return which !== undefined && IT_IS.test(answer)
      ? answered(`which engine ${which}`, answer, normaliser)
      : undefined
  }
  const asked = question
    .replace(/\?["'”’)*_]*$/, '')
    .replace(LABEL_OF_QUESTION, '')
    .replace(TAG, '')
    .replace(/^(is|are|was|has|have|does|did|do)n['’]t /i, '$1 ')
  return answered(asked, answer.replace(LABEL_OF_ANSWER, ''), normaliser)
}

/** "People ask which engine is in charge." */
const ASKED_ABOUT =
  /\b(?:asks?|asked|wonders?|wondered|want(?:s|ed)? to know|question) (?:\w+ )?(?:which|what) (?:engine|backend|agent) ([^?]+?)[.!]*$/i
const IT_IS = /^(?:it is|it's|that is|that's|the answer is) [\w-]+[.!]*$/i

const LABEL_OF_QUESTION = /^[\s"'“*_]*(?:(?:q|question)\s*\d*\s*[:.)–—-]\s*)?["'“*_]*/i
const LABEL_OF_ANSWER = /^[\s"'“*_]*(?:(?:a|answer)\s*\d*\s*[:.)–—-]\s*)?["'“*_]*/i

/** "Case is the default, isn't it" */
const TAG = /,? (?:(?:is|was|has|does|are)n['’]t it|is it not|right|no|correct|or not)$/i

function answered(asked: string, answer: string, normaliser: Normaliser): string | undefined {
  const name =
    /^(?:it is |that is |that would be )?(?:the )?([\w-]+)(?:,? (?:by default|of course|does|is|currently|now|has|was|did|itself|alone))?[.!]*$/i.exec(
      answer,
    )?.[1]
  const isNamed = name !== undefined && normaliser.candidate.test(name)
  if (!isNamed && AGREES.test(answer)) return normaliser.candidate.test(asked) ? affirmed(asked) : undefined
  if (
    isNamed &&
    asked.length < 40 &&
    !/^(?:is|are|was|has|have|does|did|do|which|what|who|why|how|when|where|should|can|may|will|would)\b/i.test(
      asked,
    )
  )
    return `${asked}: ${name}.`
  if (!isNamed || !ASKS_WHICH.test(asked)) return undefined
  const rest = asked
    .replace(ASKS_WHICH, '')
    .trim()
    .replace(/^[ \w]*$/, (words) =>
      words.endsWith(` ${name}`) ? `${words.slice(0, -name.length)}itself` : words,
    )
  const use = /^(?:do|does|did|have|has) (\w+) (.+)$/i.exec(rest)
  return use === null ? `${name} ${rest}.` : `${use[1] ?? 'we'} ${use[2] ?? 'use'} ${name} for everything.`
}

/** "Is Case approved? Yes." */
function affirmed(asked: string): string | undefined {
  const match = /^(is|are|was|has|have|does|did|do) ((?:the )?[\w-]+(?: (?:backend|engine))?) (.+)$/i.exec(
    asked,
  )
  if (match === null)
    return /^(?:the )?[\w-]+(?: backend| engine)? (?:is|was|has|runs|became)\b/i.test(asked)
      ? `${asked}.`
      : undefined
  return `${match[2] ?? ''} ${(match[1] ?? '').toLowerCase()} ${match[3] ?? ''}.`
}

const TAKES_ITS_PLACE =
  /^(?:(?:and|but|now|today|since then|instead|by now|then|these days),? )*(?:[\w-]+(?: now| today)? (?:is|does|has|was)|(?:it['’]s|it is|that['’]s|that is) [\w-]+)(?: now| today| instead)?[.!]*$/i

/** "Codex was the default. Now Case is." as one sentence. */
export function toContrast(before: string, words: string, normaliser: Normaliser): string | undefined {
  if (words.length > 40 || !TAKES_ITS_PLACE.test(words) || !normaliser.candidate.test(words)) return undefined
  const name = /(?:it|that)(?:['’]s| is) ([\w-]+)/i.exec(words)?.[1]
  const said = name === undefined ? words : `${name} is.`
  return normaliser.candidate.test(before) ? undefined : `${before.replace(/[.!]+$/, '')}; ${said}`
}
