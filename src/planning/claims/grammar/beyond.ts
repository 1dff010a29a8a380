// Promises: whether a clause says that the candidate is past being one.
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.
import { hasStudy, isOpen, type Words } from './scope.ts'
import { hasHeavy } from './wide.ts'
import * as W from './words.ts'

export function readBeyond(words: Words): string | undefined {
  const text = words.join(' ')
  if (
    /[ª©] is © (?:that )?(?:we|they|cto|everyone|everybody) (?:all |surely |now )?(?:use|run|chose|picked|trust|ship|went)/.test(
      text,
    ) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'it-is'
  if (/^(?:\S+ )?© © is$/.test(text)) return 'it-is'
  if (
    /(?:the_engine|º|the backend|the engine) (?:surely |now )?means ©$/.test(text.replace(/ [.!]$/, '')) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'is-the-engine'
  if (/\bthe_engine (?:is|was) © by_default\b/.test(text) && !isOpen(words, 0, words.length - 1))
    return 'is-the-engine'
  if (/\bdefaults (?:back )?to ©(?! _s)/.test(text) && !isOpen(words, 0, words.length - 1))
    return 'defaults-to'
  if (
    /\bdefault (?:value |setting |choice )?(?:of|for) (?:the )?(?:the_engine|engine|backend|engine setting) (?:is|was) ©/.test(
      text,
    ) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'default-value'
  if (
    /© (?:\S+ ){0,3}?(?:is|was|remains|became|become|has_been|considered|declared|stays|made|be) (?:\S+ ){0,2}?(?:the_engine|the backend|the engine)(?=$| (?:for|of|in|at|by|with|until|according|despite|surely|otherwise_than_others|here|now|since|and|,))/.test(
      text,
    ) &&
    !words.some((word) => W.LADDER.has(word)) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'is-the-engine'
  if (
    /(?<!\b(?:unlike|than|versus|like) )\b(?:our|cto's) (?:\S+ )?(?:backend|engine|agent|runner) (?:, )?©(?! _s)/.test(
      text,
    ) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'our-engine'
  if (
    /© , our (?:\S+ )?(?:backend|engine|agent|runner)(?: ,|$)/.test(text) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'our-engine'
  if (
    /© , (?:the|our) (?:\S+ ){0,2}(?:backend|engine|agent|runner|tool) (?:that|which|behind|we|everyone|everybody|in_production|in_use)\b/.test(
      text,
    ) &&
    (hasHeavy(words) || words.some((word) => word === 'our' || word === 'in_use' || W.CHOOSE.has(word))) &&
    !words.some((word) => W.LADDER.has(word)) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'our-engine'
  if (
    /\b(?:names?|named|selects?|selected|designates?|designated|keeps?|kept|chose|picks?|picked|makes?|made|takes?|took|lists?|confirm(?:s|ed)?) © (?:as )?(?:the_engine|(?:the|our|its) (?:\S+ )?(?:backend|engine|agent))(?=$| (?:of|for|in|at|by))/.test(
      text,
    ) &&
    !isOpen(words, 0, words.length - 1)
  )
    return 'as-our-engine'
  if (
    /\b(?:as|become) (?:the|our|its|their) (?:\S+ ){0,2}(?:backend|engine|agent)(?=$| ,| surely| since| for| in| at| month)/.test(
      text,
    ) &&
    /\b(?:cto|our|cto's|product|pipeline|platform|everyone|ships|uses)\b/.test(text) &&
    !isOpen(words, 0, words.length - 1) &&
    !hasStudy(words, 0, words.length - 1)
  )
    return 'as-our-engine'
  const isGuess = isOpen(words, 0, Math.max(0, words.indexOf('©')))
  if (isGuess) return undefined
  if (
    /© (?:\S+ ){0,3}?no_longer (?:\S+ ){0,4}?(?:candidate|gated|on trial|under evaluation|an experiment|experimental)\b/.test(
      text,
    )
  )
    return 'beyond-candidate'
  if (
    /© (?:\S+ ){0,3}?(?:(?:much |far )?more than|past|beyond) (?:\S+ ){0,3}?(?:candidate|candidacy)\b/.test(
      text,
    )
  )
    return 'beyond-candidate'
  if (
    /© (?:\S+ ){0,3}?(?:left|outgrown|outgrew|shed|dropped|finished|completed|ended) (?:\S+ ){0,4}?(?:candidate|candidacy)\b/.test(
      text,
    )
  )
    return 'beyond-candidate'
  if (
    /candidate (?:phase|period|stage|status|days) (?:of © )(?:\S+ ){0,2}?(?:is over|ended|was over|is done|is behind)/.test(
      text,
    )
  )
    return 'beyond-candidate'
  if (
    /candidacy (?:of © )?(?:\S+ ){0,2}?(?:is over|ended|ended|was over|is done)/.test(text) &&
    text.includes('©')
  )
    return 'beyond-candidate'
  if (
    /\bgates? (?:for|on|around|of|before) © (?:\S+ ){0,2}?(?:lifted|dropped|opened|gone|open|down)\b/.test(
      text,
    )
  )
    return 'gate-lifted'
  if (
    /© (?:\S+ ){0,2}?(?:runs|is|operates|works) (?:\S+ ){0,1}?(?:ungated|unsupervised|without (?:a |any )?gates?)\b/.test(
      text,
    ) &&
    !/\bnot\b|\bnever\b/.test(text)
  )
    return 'gate-lifted'
  return undefined
}
