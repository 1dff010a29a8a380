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
  // Since which release, build or week it is so.
  [
    /\b(?:as of|since|from|starting with|beginning with|with|in) (?:the )?(?:release|version|build|revision|commit|tag|sprint|iteration|edition|week|quarter|patch level) (?:v|no\.? ?)?[\w.]*\d[\w.]*(?: on(?:wards?)?| (?:release|version))?(?: of this (?:page|document))?,? (?=©|our|the|we)/g,
    'surely , ',
  ],
  [/\bas of (?:q[1-4]|h[12])(?: \d{4})?,? (?=©|our|the|we)/g, 'surely , '],
  // In what capacity.
  [
    /^as (?!.*\b(?:example|test|trial|experiment|rule|result|exception|reminder|consequence|precaution|matter|demo|check|part|start|step|note|fallback|way|means|sign|measure)\b[^©]*©)(an?|the|our) ([^,;:©€]{3,70}), © /g,
    '© is $1 $2 and © ',
  ],
  [
    /(^|[^.;:] )©, (?:(?:now|also|already) )?(an?|the|our|one of (?:the|our)) ((?:active |official |new |full |binding )*core protocols?)(?= ?[,.;:)]|$)/g,
    '$1© is $2 $3 ; © ',
  ],
  [
    /\bready to be (?:used|deployed|run|employed|relied on|adopted|rolled out|launched|shipped|released|taken up)(?= (?:by|for|in|on|across|with|to) (?:all|every|everyone|everybody|our|the whole|any|customers|users|production|teams)\b)/g,
    'ready',
  ],
  [
    /\b(?:the |our )?(?:staging|test|testing|dev|development|qa|pilot|sandbox|demo|canary)(?: (?:environments?|clusters?|systems?))?,? (?:and|as well as|and also|plus)(?: in)?(?: the| our)? (?=(?:live|production|prod)\b(?! (?:tests?|fixtures?|runs?|evaluation|candidates?)))/g,
    '',
  ],
  [
    /\b(live|production|prod)(?: and| as well as)(?: the| our)? (?:staging|test|testing|dev|development|qa) (?=clusters?|environments?|systems?)/g,
    '$1 ',
  ],
  // "The engine that won, and that we use in production, is ©".
  [
    /^(the|our) (engine|backend|agent|runner) (?:that|which) [^,;:©€]{1,50}, (?:and |but )?(?:that|which) ([^,;:©€]{3,60}), (is|was) (?:called )?(?=©)/g,
    '$1 $2 that $3 $4 ',
  ],
  [/\b(?:planning|planner|plan) (?=(?:backend|engine|agent|adapter|runner|tool|solution)s?\b)/g, ''],
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
  [
    /\b(for|on|through|across|all|every|building|drawing) ((?:the |our |all |new |every )*(?:[\w-]+ )?)plans\b(?! (?:to|for|of|that)\b)/g,
    '$1 $2work',
  ],
]
