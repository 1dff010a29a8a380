import { EVALUATION } from './lexicon.ts'

/** Phrases that name a standing outright, whatever the verb that ties them to the candidate. */
const STRONG = new RegExp(
  [
    "\\b(?:the|our|its|their|cto's|[\\w-]+'s) (?:[\\w-]+ ){0,2}?(?:default|chosen|approved|production|active|official|production-ready|primary)(?: [\\w-]+)? (?:backend|engine|role)\\b(?! (?:runs|works|does|is (?:named|recorded|listed|chosen|selected|down)))",
    '\\b(?:our|as(?: the| a| our)?|becomes?|become) default\\b(?! (?:branch|time|timeout|settings?|values?|model|prompt|configuration|state|answer|verdict))',
    '\\b(?:role|title|place|status|rank|position|rights?|seat|slot|spot) of (?:the |our )?(?:default|production|approved) (?:backend|engine)\\b',
    '\\b(?:production|approved|default) (?:role|title|rank|position|seat|slot|spot)\\b',
    '\\b(?:production[- ]ready|ready for production|approved for production)\\b',
    '\\b(?:to|at|on) default\\b(?= (?:is|was|has been) (?:done|complete|final))',
    '\\bproduction (?:readiness|approval|status) (?:has been|is|was) (?:confirmed|granted|shown|proven|given|reached|final|complete)\\b',
    '\\bapproval (?:was|has been|is) (?:given|granted|in place|complete|final)\\b|\\bapproval for © (?:is|was|has been) (?:in place|given|granted|complete|final)\\b',
    '\\b(?:to|on|with|by|uses?|runs?|through) © (?:[\\w-]+ ){0,3}?by default\\b',
    '\\bproduction (?:tasks?|work|traffic|runs|workloads?) (?:use|uses|run on|runs on|go to|goes to) ©',
  ].join('|'),
  'u',
)

/** Words under which such a phrase asserts nothing, or speaks of another engine. */
const BLOCKED = new RegExp(
  [
    '[€§¤¶?]',
    '\\b(?:no|not|never|nor|neither|nobody|none|nothing|nowhere|without|cannot|hardly|barely|anything but|far from|lacks?|lacking|missing|denied|denies|refus\\w+|reject\\w*|forbid\\w*|forbidden|wrong|false|untrue|premature|against|instead|rather|unlike|than|versus|beat|beats|challeng\\w*|compet\\w*|compar\\w*|rival\\w*|contender|measured?|beside|next to|alongside|where|same|replaces nothing)\\b',
    '\\b(?:if|unless|until|whether|when|once|before|only|provided|assum\\w*|suppos\\w*|should|could|would|might|may|must|shall|will|can|ought|needs?|has to|have to|had to|want\\w*|wish\\w*|hop\\w+|aim\\w*|seek\\w*|goal|plan\\w*|intend\\w*|propos\\w*|suggest\\w*|nominat\\w*|consider(?:ed|ing)|evaluat\\w*|examin\\w*|assess\\w*|review\\w*|test\\w*|pending|await\\w*|ask\\w*|request\\w*|requires?|claims?|claiming|say|says|saying|said|call(?:s|ed|ing)?|describ\\w*|treat(?:s|ed|ing)|writ\\w+|sentences?|wording|words?|phrases?|statements?|example|finding|rule|drift|risk|fear|idea|myth|question|open|future|possible|potential|prospective|proposed|eventual|next|former|candidates?|candidacy|stage|stages|ladder|gate|gates|gated|scope|criteria|condition\\w*|evidence|how|why|what would|toward\\w*|path|road|way to|to be|to become|to make|making|off|disabled|blocked|stopped|excluded|inactive|idle|sandbox\\w*|fixtures?|licen[cs]e|scenario|hypothe\\w+|yet|remains? to|is due|exits?|up for|earns? (?:it|default)|prepar\\w*|decides?|unclear|unknown|doubt\\w*|cost)\\b',
  ].join('|'),
  'u',
)

const NEAR_EVALUATION = new RegExp(
  `(?:for|as|to) (?:the |a |an |its )?${EVALUATION.replace('©|§|', '')}`,
  'u',
)

/**
 * Whether a segment that names the candidate also names a standing, with not one word that could take it back.
 * This is the net under the rules of grammar: it knows no verbs, and so it asks for a segment without any reservation.
 */
export function namesStandingOutright(segment: string): boolean {
  return (
    segment.includes('©') && STRONG.test(segment) && !BLOCKED.test(segment) && !NEAR_EVALUATION.test(segment)
  )
}
