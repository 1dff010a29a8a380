// Promises: whether a later clause takes back what an earlier one said: "..., which was an error".
// Must not: look for claims. Called by: claims/grammar/.
import type { Clause } from './assertion.ts'

const RETRACTION =
  /^(?:(?:that|which|this|ª|©|it) )?(?:surely )?(?:is|was|were|are) (?:surely )?(?:not\b|wrong|false|untrue|an? (?:error|mistake|lie|myth)|premature|incorrect|no longer|unfounded|nonsense|not so)\b|^(?:and )?(?:decided|voted|chose) (?:against|not)\b|^(?:ª|©|it|that|this|they) (?:is|does|did|was) not\b[.!]?$|^not\b[.!]?$|^(?:that|which) (?:is|was|has_been) (?:surely |since |now |later )*(?:corrected|fixed|removed|retracted|deleted|taken out|withdrawn)\b|^(?:she|he|they|we|i|who|which|that|this) (?:was|were|is|are) (?:surely )?(?:wrong|mistaken|in error|incorrect|misinformed|wrongly)\b|^(?:surely )?(?:no|rejected|refused|denied|declined|open|pending|tbd|never|withdrawn|undecided|not (?:yet|now|approved|decided|true|so)|false|wrong|out_of_scope)(?: month)?$|^(?:and )?(?:(?:the|this|that|its|ª|©|it) )?(?:(?:approval|decision|promotion|status|vote|choice) )?(?:was|is|has_been) (?:surely |then )*(?:withdrawn|revoked|cancelled|canceled|undone|reversed|rescinded|rolled_back|overturned|demoted|suspended)\b|^(?:they|ª|it|this|that|these) (?:is|are|was|were|has_been) (?:surely )?(?:out of date|outdated|obsolete|corrected|stale|removed|fixed|retracted)\b|^(?:and )?(?:the |our )?\w+ (?:declined|refused|said no|rejected|disagreed|objected)\b/

/** "A slide called © our default; I withdrew that slide." */
const TEXT =
  /\b(?:slides?|pages?|commits?|posts?|mails?|e-mails?|notes?|drafts?|ads?|banners?|newsletters?|messages?|texts?|readme|presentations?|memos?|flyers?|tweets?|headlines?|tickets?|versions?|documents?|wiki|sentence|designation)\b/
const UNDONE =
  /\b(?:withdr[ae]w\w*|retract\w*|pulled|pull|reverted|undid|undone|deleted|corrected|took (?:it|ª|©) (?:back|down)|taken down|gone|apologi\w+|removed|fixed|scrapped|binned)\b/

function isTextUndone(clauses: readonly Clause[], at: number): boolean {
  return (
    TEXT.test(clauses[at]?.words.join(' ') ?? '') &&
    clauses.slice(at + 1).some(({ words }) => UNDONE.test(words.join(' ')) && !words.includes('not'))
  )
}

export function isTakenBack(clauses: readonly Clause[], at: number): boolean {
  if (isTextUndone(clauses, at)) return true
  return clauses
    .slice(at + 1)
    .some((clause) =>
      RETRACTION.test(
        [clause.opener === 'which' || clause.opener === 'that' ? clause.opener : '', ...clause.words]
          .join(' ')
          .trim(),
      ),
    )
}

export function isTakenBackAny(clauses: readonly Clause[]): boolean {
  return clauses.some((_clause, at) => isTakenBack(clauses, at))
}
