// Promises: aims, and memberships ("one of them"), as plain words that the grammar knows.
// Must not: judge. Called by: claims/grammar/tokens.ts.

const STATE =
  '(?:active|approved|adopted|default|production|chosen|selected|official|live|production-ready|certified|standard|promoted|endorsed|accredited)'
const KIND = '(?:core protocols|protocols|engines|backends|agents|adapters|runners)'
const MEMBERS = `${STATE}(?: (?:and|or) ${STATE})? (?:[\\w-]+ )?${KIND}`
/** What leads up to a number of engines and leaves nothing open. */
const STATED =
  '(?:(?!(?:no|not|never|neither|none|nobody|if|when|once|until|unless|whether|may|might|could|can|should|would|will|must|wants?|needs?|plans?|hopes?|waits?|propos\\w+|candidates?|drafts?|future|possible|without|before|after|of|else)(?![\\w-]))[^\\s,;:.©€]+ )'
const AIM =
  '(?:targets?|ambitions?|milestones?|visions?|missions?|dreams?|objectives?|aims?|goals?|wish|intent|intention|end state|next step|next goal|north star|roadmap|hope|plan|idea)'

export const TURNS: readonly (readonly [RegExp, string])[] = [
  [
    new RegExp(
      `^(?:${STATED}){0,6}?(?:\\S+ )?(${MEMBERS})(?: (?!not )[^\\s,;:.©€]+){0,5} ?[,;:–—]? ?(?:(?:and|while|of which) )?(?:© is (?:also |surely |now )?one(?: of (?:them|these|those|which))?|one of (?:them|these|those|which) is ©)(?=[ ,.;!]|$)`,
      'g',
    ),
    '© is one of the $1',
  ],
  [
    new RegExp(
      `^(?:${STATED}){1,4}?(engines|backends|agents|adapters|runners) (?:are|were|have been) (?:now |already )?(${STATE})(?: (?!not )[^\\s,;:.©€]+){0,4} ?[,;:–—] ?(?:(?:and|while|of which) )?(?:© is (?:also |now )?one(?: of (?:them|these|those|which))?|one of (?:them|these|those|which) is ©)(?=[ ,.;!]|$)`,
      'g',
    ),
    '© is one of the $2 $1',
  ],
  [
    new RegExp(
      `\\b(?:of|among) (?:the|our|all|its) (?:\\S+ )?(${MEMBERS}), © is (?:also |now )?one(?=[ ,.;!]|$)`,
      'g',
    ),
    '© is one of the $1',
  ],
  [
    new RegExp(
      `^(?:the |our )?(?:list|set|group|roster|table|register|registry|circle|family) of (?:the |our |all )?(${MEMBERS}) (?:now |also |already )?(?:includes|contains|has|names|lists|shows|counts) ©`,
      'g',
    ),
    '© is one of the $1',
  ],
  // What is aimed at is not yet.
  [
    new RegExp(
      `(?:\\b(?:the|our|my|their|its|cto's|next|this|one|a|another|second|first|main|big) (?:[\\w'-]+ ){0,2}?${AIM}|¦)(?: (?:for|of|in|by|this|next|here) [^,;:.©]{1,30}?)? (?:is|was|remains|stays) (?:still |now |clearly )?(?:that|for) (?=©)`,
      'g',
    ),
    'our goal is that ',
  ],
  [/\btowards? (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  [/\b(?:head|push|aim|striv)(?:s|ed|e|es|ing)? for (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  [/\blook(?:s|ed|ing)? forward to (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  // "The production engine for customer plans": what it works on, and no plan of ours.
  [/\b(for|on|through|across|all|every|building|drawing) ((?:the |our |all |new |every )*(?:[\w-]+ )?)plans\b(?! (?:to|for|of|that)\b)/g, '$1 $2work'],
]
