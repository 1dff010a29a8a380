// Promises: what a question and its answer say together: "Which backend is approved? Case." says that Case is.
// Must not: judge what it says. Called by: claims/classify-text.ts.
import type { Normaliser } from './normalise.ts'

const ASKS_WHICH = /^(?:(?:and|so|but),? )?(?:which|what|who)(?:'s| (?:backend|engine|agent|one|of them))?\b/i
const AGREES =
  /^(?:yes|yep|indeed|absolutely|of course|certainly|definitely|it is|it does|sure)\b(?! not|n['’]t)/i

/** The statement that an answer makes of the question before it; undefined when the two make none. */
export function toStatement(question: string, answer: string, normaliser: Normaliser): string | undefined {
  if (!/\?["'”’)*_]*$/.test(question) || answer.length > 60) return undefined
  const asked = question.replace(/\?["'”’)*_]*$/, '').replace(/^[\s"'“*_]+/, '')
  if (AGREES.test(answer)) return normaliser.candidate.test(asked) ? affirmed(asked) : undefined
  const name =
    /^(?:it is |that is |that would be )?(?:the )?([\w-]+)(?:,? (?:by default|of course|does|is|currently|now|has|was))?[.!]*$/i.exec(
      answer,
    )?.[1]
  if (name === undefined || !normaliser.candidate.test(name) || !ASKS_WHICH.test(asked)) return undefined
  const rest = asked.replace(ASKS_WHICH, '').trim()
  const use = /^(?:do|does|did|have|has) (\w+) (.+)$/i.exec(rest)
  return use === null ? `${name} ${rest}.` : `${use[1] ?? 'we'} ${use[2] ?? 'use'} ${name} for everything.`
}

/** "Is Case approved? Yes." */
function affirmed(asked: string): string | undefined {
  const match = /^(is|are|was|has|have|does|did|do) ((?:the )?[\w-]+(?: (?:backend|engine))?) (.+)$/i.exec(
    asked,
  )
  return match === null ? undefined : `${match[2] ?? ''} ${(match[1] ?? '').toLowerCase()} ${match[3] ?? ''}.`
}
