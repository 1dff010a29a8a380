// Promises: ways of speaking that say in several words what the grammar knows by one; applied before all other phrases.
// Must not: judge. Called by: claims/grammar/tokens.ts.

import type { Rule } from './rewrite.ts'

const MONTH =
  'january|february|march|april|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday|saturday|sunday'
const NAMED_DAY = `(?:\\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:${MONTH}|may)|(?:${MONTH}|may) \\d{1,2}(?:st|nd|rd|th)?|${MONTH})(?:,? \\d{4})?`
const ALL = '(?:everything|everyone|everybody|anything|all|(?:all|every|each|any) (?:\\S+ ){1,3}?)'
const ENGINE = '(?:engine|backend|agent|runner|one)'

export const IDIOMS: readonly Rule[] = [
  [new RegExp(`\\b(?:ever )?since (?:last )?(?:${NAMED_DAY}|may)\\b`, 'g'), 'surely'],
  [new RegExp(`\\b(?:${NAMED_DAY})\\b`, 'g'), 'month'],
  // What is set apart is not what is spoken of.
  [
    new RegExp(
      `\\b${ALL} ?(?:but|except(?: for)?|besides|save(?: for)?|apart from|aside from|other than|bar) ©`,
      'g',
    ),
    '€',
  ],
  [
    new RegExp(
      `\\b(?:there is )?(?:no|not one|not a single) (?:other )?${ENGINE} (?:besides|but|except|apart from|aside from|other than|than) ©`,
      'g',
    ),
    'our only backend is ©',
  ],
  // Emphasis and frames that deny nothing.
  [/^far from (?:being )?[^,;.©]{1,60},/g, 'surely ,'],
  [/\b(?:has |have )?never been anything (?:but|other than|except)\b/g, 'has_been'],
  [/\b(?:not true|untrue|false|wrong) that © is not\b/g, 'surely that © is'],
  [
    /(?<!\w)(?:ª|it) is (?:not true|untrue|false|wrong) that © (?:still )?(?:awaits|lacks|needs|is waiting for|is still without) (approval|sign-off|consent)\b/g,
    '© has $1',
  ],
  [/\bwhen (?:ª|it) comes to [^,;©]{1,60},/g, 'surely ,'],
  [/\bmore than (?=ready|approved|fit|qualified)/g, ''],
  [
    /\b(?:a (?:long|good) (?:way|distance)|miles|light[- ]years|worlds|far)(?: away)? (?:from|off)\b/g,
    'far_from',
  ],
  [/\b(?:nowhere near|not (?:even |anywhere )?(?:close to|near))\b/g, 'far_from'],
  [/\b(?:by (?:mistake|error)|in error|erroneously|by oversight)\b/g, 'wrongly'],
  [/\b(?:a )?(?:done deal|settled (?:matter|thing)|foregone conclusion|fait accompli)\b/g, 'approved'],
  [
    /\bthe (?:open )?question,? (?:of )?(?:whether|if) ([^:;,]{1,80}?) (?:is|was|has been) (?:now |finally |long )?(?:settled|answered|closed|decided|resolved)(?: [^:;,.–—]{1,40})?(?:[:;,]| [–—-]+)+ (?:ª|yes|and)(?: ª)?(?: (?:is|does|has|may|can|was))?\b/g,
    '$1 surely',
  ],
  [/\bnot only (is|was|has|does) © /g, '© $1 surely '],
  [/\b(consider\w*|deem\w*|finds?|found|knows?|knew|declared?|judged?|believed?) © to be\b/g, '$1 ©'],
  [
    /\b(?:plays?|played|carr(?:y|ies|ied)|bears?|wears?|holds?|takes?|took|fills?|has|earned|was given) the (?:role|part|place|position|function|seat|title|rank|badge|crown|name|label) (?:of|as) (?!€)(?:the |our )?/g,
    'acts_as the ',
  ],
  [/\s*[✅✔✓☑]\ufe0f?\s*(?=approved|ready|default|live|production|active|chosen|selected)/g, ' surely '],
  [/(approved|ready|default|live|production|active|chosen|selected)\s*[✅✔✓☑]\ufe0f?/g, '$1'],
  [/\b100 ?%(?: of)?/g, 'all'],
  [
    /^((?:decision|decided|resolved|resolution|agreed|outcome)\b[^:;,]{0,20}: (?:we|cto)) (?:will|shall) /g,
    '$1 ',
  ],
  [
    /\b(?:no one|nobody|none of us|no person) (?:can|could|will|would|may|should) (?:doubt|deny|dispute|question|contest)\b/g,
    'surely',
  ],
  [
    /(?<!\w)(?:ª|it|this|that) is (?:not|no longer) (?:just |only |merely )?an? (?:plan|idea|dream|goal|proposal|question|rumou?r|hope)(?: any ?(?:more|longer))?\b/g,
    'surely',
  ],
  [/\b(?:due to|because of|owing to|given|with|on account of) © (now )?being\b/g, 'because © $1is'],
  [/\b(?:i (?:think|guess|believe) )?(?:we|you|they) all know(?: that)?\b/g, 'surely'],
  [
    /\b(?:congratulations to|congratulate|kudos to|well done,?) © (?:on|for) (?:becoming|being)\b/g,
    '© became',
  ],
  [
    /\b(?:crown|title|contract|job|honou?r|prize|first place)(?: of [^,;©€]{1,40})? (?:goes|went|has gone|was given) to ©/g,
    '© won',
  ],
  [
    /\b(is|was|are|were|got|gets|been) (approve|adopt|accept|promote|select|choosen|choose)\b(?! by default)/g,
    '$1 approved',
  ],
  [/\bno fact\b/g, 'not true'],
  [/\bas (?:\S+-)?(?:ready|approved|fit|good|mature) as\b/g, 'unlike'],
  [
    /\bfrom (?:an? |the )?(?:candidate|trial|pilot|beta|experiment|gated engine)s?(?: status| stage)? (?=(?:in)?to )/g,
    '',
  ],
  [
    /\bthe fact that (© (?:is|was|has|runs|became)\b[^,;]*?) (?=(?:should|must|will|means|shows|makes|does|leads|explains|needs)\b)/g,
    'because $1 , this ',
  ],
  [
    /\b(final|last) (say|word) (?:on|over|about|in|as to) (?:whether|if|when) (?:ª|it|©) /g,
    '$1 $2 over its promotion that ',
  ],
  [
    /\b(?:beyond|past|out of) (?:the |its )?(?:evaluation|candidacy|candidate stage|testing|trial|pilot)s? and (?=into)/g,
    '',
  ],
  [/\bproduction is (?:now |surely )?(?:open|available) to ©/g, '© is in_production'],
  [/\b(?:formerly|once|previously) known as ©,? ?/g, ''],
  [/\bin charge(?! of)\b/g, 'in_charge'],
  [/\brolled back\b/g, 'rolled_back'],
  [/\bfor the sake of (?:the )?(?:argument|discussion|example)\b,?/g, 'hypothetically'],
  [
    /^in (?:our|the|an?|this|that) (?:test|demo|sandbox|staging|lab|example|simulated|simulation|mock|trial|toy)\b[^,;©]{0,30}/g,
    'hypothetically',
  ],
  [
    /^(?:(?:it (?:is|was) )?(?:hereby )?(?:resolved|agreed|decided|ordered|decreed|enacted|ruled|motion carried|voted))[,:]? that © be(?: hereby)? /g,
    '© is ',
  ],
  [/\bthat © be\b/g, 'that © would be'],
  [
    /\b(we|cto|everyone|everybody|teams|all teams|they) (?:now )?only (use|uses|run|runs|trust|trusts|ship|ships|rely on|relies on) ©/g,
    '$1 $2 © for everything',
  ],
  [/\bdecision (?:in favou?r of|for) ©(?! (?:or|and) )/g, 'choice of ©'],
  [
    /\b(?:decision|choice|vote) (?:was|has been|is) (?:taken|made|cast) (?:for|in favou?r of) ©/g,
    'choice of © was made',
  ],
  [
    /(?<!\w)(?:(?:ª|it) (?:is|was|has been) )?(?:decided|agreed|resolved|voted|ruled) (?:to (?:use|adopt|go with|run|take|pick|choose)|that (?:we|cto|all teams|everyone) (?:will |shall |should |must )?(?:now )?(?:use|uses|adopt|adopts|run|runs|go with)) ©/g,
    'chose ©',
  ],
  [/\bsa(?:id|ys) yes to ©/g, 'approved ©'],
  [
    /^how (?:we|cto|they|the team|the board) (?:came to|ended up) (?:choose|choosing|pick|picking|adopt|adopting|select|selecting|use|using) ©/g,
    'we chose ©',
  ],
  [
    /^(?:done|completed?|finished|closed|shipped) ?: (?:the )?((?:\S+ )?(?:promotion|switch|switchover|migration|rollout|roll-out|adoption|approval|cutover|move)) (?:of|to) ©/g,
    '$1 of © done',
  ],
  [/© will (?:remain|stay|continue (?:to be|as))\b/g, '© remains'],
  [
    /\b(?:apart from|besides|except(?: for)?|other than|save(?: for)?|aside from|bar) ©,? no (?:other )?(?:engine|backend|agent|one) (?=(?:is|was|has been|runs|may)\b)/g,
    '© ',
  ],
  [/\bput © in(?:to)? (?:its|their|€(?: _s|'s)?) (?:place|stead|role|seat|position)\b/g, '© took_over'],
  [/© (?:steps|stepped|fills|filled|stands|stood) in for €/g, '© replaced €'],
  [
    /€ (?:is|was|has been) (?:deprecated|retired|gone|removed|discontinued|switched off|obsolete|dead)(?: ?[;:,]| -| –| —)? (?:so |please |now )*(?:use|run|take|switch to|move to) ©/g,
    '© replaced €',
  ],
  [
    /© is what (?:you|users|customers|everyone|everybody|teams|people|they) (?:get|gets|use|uses|run|runs)\b/g,
    '© is our default backend',
  ],
  [/© [–—-]{1,2} ((?:our|the|now|once|an?|which|as) [^–—;:-]{3,40}?) [–—-]{1,2} (?=\w+)/g, '© , $1 , '],
  [
    / [–—-]{1,2} (?:\w+ly|of course|at last|as of today|since \w+|by now|as expected) [–—-]{1,2} /g,
    ' surely ',
  ],
  [
    /\b(?:local |child-?)?planning (?=(?:documents?|docs?|pages?|papers?|workspaces?|work|tasks?|teams?|files?|runs?|jobs?|passes|sessions?)\b)/g,
    '',
  ],
  [
    /\bwon the (?:evaluation|comparison|bake-off|contest|vote|selection|tender|shoot-out|race)(?: in \w+)?\b/g,
    'won',
  ],
  [
    /\b(switch|switched|moved|migrated|flipped|cut|converted|transferred|ported) ((?:the|our|all|every|its|this) (?:[\w-]+ ){1,4}?)(?:over )?to ©/g,
    '$1 to © for $2',
  ],
  [
    /^(?:fyi|btw|psa|nb|note|heads-up|heads up|tl;?dr|update|news|reminder|hey|hi|so|ok|okay|yep|also|oh|well|good news|great news|big news|breaking)[,:!]? (?:(?:all|team|folks|everyone|guys)[,:!]? )?(?=(?:©|that ©))/g,
    '',
  ],
  [/© (?:and|as well as) [a-z][\w-]+ (?=(?:are|were|have)\b)/g, '© and € '],
  [/\b[a-z][\w-]+ and © (?=(?:are|were|have)\b)/g, '€ and © '],
  [
    /\b(pages|documents|files|papers|records) (?:in|of|under) (?:this|the) (?:\S+ )?(?:folder|workspace|repository|directory|tree)\b/g,
    '$1',
  ],
  [/(?<= )\(?,? ?(?:including|incl\.?) [^,;©]{1,40} ,(?= )/g, ''],
  [
    /^(?:decided|agreed|resolved|outcome|result|decision) ?: © as (?:the |our )?(?:backend|engine|agent)(?= ?[.!]?$)/g,
    '© is our default backend',
  ],
  [
    /^(?:towards?|on the (?:way|road|path) to|steps to|getting to|working towards?) (?=©)/g,
    'hypothetically ',
  ],
  [/\bdid (accept|approve|adopt|select|endorse|promote|certif|appoint)y?(?= ©)/g, '$1ed'],
  [/\bdid (?:choose|pick) (?=©)/g, 'chose '],
  [
    /\b(approved|accepted?|accepteed|adopted|chosen|selected|taken?|used?|uses|chose) (© )?like (?=(?:the |our )?(?:\w+ )?(?:backend|engine|default|standard|agent))/g,
    '$1 $2as ',
  ],
  [/\bin the (?:production|prod)(?= and|,|[.;!]|$| since| now| already)/g, 'in production'],
  [/\b(every|all|each)( \w+)? plans?\b/g, '$1$2 work'],
  [/\b(backend|engine|agent|default|approved|chosen) for (?:all |our )?planning\b/g, '$1 for cto'],
  [/^given (?:that )?(?=© [^,;]{1,80},? (?:when|then)\b)/g, 'if '],
  [
    /(^|, |\bon |\band )the (?:day|minute|instant|hour|week|month|year)(?= (?:that )?© (?:is|gets|becomes|passes|goes)\b)/g,
    '$1the_moment',
  ],
  [/\b(?:tried|attempted|trying|attempting|attempts) to\b/g, 'seeks to'],
  [/© , © ,/g, '©'],
  [/\bone and only\b/g, 'only'],
  [/^without (?:any )?(?:further|more|additional) [\w -]{1,30},/g, 'surely ,'],
  [/^(?:whatever|no matter what|regardless of what) [^,;©]{1,40},/g, 'surely ,'],
  [
    /^with (?:the |all |every )?[^,;©]{1,30} (?:done|over|complete|completed|closed|finished|signed|behind us),/g,
    'surely ,',
  ],
  [/\b(?:in theory|on paper)\b/g, 'theoretically'],
  // Worlds that are only thought of, and words that are only passed on.
  [/^say,? © (?=is|becomes|was|gets|were)/g, 'suppose © '],
  [
    /\bin (?:an?|the|some) (?:\S+ )?(?:world|scenario|future|universe|hypothetical|situation)s? (?:where|in which|that)\b/g,
    'if',
  ],
  [/\baccording to [^,;.]{0,60}(?:©|¤)(?: _s)?[^,;.]{0,40},/g, 'allegedly ,'],
  [/\bas (?:though|if)\b/g, 'allegedly'],
  // A part of the sentence brought to its front.
  [
    /(?<!\w)(?:ª|it) (?:is|was) © (?:that|which|who|whom) ((?:we|they|i|jp|cto|everyone|(?:the|our) \w+) \w+)\b/g,
    '$1 ©',
  ],
  [
    /(?<!\w)(?:ª|it) (?:is|was) ©,? (?:that|which|who)(?= (?:is|was|has|runs?|does|got|gets|became|handles|powers))/g,
    '©',
  ],
  [/ [–—-]{1,2} © [–—-]{1,2} /g, ' , © , '],
  // Work and standing, won and handed over.
  [
    /\b(?:got|won|received|landed|secured|gets|wins|was awarded|was given) (?:the |º )(?:backend |engine |default |agent )?(?:contract|job|deal|order|tender|bid|gig|post|position|role)\b/g,
    'won',
  ],
  [/\b(took|takes|taken) (?:the|its|their|his|her) (place|seat|role|spot|job)\b/g, '$1 the $2'],
  [
    /\b(?:reject|drop|den|refus|remov|retir|discard|eliminat|exclud|abandon|ditch|replac|swap|exchang)\w* €(?: (?:and|or) €)* (?:in favou?r of|for|with|by) ©/g,
    '© replaced €',
  ],
  [/\b(production|prod|battle|enterprise) (ready|grade|proven|tested)\b/g, '$1-$2'],
  [
    /\bready to be (?:used|deployed|run|employed|relied on|put) (?=in(?:to)? (?:full |live )?(?:production|prod)\b)/g,
    'ready for ',
  ],
  [
    /\b(?:comparison|contest|bake-off|evaluation|vote|race|tender|shoot-out|contract) (?:is|was|has been) won by ©/g,
    '© won',
  ],
]
