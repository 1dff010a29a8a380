// Promises: whether a clause tells of a standing that has ended: "© was the default until May".
// Must not: look at more than one clause. Called by: claims/grammar/standing.ts.
import type { Words } from './scope.ts'

const ENDED =
  /© (?:\S+ ){0,3}?(?:was|were|acts_as|used to|has_been) (?:[^;:]* )?(?:until|till|up to) (?!now|today|further|recently|this day)|© (?:\S+ ){0,2}?was (?:\S+ )?(?:once|formerly|previously|briefly|temporarily|at one time)\b|\b(?:once|formerly|previously|briefly|temporarily|at one time) (?:the|our|an?) (?:\S+ ){0,3}?(?:backend|engine|default)\b|\b(?:from \S+ (?:to|until|till)|between \S+ and|up to|until|till) \S+ (?:\d{4} )?,? ?© (?:was|were|acts_as|ran)\b/

/** "The old page called © the default", "the former designation of ©". */
const OUTDATED =
  /\b(?:old|older|earlier|former|previous|outdated|superseded|obsolete|withdrawn) (?:\S+ ){0,2}?(?:pages?|slides?|versions?|drafts?|readme|docs?|documents?|texts?|posts?|wiki|memos?|notes?|newsletter|announcement) (?:\S+ )?(?:called|said|named|listed|stated|claimed|read|declared|described|had)\b|\b(?:former|previous|earlier|withdrawn|revoked|past|one-time) (?:designation|status|approval|role|standing|nomination|claim|label)\b/

export function isHistory(words: Words): boolean {
  const text = words.join(' ')
  if (OUTDATED.test(text)) return true
  return (
    /\b(?:was|acts_as|once|formerly|previously|briefly|used|ran|has_been)\b/.test(text) && ENDED.test(text)
  )
}
