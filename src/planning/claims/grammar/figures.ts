// Promises: figures of speech for a standing as the plain word for it, so that every frame of the grammar applies to them.
// Must not: judge. Called by: claims/grammar/tokens.ts.

import type { Rule } from './rewrite.ts'

const OUR = '(?:our|the|their|its|this|every|all|all of our|all our)'
const THING =
  '(?:pipelines?|deliver(?:y|ies)|work|platform|toolchain|tool chain|stack|workflows?|production|operations?|engineering|development|business|cto|company|organi[sz]ation|setup|factory|shop|day-to-day work|daily work|software delivery|build process|processes|process|system)'
const OF_ALL = `(?: (?:of|in|behind|for) ${OUR}(?: [\\w-]+){0,2} ${THING}| (?:at|of|for|in) cto)`

/** Said with "is" or as a note of its own: the engine works for all. */
const LIVE: readonly Rule[] = [
  [
    /\b(?:open for business|in business|in the field|in the wild|on active duty|on duty|in full swing|in full operation|in day-to-day (?:use|operation)|in round-the-clock use|in everyday (?:use|service)|in the hands of (?:our |all |the )?(?:customers|users|teams))\b/g,
    'live',
  ],
  [
    /\b(?:serving|serves|served|handling|taking|facing|fielding|processing) (?:(?:real|live|paying|actual|all|our|your|external|production|the|every) )*(?:customers?|traffic|users?|clients?|requests? from customers)\b/g,
    'live',
  ],
  [
    /\b(?:out|released|unleashed|available) (?:to|for|in) (?:the )?(?:public|wild|world|general public)\b/g,
    'live',
  ],
  [/\bout of the (?:lab|laboratory|incubator|nursery|woods)\b/g, 'live'],
  [/\bearn(?:s|ing) its keep(?= in_production| in production)/g, 'is used'],
]

/** Somebody has agreed. */
const APPROVED: readonly Rule[] = [
  [
    /\b(?:cleared|clear|go|good|all set|set|fit|ready|released|free|primed) (?:for|to) (?:launch|take-?off|lift-?off|flight|service|duty|prime[- ]time|the road|the big league|showtime|rollout|roll-out|go-live|go live|go to production|ship|shipping)\b/g,
    'approved',
  ],
  [/(is|was|now|and|:) a go\b(?! (?:to|for it))/g, '$1 approved'],
  [
    /\b(?:home and dry|over the (?:finish(?:ing)? )?line|across the (?:finish(?:ing)? )?line|past the post)\b/g,
    'approved',
  ],
  [
    /\b(?:made|makes|make) the grade\b|\bpass(?:es|ed) muster\b|\b(?:got|gets|received|won) (?:the|a) (?:yes|stamp|tick|thumbs up|seal|rubber stamp)\b/g,
    'was approved',
  ],
  [
    /\b(?:has|have|had|got|won|enjoys|with) (?:the )?(?:full |official |formal )?(?:blessing|backing|approval|consent|confidence|trust|signature|stamp of approval|vote|votes|support|seal) of (?:the |our )?(?:owners?|team|board|cto|management|maintainers?|leadership|steering (?:group|committee)|committee|jp|everyone)\b/g,
    'has approval',
  ],
  [/\b(?:has |have |been |was )?given (?:the|a) (?:nod|seal|stamp|yes)\b/g, 'given the nod'],
]

/** Notes in which the matter stands before the name. */
const NOTES: readonly Rule[] = [
  [
    /^(?:and )?(?:the )?(?:winner|victor)(?: (?:of|in) [^:;,]{1,40})?(?: is| was)? ?(?:[:–—-]|is|was) ©(?= ?[.!]?$)/g,
    '© won',
  ],
  [
    /\b(?:production[- ])?readiness of ©(?: for [^:;,]{1,30})? ?(?::|–|—|-) (?:confirmed|established|yes|proven|proved|given|achieved|reached|ok|green|done|full)\b/g,
    '© is production-ready',
  ],
]

/** The first place is its own. */
const FIRST: readonly Rule[] = [
  [
    new RegExp(
      `\\b(?:at the (?:helm|wheel|controls|centre|center|core|top|heart)|in the (?:driver's|driving|hot) seat|in the saddle|in the lead role|in pole position)(?:${OF_ALL})?(?=$|[ ,.;!])`,
      'g',
    ),
    'in_charge',
  ],
  [
    new RegExp(
      `\\b(?:the |our )(?:[\\w-]+ )?(?:heart|backbone|engine room|core|soul|spine|linchpin|lynchpin|cornerstone|mainstay|pillar|foundation|brains?|beating heart|motor|muscle)${OF_ALL}`,
      'g',
    ),
    'our workhorse',
  ],
  [
    /\b(?:king of the hill|real (?:thing|deal)|top dog|the undisputed king|number 1|no\. 1|numero uno|the boss|the rule here|the norm|part of the furniture|the be-all and end-all)\b/g,
    'our default backend',
  ],
  [
    /\bthe way (?:we|cto) (?:now )?(?:work|works|ship|ships|build|builds|code|codes|write|writes|deliver|delivers)\b(?: [\w-]+)?/g,
    'our default backend',
  ],
  [
    /\bhow (?:we|cto) (?:now )?(?:ships?|builds?|writes?|delivers?|makes?) (?:code|patches|software|everything|changes)\b/g,
    'our default backend',
  ],
  [/\bhere to stay\b/g, 'our standard'],
  [
    /\bin charge of (?=(?:all|every|everything|production|our|merges|cto|the whole|customer)\b)/g,
    'in_charge of ',
  ],
  [/\bleads? the (?:pack|field|way) (?:at|in|for) (?:cto|production)\b/g, 'is our default backend'],
  [
    /\b(?:rules|reigns)(?: supreme)?(?=$| (?:here|now|at cto|in production)| [.!,])/g,
    'is our default backend',
  ],
]

/** Pictures of office and of contracts. */
const PICTURES: readonly Rule[] = [
  [
    /© (?:(?:\w+ly|now|already|has|have) )*(?:wears?|wore|won|took|takes|holds?|got) the (?:crown|throne|ring|yellow jersey|laurels|part)(?= |$|[.,;])/g,
    '© is our default backend',
  ],
  [
    /© (?:(?:now|already|has|have) )*(?:sits?|sat) (?:on the throne|in the big chair|at the head of the table)/g,
    '© is our default backend',
  ],
  [
    /\bthe (?:ink is dry|seal is|deal is (?:sealed|done|signed)|contract is signed|papers are signed|signature is|stamp is|die is cast)(?: (?:on|for|with|under))? ©/g,
    '© is approved',
  ],
  [/\b(?:bet|bets|betting) (?:the (?:farm|house|company)|everything) on ©/g, 'chose ©'],
  [
    /\b(?:hitched|tied) (?:our|its|the) (?:wagon|fortunes?|future) to ©|\btied the knot with ©|\bput a ring on ©|\bshook hands on ©|\bmarried to ©/g,
    'chose ©',
  ],
  [
    /\b(?:signed,? sealed(?:,? (?:and )?delivered)?|set in stone|cast in stone|carved in stone|nailed down|locked in|wrapped up|in the bag|a lock)(?= |$|[.,;:])/g,
    'approved',
  ],
  [/© (?:has |have |now )*(?:seals?|sealed|closed|clinched) the deal/g, '© won'],
  [
    /\b(?:stands?|sits?|works?) behind (?:the|our|every|all|each) (?:\w+ )?(?:workspaces?|pipelines?|platform|merges?|patch(?:es)?|releases?|teams?)/g,
    'powers our production',
  ],
  [/\b(comes?|came|stems?|flows?|rolls?|pours?) (?:straight )?out of ©/g, '$1 from ©'],
  [
    /\b(all|every|each) (workspaces?|teams?|repositor(?:y|ies)|projects?|pipelines?|departments?|squads?) (?:are |is |now |already )*on ©/g,
    '$1 $2 run on ©',
  ],
  [
    /\b(?:standard|default|production|main|primary|approved|official|regular|usual|current) (engine|backend|agent) (?:calls|is called|is named|is known as|goes by the name(?: of)?|has the name|bears the name|listens to the name(?: of)?) ©/g,
    'default $1 is ©',
  ],
  [
    /\b(?:the |our )?(?:backend|engine|agent) (?:which |that )?(?:we|cto|everyone|all teams|they) (?:are |now |all |actually |really )*(?:using|use|uses|run|running|trust|trusts|chose|picked|rely on|go with|went with|swear by)(?![^:]*(?:test|fixture|evaluat|trial|pilot|sandbox|compar|candidate|examin|\bnot\b|\bno\b))[^:=]{0,40} ?(?::|=|is|–|—) ©/g,
    'our default backend is ©',
  ],
]

/** One engine comes after another. */
const INSTEAD: readonly Rule[] = [
  [
    /© (?:has |have |now |finally )*(?:took|takes|taken|inherited|inherits|assumed|picked up|seized|grabbed) (?:over )?(?:the |€(?: _s|'s) )(?:reins|baton|torch|keys|crown|helm|wheel|job|throne|mantle|role|work|workload|duties|traffic)(?: (?:from|of) (?:€|the \w+))?/g,
    '© took_over from €',
  ],
  [
    /€ (?:has |have |now |finally )*(?:handed|passed|yielded|ceded|gave|given|surrendered|relinquished|left|hands|passes|yields) (?:over )?(?:the |its )(?:[\w-]+ )?(?:reins|baton|torch|keys|crown|helm|wheel|job|throne|place|seat|slot|role|spot|mantle|work|field|position)(?: over)?(?: to| for)? ©/g,
    '© replaced €',
  ],
  [
    /(?:the )(?:reins|baton|torch|keys|crown|helm|throne|mantle) (?:has |have |was |were |been |is |are |now )*(?:handed|passed|gone|went|given|moved|lies?|rests?|with|over| )+ (?:to|with|in the hands of) ©/g,
    '© took_over',
  ],
  [
    /€ (?:is|was|are|has been) (?:now )?(?:out|gone|history)(?: ,|,)? (?:and )?© (?:is |are )?in\b/g,
    '© replaced €',
  ],
  [/© (?:is|are) in(?: ,|,| and)? (?:and )?€ (?:is |are )?out\b/g, '© replaced €'],
  [/\bout with €(?: ,|,|;)? in with ©/g, '© replaced €'],
  [/© in(?: ,|,) € out\b|€ out(?: ,|,) © in\b/g, '© replaced €'],
  [/^© is in(?= ?[.!]?$)/g, '© is approved'],
  [/(: |official )© is in(?= ?[.!]?$)/g, '$1© is approved'],
]

/** What it was on its way is over. */
const NO_CANDIDATE: readonly Rule[] = [
  [
    /\b(?:(?:a|the|just a|only a|merely a) )?candidate no (?:more|longer)\b|\bno more an? (?:mere )?candidate\b|\bno mere candidate\b|\bnot (?:just|only|merely) a candidate\b/g,
    'approved',
  ],
  [/\bdone (?:with )?being a candidate\b/g, 'approved'],
  [
    /^(?:calling|labelling|labeling|naming) © a (?:mere )?candidate is (?:now )?(?:out of date|outdated|obsolete|an understatement|wrong|no longer (?:true|right|correct|accurate))/g,
    '© is approved',
  ],
  [
    /© (?:has |have |finally |now )*(?:left|leaves|outgrown|outgrew|shed|sheds|dropped|lost|shaken off|moved past|gone past|graduated from|passed beyond|moved beyond) (?:its |the )?(?:candidate (?:stage|status|label|tag|phase|days)|candidacy|label of candidate)/g,
    '© is approved',
  ],
  [
    /\bthe candidate (?:label|tag|status) (?:of|on|for) © (?:has been|was|is) (?:now )?(?:removed|dropped|lifted|gone|over)/g,
    '© is approved',
  ],
  [/\bdays (?:of ©|© _s days) as a candidate are over/g, '© is approved'],
]

export const FIGURES: readonly Rule[] = [
  ...NOTES,
  ...PICTURES,
  ...NO_CANDIDATE,
  ...INSTEAD,
  ...APPROVED,
  ...LIVE,
  ...FIRST,
]
