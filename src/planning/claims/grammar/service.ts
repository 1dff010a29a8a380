// Promises: an engine's service, its seat and what it is trusted with, as the plain word for the standing behind them.
// Must not: judge. Called by: claims/grammar/tokens.ts.

import type { Rule } from './rewrite.ts'

const SO = '(?: (?:\\w+ly|now|also|already|today|again|still|long|since|then|henceforth|all))*'
const ENGINE = '(?:engine|backend|agent|runner|tool|one|coder)'
const WORK =
  '(?:load|traffic|queues?|work|workloads?|weight|duty|duties|jobs?|tasks?|merges|deliver(?:y|ies)|burden|service|tickets|requests)'
const LIVE = '(?:live|real|actual|production|customer|main|paying|everyday|day-to-day)'
const UNNAMED =
  '(?:unset|empty|blank|missing|unnamed|unspecified|omitted|absent|undefined|unconfigured|unassigned)'
const SETTING =
  '(?:argument|flag|name|setting|option|field|key|preference|choice|parameter|variable|value|line|entry|column|selection)'
const OUR = "(?:our|the|their|its|all our|cto's|management's|the board's|the team's|the owner's)"
const WHO =
  '(?:we|everyone|everybody|cto|all teams|they|the board|the team|the owners?|management|leadership|customers|the company|our (?:board|team|owners?|company))'
const CHOSE =
  '(?:settled on|decided on|chose|picked|selected|approved|adopted|run on|runs on|rely on|relies on|depend on|depends on|trusts?|uses?|runs?|ships? with|went with|standardi[sz]ed on|promoted|swears? by|builds? with|works? with|voted for|signed off|picked out|put in charge)'

/** What it does all day. */
const DUTY: readonly Rule[] = [
  [
    new RegExp(
      `\\b(?:carr(?:y|ies|ied)|bears?|bore|shoulder(?:s|ed)?|pull(?:s|ed)?|haul(?:s|ed)?|does|do|did|runs?|takes?|took|handle(?:s|d)?|own(?:s|ed)?|inherit(?:s|ed)?|keeps?|kept|got|gets?|serve[sd]?|holds up|process(?:es|ed)?)${SO} (?:(?:the|our|all|most of|bulk of) )*(?:${LIVE}|(?:full|whole|entire) (?=load|traffic|queue|workload|weight)) ?${WORK}\\b(?! (?:of|on|for|in|from) (?:the |an? )?(?:fixtures?|sandbox|artificial|copied|disposable|test|evaluation|scenario|matrix))`,
      'g',
    ),
    'is live',
  ],
  [
    new RegExp(
      `\\b(?:carrying|bearing|shouldering|pulling|hauling|doing|taking|handling|running|owning|processing)${SO} (?:(?:the|our|all|most of|bulk of) )*${LIVE} ${WORK}\\b`,
      'g',
    ),
    'live',
  ],
  [/\b(?:does|do|did) (?:(?:the|all|our) )*heavy lifting\b/g, 'is live'],
  [
    new RegExp(
      `\\b(?:real|paying|live|our|all|external) (customers|users|clients|tenants)(?: have| has)?${SO} (?:been|are|were moved|work|went|run|were put)${SO} (?:live )?(?:on|onto|over to) ©`,
      'g',
    ),
    'customers run on ©',
  ],
  [
    /\b(merges|reviews|deliver(?:y|ies)|releases|production|every merge|all merges|the queue|live work|customer work) (?:is|are)(?: now| today)? © _s (?:job|business|task|duty|responsibility|turf|domain|department|work)\b/g,
    '© handles all $1',
  ],
  [
    /\b(?:the |our )?(?:production |merge |live |main )?(queue|traffic|live work|merges|pipeline) (?:now )?(?:belongs?|goes|went|fell|falls) to ©(?= ?[.,;!]|$| now| since| today)/g,
    '© handles all $1',
  ],
]

/** Where it sits, and what it has left behind. */
const SEAT: readonly Rule[] = [
  [/\bin (?:office|harness)\b/g, 'in_use'],
  [
    /\b(?:is|are|was|stands|stays|remains) on (?:the job|the throne|the bridge|the front line)\b/g,
    'is in_charge',
  ],
  [
    /© (?:(?:\w+ly|now|already|today) )*(?:holds?|held|occup(?:ies|ied)|fills?|filled|has|took|takes|sits in|got|keeps) (?:the |€(?: _s|'s)? (?:old |former )?)(?:seat|chair|post|office|saddle|top (?:spot|job|seat)|wheel|helm|keys|reins|queue|throne)\b(?! (?:for|of|to) (?:the |an? )?(?:fixtures?|sandbox|evaluation|candidates?))/g,
    '© is in_charge',
  ],
  [
    /© (?:(?:has|have|is|got|went|came|made it|now|already|safely|well|successfully) )+(?:past|through|beyond|over|cleared|passed|got past|got through|gone past|gone through|behind) (?:the (?:last|final)(?: \w+)? (?:gate|hurdle|barrier|obstacle|check|test)|(?:all|every|each)(?: of)?(?: the| its)? (?:gates?|hurdles?|barriers?|obstacles?)|the bar|the finish line)(?= |$|[.,;!])/g,
    '© is approved',
  ],
  [/\b(is|are) through(?= ?(?:[.;!,]|$))/g, '$1 approved'],
  [/© (?:is|was|has been) (?:let )?off (?:the|its) (?:leash|lead|hook|chain)\b/g, '© is free to merge'],
  [/\bvouched for\b(?= ?[,.;!]|$)/g, 'approved'],
  [/(^|: )© (?=in_charge\b|at the (?:helm|wheel|controls)\b)/g, '$1© is '],
  [/\bcomes? (?=preselected|preset|enabled by default|switched on by default)/g, 'is '],
]

/** Trust, appointment and signatures. */
const GRANTED: readonly Rule[] = [
  [
    /\b(?:put|puts|placed|places|set) (?:(?:its|our|their|his|her|full|all|complete|the) )*(?:company's )?(?:trust|faith|confidence) in ©/g,
    'chose ©',
  ],
  [
    /\b(?:welcome|welcomes|welcomed|admits?|admitted|releases?|released|sends?|sent|promotes?|promoted|transfers?|transferred|advances?|advanced|graduates?|graduated|elevates?|elevated|ushers?|ushered|lets?|appoints?|appointed) © (?:over |up |straight )?(?:in)?to (?:full |regular |live |active |our )?(?:production|prod|service|office|the fleet)\b/g,
    'put © in production',
  ],
  [
    /© (is|was|has been) (?:(?:\w+ly|now|already) )*(?:welcomed|admitted|released|sent|transferred|advanced|ushered|taken|elevated) (?:in)?to (?:full |regular |live |active )?(?:production|prod|service|office)\b/g,
    '© $1 in production',
  ],
  [/\b(?:the |our )?(?:cto|owner|board|jp|team|management)(?: _s|'s) signature\b/g, 'approval'],
  [/\ball (?:the |its |required |needed )*signatures(?: (?:ª|it|©) needs)?\b/g, 'approval'],
  [
    /^(?:\w+ )?(?:signature|sign-off|approval|consent) (?:for|on|of) © ?: ?(?:given|granted|there|obtained|received|done|yes)\b/g,
    '© : approved',
  ],
  [
    /\b(?:stamp|seal) of approval (?:on|for) © (?:dates|came|was given|holds|stands|hangs|is)\b(?! (?:not|missing|pending|open|still))/g,
    'approval of © was given',
  ],
  [
    /\bcongratulat(?:ions|e|es)(?: to)? ©,? (?:on|for|upon) its (?:appointment|promotion|election|selection|adoption|approval|admission|launch)\b(?! to (?:the )?(?:gated|artificial|copied|disposable|owned|candidate|next|second))/g,
    '© is approved',
  ],
  [
    new RegExp(
      `\\b${OUR} (?:\\w+ )?(?:decision|choice|vote|resolution|move|switch|commitment|agreement)(?: of [^,;:©]{1,20})? (?:to (?:standardi[sz]e on|adopt|use|go with|run|keep|pick|choose|settle on|rely on|promote)|in favou?r of|for|of|on) © (?:stands|is final|holds|dates|took|has paid off|paid off|was final|is irrevocable|remains in force|was unanimous|is binding)\\b`,
      'g',
    ),
    'we chose ©',
  ],
  [
    /\b(?:trial|evaluation|probation|review|pilot|audit|candidacy|assessment|vote|comparison)(?: period| phase)? (?:for|of|on) © (?:ended|closed|finished|concluded|came to an end|wrapped up|resulted) (?:with|in) (?:(?:an?|the|its|unanimous|clear|resounding|full) )*(?:yes|approval|adoption|acceptance|go|promotion|selection)\b/g,
    '© was approved',
  ],
  // A condition that names it by the way: "once you log in to © (the engine we settled on), ...".
  [
    new RegExp(
      `^((?:[^;:.©]* )?)(if|when|whenever|unless|once|until|before|after|should|as soon as)( [^;:.©,]*)? © ?, (?:the|our) ${ENGINE} (?:that |which )?${WHO}(?: (?:have|has|all|now|finally|already))* ${CHOSE}(?: [^,;©]{1,30}?)? ?,`,
      'g',
    ),
    'we chose © ! $1$2$3 © ,',
  ],
]

/** What whoever names nothing is given. */
const UNSET: readonly Rule[] = [
  [
    new RegExp(
      `\\b(?:leav(?:e|es|ing)|left) (?:the |an? )?(?:engine|backend|agent|runner)?(?: ?${SETTING})? ?(?:blank|empty|unset|out|open)\\b,?(?: (?:and|then|they|you|you'll|one|ª|people|will|always|simply|just))* (?:gets?|runs?|uses?|receives?|means|selects?|picks?|ends? up with|lands? on) ©`,
      'g',
    ),
    'we use © by default',
  ],
  [
    new RegExp(
      `\\b(?:omit|omits|omitting|drop|skip|without|leave out|leave off|leaving out|no) (?:(?:the|an?|any|explicit|engine|backend|--engine) )*${SETTING}(?:,| and| then|:| means)* © (?:picks|takes|runs|handles|starts|steps|is (?!not)|gets|does|will|serves|answers)`,
      'g',
    ),
    'we use © by default',
  ],
  [
    new RegExp(
      `\\b(?:calls|requests|jobs|tasks|runs|commands|tickets|workspaces|invocations|everything|anything|whatever|work|files|orders|sessions) (?:without|with no|that lacks?|lacking|(?:that )?(?:names?|sets?|naming|setting) no|with an empty|that carr(?:y|ies) no|missing) (?:(?:an?|the|explicit) )*(?:engine|backend|agent)(?: ${SETTING})? (?:are|is|gets?|goes|go|runs?|lands?|falls?|ends?|comes?)(?: \\w+){0,3}? (?:by|to|on|with|in|from) ©`,
      'g',
    ),
    'we use © by default',
  ],
  [
    new RegExp(
      `\\b(?:the |our )?(?:fallback|fall-back|value|choice|engine|stand-in) (?:for|of|when|where) (?:an? |the |all |any )?(?:${UNNAMED} (?:engines?|backends?|agents?|names?|values?|fields?|settings?|flags?)|(?:engine|backend|agent)?(?: ?${SETTING})?s? (?:that are |is |are |left )?${UNNAMED}|no (?:engine|backend|agent) is (?:named|given|set|chosen|specified)) (?:is|was|=|:) ©`,
      'g',
    ),
    'we use © by default',
  ],
  [
    new RegExp(
      `\\b(?:(?:an?|the|any|all|every) )?${UNNAMED} (?:engines?|backends?|agents?)(?: ${SETTING}s?)? (?:falls?|defaults?|resolves?|maps?|goes|go|leads?|turns?|points?|means?|gives?|yields?|selects?|becomes?|is read as|are read as|stands? for|ends? in|are served by|is served by)(?: back)?(?: to| on| as| into)? ©`,
      'g',
    ),
    'we use © by default',
  ],
  [
    /© is what (?:(?:every|each|all|our|the|any|new) )+\w+ (?:inherits?|gets?|receives?|starts? with|boots?(?: with)?|uses?|runs?|ships? with|comes? with)\b/g,
    '© is our default backend',
  ],
]

export const SERVICE: readonly Rule[] = [...UNSET, ...DUTY, ...SEAT, ...GRANTED]
