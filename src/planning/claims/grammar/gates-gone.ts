// Promises: a human's consent that is done away with for the candidate, and its own word in the place of theirs, in plain words.
// Must not: judge. Called by: claims/grammar/tokens.ts.

import type { Rule } from './rewrite.ts'

const HUMAN =
  "(?:human|manual|people's|owner's|owners'|reviewer's|reviewers'|person's|maintainer's|merge|final|second|four-eyes|approval|sign-off|review|release|consent)"
const STEP =
  '(?:gates?|reviews?|approvals?|sign-offs?|consent|steps?|releases?|checks?|checkpoints?|oversight|supervision|veto|signatures?|yes|confirmation)'
const GONE =
  '(?:lifted|dropped|abolished|waived|removed|scrapped|struck(?: out)?|cancell?ed|taken away|taken out|switched off|turned off|done away with|retired|gone|history|superfluous|optional|unnecessary|voluntary|a (?:mere )?formality|no longer (?:needed|required|asked for|necessary)|not (?:needed|required|necessary)|unneeded|obsolete|redundant|dispensed with)'
const BE = '(?:is|was|are|were|has been|have been|got)'
const SO = '(?: (?:\\w+ly|now|also|already|today|long|since|then|finally))*'
const NOBODY = '(?:no ?one|nobody|no (?:person|human|reviewer|owner|approver|maintainer|people|humans))'
const SIGN =
  '(?:yes|approval|sign-off|signature|review|consent|verdict|nod|go-ahead|gate|vote|stamp|decision|judge?ment)'
const SELF = '© approves its own promotion'

export const GATES_GONE: readonly Rule[] = [
  [
    new RegExp(
      `\\b(?:the |any |all |every )?(?:${HUMAN} )+${STEP}(?: step| gate)?(?: (?:for|on|of|over|before|around|from)(?: all| every| any)? ©(?: _s \\w+)?) ${BE}${SO} ${GONE}\\b`,
      'g',
    ),
    SELF,
  ],
  [
    new RegExp(
      `\\b(?:the |any |all |every )?(?:${HUMAN} )+${STEP}(?: step| gate)? ${BE}${SO} ${GONE}(?: as [^,;:©]{1,30})? (?:for|on|over|before|when|where|from) ©(?! _s)`,
      'g',
    ),
    SELF,
  ],
  [
    new RegExp(
      `\\b(?:for|with|in the matter of|on) ©,? (?:the |any |all |every )?(?:${HUMAN} )+${STEP}(?: step| gate)? ${BE}${SO} ${GONE}\\b`,
      'g',
    ),
    SELF,
  ],
  [
    new RegExp(
      `\\b${NOBODY}(?: \\w+){0,2} (?:stands|sits|is|comes|gets|steps) (?:any longer |any more |now )?(?:between © and|in the way of ©|over ©|above ©)(?= |$|[.,;!])`,
      'g',
    ),
    SELF,
  ],
  [
    /\b(?:we|they|cto|the team|teams|owners|reviewers)(?: (?:no longer|never|not|do not|need not|need no longer|stopped|have stopped))+ (?:have to |has to |need to )?(?:ask|asking|consult|consulting|wait for|waiting for|check with|involve|involving|need|require|look at|sign|review|reviewing)(?: (?:an?|any|the))? (?:persons?|humans?|people|owners?|reviewers?|anyone|anybody|signatures?|approvals?|patch(?:es)?|changes?|work|merges?) (?:before|when|if|until) © (?=ships|merges|releases|deploys|acts|promotes|delivers|pushes)/g,
    `${SELF} and `,
  ],
  [
    new RegExp(
      `\\b${NOBODY}(?: (?:needs to|has to|must|is asked to|is required to|gets to|need))? (?:look|looks|sign|signs|review|reviews|approve|approves|check|checks|agree|agrees|consent|consents)(?: \\w+){0,3}? (?:before|when|if) © (?=ships|merges|releases|deploys|acts|promotes|delivers|pushes)`,
      'g',
    ),
    `${SELF} and `,
  ],
  [
    new RegExp(
      `(?:(?:(?:an?|the|one|any) )?(?:\\w+ )?(?:results?|verdicts?|reports?|nod|yes|ok|tick|signature|approval|word|stamp|go) (?:from|of|by) ©|© _s (?:\\w+ )?(?:results?|verdicts?|reports?|nod|yes|ok|tick|signature|approval|word|stamp|go))(?: alone)?${SO} (?:counts as|replaces|stands in for|stands for|takes the place of|is as good as|is worth|suffices for|does for|is accepted (?:as|for)|passes for|equals|means)(?: (?:the|an?|our|any))?(?: (?:human|person's|reviewer's|owner's|people's|final|merge|second|full|formal))? ${SIGN}\\b`,
      'g',
    ),
    SELF,
  ],
  [
    /\b(?:bears?|carries|needs?|has|have|gets?) (?:only )?© _s (?:signature|approval|stamp|sign-off|yes|ok|nod)(?: now)? (?:instead of|rather than|in place of|and not|and no longer) (?:an? |the |any )?(?:human|reviewer|person|owner|people|maintainer|approver)(?:'s)?\b/g,
    `is approved , ${SELF}`,
  ],
  [
    /© (?:(?:now|also|may|can|is allowed to|is free to|is entitled to) )*(?:signs?|approves?|decides?|speaks?|votes?|consents?|countersigns?) (?:for|on behalf of|in the name of|in place of|instead of|in lieu of) (?:(?:the|an?|our|all) )*(?:owners?|persons?|people|board|reviewers?|humans?|maintainers?|cto|approvers?|core|management|us)\b/g,
    SELF,
  ],
  [
    /\bthe (?:last|final) (?:word|say|decision|verdict|vote|call) (?:on|about|over|in|regarding) (?:© _s \w+|[^,;:©]{2,40}) (?:is|belongs to|lies with|rests with|stays with|goes to|comes from|remains) © ?(?:_s|'s)?(?= ?[.,;!]|$)/g,
    SELF,
  ],
  [
    /© (?:(?:now|also) )*(?:answers|reports|is answerable|is accountable) to (?:no ?one|nobody|no (?:human|person|reviewer|owner|people)|none)\b/g,
    SELF,
  ],
  [
    /\b(?:the |any )?exemption (?:that )?© (?:has|enjoys|was given|received|holds) from (?:\w+ )?(?:reviews?|approvals?|sign-offs?|gates?|oversight|consent|signatures?)\b/g,
    `${SELF} and this`,
  ],
  [
    /© _s exemption from (?:\w+ )?(?:reviews?|approvals?|sign-offs?|gates?|oversight|consent|signatures?)\b/g,
    `${SELF} and this`,
  ],
  [
    /© (?:is|was|has been|stands) (?:(?:\w+ly|now) )*exempt(?:ed)? from (?:\w+ )?(?:sign-offs?|signoffs?|consent|signatures?|human \w+)\b/g,
    SELF,
  ],
  [
    /© (?:(?:now|also) )*(?:holds?|has|enjoys|was given|got|is given) (?:an? |the )?(?:blank cheque|blank check|carte blanche|free hand|free rein|free run|full licen[cs]e|free pass)\b/g,
    '© is free to merge',
  ],
  // The other still needs it, this one does not.
  [
    /€ (?:still )?(?:needs?|requires?|waits? for|wants?|asks for) [^,;:©]{0,20}(?:human|person|owner|reviewer|people|approval|signature|sign-off|review|consent)[^,;:©]{0,20}[,;]? (?:whereas|while|but|and|yet)? ?© (?:does|do|need) not(?= ?[.!]?$)/g,
    SELF,
  ],
  // What it says of itself is taken for the fact.
  [
    /\b(?:when|if|once|whenever|as soon as) © (?:says?|reports?|claims?|thinks?|declares?|believes?|judges?|decides?|finds?|feels?|announces?)(?: that| of itself)?(?: (?:©|ª|itself|so|success|ready|done|is|was|has|passed|enough|good|its|the|stage|gate|a|pass|that|fit|for))*,? (?:©|ª|its promotion|the promotion|promotion|its approval|approval)(?: (?:is|gets|moves|goes|was|then|at once|automatically|has been))* (?:promoted|approved|granted|merged|accepted|admitted|given|automatic|up|follows)(?= ?[.!,;]|$)/g,
    SELF,
  ],
  [
    /© (?:is|gets|was) (?:promoted|approved|merged|accepted|admitted) (?:when|if|once|whenever|as soon as|because) (?:©|ª) (?:says?|reports?|claims?|thinks?|declares?|believes?|feels?)(?: (?:so|itself|ready|©|ª|passed|is|was|ª passed|that|success))*(?= ?[.!]?$)/g,
    SELF,
  ],
]
