// Promises: aims, and memberships ("one of them"), as plain words that the grammar knows.
// Must not: judge. Called by: claims/grammar/tokens.ts.

import type { Rule } from './rewrite.ts'

const STATE =
  '(?:active|approved|adopted|default|production|chosen|selected|official|live|production-ready|certified|standard|promoted|endorsed|accredited)'
const KIND = '(?:core protocols|protocols|engines|backends|agents|adapters|runners)'
const MEMBERS = `${STATE}(?: (?:and|or) ${STATE})? (?:[\\w-]+ )?${KIND}`
/** What leads up to a number of engines and leaves nothing open. */
const STATED =
  '(?:(?!(?:no|not|never|neither|none|nobody|if|when|once|until|unless|whether|may|might|could|can|should|would|will|must|wants?|needs?|plans?|hopes?|waits?|propos\\w+|candidates?|drafts?|future|possible|without|before|after|of|else)(?![\\w-]))[^\\s,;:.©€]+ )'
const AIM =
  '(?:targets?|ambitions?|milestones?|visions?|missions?|dreams?|objectives?|aims?|goals?|wish|intent|intention|end state|next step|next goal|north star|roadmap|hope|plan|idea)'

export const TURNS: readonly Rule[] = [
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
  // "Workspaces are created with © as their engine by default".
  [
    /\b(?:(?:are|is|get|gets|was|were) )?(?:created|provisioned|set up|shipped|ships?|installed|configured|initiali[sz]ed|bootstrapped|generated|starts?|comes?|delivered|born) with © (?:as (?:its|their|the|our) (?:\w+ )?(?:backend|engine|agent|runner)|enabled|selected|active|switched on|turned on|installed)(?: by default)(?= ?[.,;!]|$)/g,
    'use © by default',
  ],
  [
    /€ (?:is|was|has been) (?:now |since |finally )?(?:retired|gone|removed|dropped|deprecated|switched off|discontinued|phased out|no longer used)(?: ?[;:,]| and| [–—-])(?: and| so)? (?:© (?:is|was) (?:now )?(?:used|run|deployed|taken) instead|(?:we|cto|everyone|all teams) (?:now )?(?:use|uses|run|runs|take|takes) © instead)\b/g,
    '© replaced €',
  ],
  [
    /© (?:decides|determines|judges|rules|concludes|declares) (?:on its own|by itself|itself|alone|for itself|independently),? (?:when|whether|if|that) (?:it|ª|©) (?:is|has|may|can|passes|moves|becomes|gets)\b(?=[^,;:.]*\b(?:ready|stages?|promoted|gates?|default|approved|production|enough|passed|advances?)\b)/g,
    '© decides on its own promotion ,',
  ],
  [
    /^(?!.*(?<![\w-])(?:no|not|never|nothing|if|unless|people|persons?|reviews?|reviewers?|signatures?|signed|votes?|board|humans?|cto|jp|whether|may|could|would)(?![\w-]))(?:[^;:.,©¤]{0,40})[©¤][^;:.,]{0,40} (?:counts?|is counted|is taken|is accepted|is treated|serves|stands) as (?:an? |the |its |full )?(?:approval|promotion|sign-off|consent|signature)\b/g,
    '© approves its own promotion',
  ],
  [
    /© (?:(?:may|can|is allowed to|is free to) )?(?:changes?|edits?|amends?|rewrites?|sets?|modif(?:y|ies)|alters?|redefines?) (?:the |any |every |all )?core (?=(?:policy|policies|protocols?|rules?|authority)\b)/g,
    '© overrides core ',
  ],
  [
    /© (decides|chooses|picks|selects|determines) (?:on its own|by itself|itself|alone) (?=(?:which|what|where|how)\b(?!.*\b(?:stage|gate|promot|approv|default|engine|policy|policies|authority|rights?|permission|rule|review|merge|release)))/g,
    '© $1 ',
  ],
  [
    /\b(?:brought|carried|took|got|moved|shipped) © (?:over |up |all the way )?(?:in)?to (?:full )?(?:production|prod)\b/g,
    'put © in production',
  ],
  [
    /© (?:is|was|has been) (?:\w+ly |now |already )?(?:brought|carried|taken|moved) (?:over )?(?:in)?to (?:full )?(?:production|prod)\b/g,
    '© is in production',
  ],
  [
    /\b(?:every|each|all) (?:teams?|workspaces?|projects?|repositories|repository|departments?|groups?) (?:must|shall|have to|has to) (?:now |always )?(?:use|run|adopt) ©/g,
    'we use © by default',
  ],
  [
    /\b(chosen|chose|selected|picked|approved|adopted|appointed|elected|voted|named) © to be (?=(?:the|our|its) )/g,
    '$1 © as ',
  ],
  [
    /© is (?:now |solely |fully )?(?:responsible for|in charge of) (?=(?:all|every|everything|our production)\b)/g,
    '© handles ',
  ],
  [/\bacross the (?:(?:whole|entire) )?(?:fleet|company|organi[sz]ation|estate|group|firm)\b/g, 'everywhere'],
  [
    /^(?:the|our) (?:final|board's|team's|unanimous|clear|official|cto's)? ?(?:decision|choice|pick|verdict|selection) (?:is|was|remains) ©(?= ?[.!]?$)/g,
    'decision : ©',
  ],
  [
    /(?<!\w)(?:ª|it) is (?:said|assumed|thought|alleged|presumed|supposed|whispered|feared|hoped)(?: by [^,;©]{1,20})? that\b/g,
    'allegedly',
  ],
  // "©, which we chose in May, runs all merges".
  [
    /©, (?:which|whom|that) ((?:we|they|jp|cto|everyone|customers|all teams|the (?:board|team|committee|company|council|architects|owners?)|our (?:board|team|company|architects))(?: (?:have|has|had|now|finally|already|officially|formally|all|unanimously|\w+ly))*) (chose|chosen|picked|selected|approved|adopted|use|uses|trust|trusts|run|runs|made|named|declared|promoted|endorsed|ratified)((?: (?!not )[^\s,;:.©€]+){0,7})(?: ?, |(?=[.!]|$))/g,
    '$1 $2 ©$3 ; © ',
  ],
  // "© was chosen as the candidate".
  [/(© [^,;:.©]{1,40}?) as ©(?= ?[.,;!]|$| (?:for|in|to|and)\b)/g, '$1 as a candidate'],
  [
    /^(© as [^:;]{1,60}) ?[:–—-] (?=(?:an? |the |our |some )?(?:\w+ )?(?:evaluation|proposal|study|discussion|question|analysis|experiment|plan|sketch|draft|idea|comparison|pros|options?|assessment|risks?|scenario|what-if|rfc)\b)/g,
    'hypothetically $1 , ',
  ],
  [
    new RegExp(
      `© is one of (?:our |the |its )?(?:two|three|four|five|six|seven|\\d+|several|many|few|currently|the) (?=${STATE} )`,
      'g',
    ),
    '© is one of the ',
  ],
  // Whoever sets nothing.
  [
    /\b(?:whoever|anyone who|everyone who|everybody who|those who|teams that|teams who|users who) (?:does not|do not|never) (?:choose|pick|select|set|name|configure|specify|decide)s?(?: (?!never|not)[^\s,;:.©€]+){0,4},? (?:gets?|uses?|runs?|is given|are given) ©/g,
    'we use © by default',
  ],
  [
    /^(?:absent|lacking|failing|without|in the absence of) (?:(?:an?|any|another|other|explicit|the) )*(?:setting|choice|flag|option|configuration|selection|override|preference)s?(?: [^\s,;:.©€]+){0,4}, © (?:runs|is used|applies|is taken|is started|steps in)\b/g,
    'we use © by default',
  ],
  [
    /^(?:the setting )?(?:engine|backend|agent|runner) ?[=:] ?["'`]?©["'`]? is (?=(?:the|our) (?:default|standard)\b)/g,
    '© is ',
  ],
  [
    /\b(?:compared|tested|tried|evaluated|weighed|measured|looked at|reviewed|considered) (?:both )?(?:© (?:with|and|against|versus|to|or|alongside|next to) €|€ (?:with|and|against|versus|to|or|alongside|next to) ©)(?: [^\s,;:.©€]+){0,4},? (?:and then|and finally|and|then) (chose|picked|selected|approved|adopted|went with|settled on|took) ©/g,
    '$1 ©',
  ],
  [
    /© is (the|our) (?!candidate|next|other|second|gated|only|new)\w+ (engine|backend|agent|runner|tool) (?=(?:that |which )?(?:we|they|everyone|the board|the team|cto) (?:chose|picked|selected|approved|adopted|use|uses|run|runs|trust|trusts)\b)/g,
    '© is $1 $2 ',
  ],
  // A condition that names it by the way: "when ©, the default backend, fails".
  [
    new RegExp(
      `^((?:[^;:.©]* )?)(if|when|whenever|unless|once|until|before|after|should|as soon as) ©, ((?:the|our) ${STATE}(?: (?:backend|engine|agent|runner))?),`,
      'g',
    ),
    '© is $3 ! $1$2 ©',
  ],
  [
    new RegExp(
      `^((?:[^;:.©]* )?)(if|when|whenever|unless|once|until|before|after|should|as soon as) ((?:the|our) ${STATE})(?: (?:backend|engine|agent|runner))?,? ©,? (?!(?:were|be|becomes|became|would|could) )(?!(?:is|was) (?:not|to|ever|the|our|an?|one|still|now|already|yet|really|${STATE})(?![\\w-]))`,
      'g',
    ),
    '© is $3 backend ! $1$2 © ',
  ],
  [
    new RegExp(
      `^((?:[^;:.©]* )?)(if|when|whenever|unless|once|should|as soon as) © ([^,;:.©€]{2,40}), ((?:the|our) ${STATE}(?: (?:backend|engine|agent|runner))?), (?=(?:we|you|they|it|ª|the|all|every|no|nothing|everything|work|please|call|page|stop|tell|restart|switch)(?![\\w-]))`,
      'g',
    ),
    '© is $4 ! $1$2 © $3 , ',
  ],
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
  [/ ?[;,–—] ?(?:that is|i\.?e\.?|but only|though only),? (?=(?:if|when|once|after|provided)\b)/g, ' '],
  // What was aimed at, and is.
  [
    new RegExp(
      `^(?:(?:the|our|cto's|my) (?:[\\w'-]+ )?${AIM}|¦) (?:was|had been) (?:that |to |for )(?=[^;]*(?<![\\w-])${STATE}(?![\\w-]))[^;:©]{0,40}©[^;:©]{1,60}? ?[,;–—:] ?(?:and )?(?:now )?(?:ª|it|©|we|that|this|they) (?:did|is|was|has|succeeded|happened|have|are|came true)(?: so| now| just that| happen| exactly that| today)?(?= ?[.!]?$)`,
      'g',
    ),
    '© is our default backend',
  ],
  // What is aimed at is not yet.
  [
    new RegExp(
      `(?:\\b(?:the|our|my|their|its|cto's|next|this|one|a|another|second|first|main|big) (?:[\\w'-]+ ){0,2}?${AIM}|¦)(?: (?:for|of|in|by|this|next|here) [^,;:.©]{1,30}?)? (?:is|was|remains|stays) (?:still |now |clearly )?(?:that|for) (?=©)`,
      'g',
    ),
    'our goal is that ',
  ],
  [/\b(?:road|path|way|route|journey|steps?|race|move|push) to (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  [/\btowards? (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  [/\b(?:head|push|aim|striv)(?:s|ed|e|es|ing)? for (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  [/\blook(?:s|ed|ing)? forward to (?=an? (?:[\w-]+ ){1,2}©)/g, 'hoping for '],
  // "The production engine for customer plans": what it works on, and no plan of ours.
  [
    /\b(for|on|through|across|all|every|building|drawing) ((?:the |our |all |new |every )*(?:[\w-]+ )?)plans\b(?! (?:to|for|of|that)\b)/g,
    '$1 $2work',
  ],
]
