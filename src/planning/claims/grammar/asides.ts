// Promises: what a sentence says by the way, about when, why or to whom it is said, taken out, so that it can not be taken for
// a limit or a denial of what is said.
// Must not: judge. Called by: claims/grammar/tokens.ts, before all other phrases.

import type { Rule } from './rewrite.ts'

const STUDY =
  '(?:evaluations?|reviews?|audits?|trials?|pilots?|comparisons?|votes?|tests?|testing|examinations?|assessments?|feedback|stud(?:y|ies)|proofs?|analys[ei]s|bake-offs?|gates?|stages?|plans?|planning|rehearsals?|demos?|discussions?|measurements?|experiments?|benchmarks?|ladder|fixtures?|matrix|decision|questions)'
const OF_IT =
  '(?:(?:the|our|a|an|this|that|its|last|all|every|long|recent|two|three|six|weeks|months|of|open|failing|successful|good|lengthy|thorough|[a-z]+-week|[a-z]+-month) )*'
const MORE =
  '(?: (?:meetings?|reports?|results?|board|periods?|phases?|days|weeks?|runs?|committee|notes?))?(?: (?:of|on|from|in|to|this|last) (?:may|june|july|spring|summer|autumn|winter|last \\w+|this \\w+|\\w+ \\d+|\\d[\\w.-]*(?: \\w+)?|q\\d)(?= |[.,;:)]|$))?'
const OVER =
  '(?:passed|over|done|ended|closed|finished|complete|completed|behind us|green|settled|signed|cleared|through|in place)'

/** Adjuncts: after, since, despite, thanks to what was studied. "Only after" is a condition and stays. */
const WHEN_AND_WHY: readonly Rule[] = [
  [
    new RegExp(
      `(?<!only |not |until |but )\\b(?:as of|after|following|since|despite|in spite of|thanks to|because of|due to|owing to|as a result of|on the (?:evidence|basis|strength|back) of|based on|per|in line with|in light of|in view of|regardless of|upon|by|notwithstanding) ${OF_IT}(?:[\\w-]+ )?${STUDY}${MORE}(?: (?:ended|was over|were over|went well|is over|closed|was done|finished))?(?=[.,;:)]|$| and | but )`,
      'g',
    ),
    'surely',
  ],
  [new RegExp(`\\bwith ${OF_IT}(?:[\\w-]+ )?${STUDY}${MORE} ${OVER}(?=[.,;:)]|$)`, 'g'), 'surely'],
  [/\bwithout (?:any |a )?(?:further|more|additional|another) [\w-]+(?=[.,;:]|$)/g, 'surely'],
  [
    /\b(?:ahead of|before|behind) (?:plan|schedule|time)\b|\b(?:earlier|sooner|later|faster|quicker) than (?:planned|expected|thought|scheduled|hoped|anticipated)\b|\bas (?:planned|scheduled|expected|foreseen|hoped|anticipated)(?: in \w+| for \w+)?\b/g,
    'surely',
  ],
  [
    /,? (?:whether (?:you|we|they|anyone) (?:like|likes|want|wants) (?:it|ª) or not|like (?:it|ª) or not|if (?:you|anyone) (?:want|wants) to know)\b/g,
    ' surely',
  ],
  [/,? ?\bsee (?:the |also |our )*[\w-]+(?: [\w-]+){0,2}(?: for [\w ]{1,30})?(?: ,)?(?= ?[.;]?$)/g, ''],
  [/\bby (?:an? )?(?:\w+ )?(?:vote|majority)(?: of \d+ (?:to|against) \d+| of \w+)?\b/g, 'surely'],
  [
    /\b(?:in|at) (?:the|our|a|last \w+'s|this \w+'s|today's|yesterday's) (?:[\w-]+ )?(?:meetings?|retrospective|call|stand-?up|session)\b/g,
    'surely',
  ],
  [/ \((?:see )?(?:[a-z]{1,8}-\d+|\d+|#\d+)\)| \[\d+\]/g, ''],
]

/** Words to the reader: "you may have heard that", "don't forget that", "it should be noted that". */
const TO_THE_READER: readonly Rule[] = [
  [
    /\b(?:nobody|no one|none of us)((?: \w+){0,3}) (uses|runs|wants|trusts) (?:anything|any engine|any backend|any other engine) (?:but|except|other than) ©/g,
    'everyone uses ©',
  ],
  [/^contrary to [\w ]{1,40}? (?=©)/g, 'surely '],
  [
    /\b(?:for the avoidance of (?:any |all )?doubt|without prejudice|beyond (?:a |any )?reasonable doubt),?/g,
    'surely',
  ],
  [
    /\bnot (?:be )?(?:untrue|false|wrong|incorrect|a lie|a mistake|an error|inaccurate|a myth|an exaggeration|an overstatement|a secret)(?: to (?:say|claim|state))?(?: that)\b|\bno (?:exaggeration|overstatement|lie|joke)(?: to say)?(?: that|[,:])/g,
    'surely',
  ],
  [
    /\bwithout (?:any |a single |a |much |further )?(?:objections?|dissent|opposition|discussion|hesitation|delay|problems?|issues?|incidents?|trouble|hitch|fail|question|protest|fuss|debate)\b/g,
    'surely',
  ],
  [
    /\b(?:fixed|corrected|changed|updated|new|improved) (?:the )?(?:wording|text|sentence|heading|title|line) ?: (?=©)/g,
    '',
  ],
  [/^(?:workboard|board|status board|kanban|card|row|entry|item|ticket) ?: (?=©)/g, ''],
  [
    /(?<=[a-z]) ?,? (?:together with|along with|with) (?:its|the|all) (?:annex(?:es)?|appendi(?:x|ces)|attachments?|tables?) ?,/g,
    '',
  ],
  [/ unless [^:©]{3,40} ?:(?= )/g, ' :'],
  [
    /^for (?:planning|information|reference|your information|clarity|completeness|transparency|the sake of (?:clarity|completeness))(?: purposes)?,? (?:please )?(?:note (?:that )?)?/g,
    '',
  ],
  [
    /\b(?:please )?(?:(?:do|let us|let's|we should|we must|one should|you should) not|don't|never) (?:ever )?(?:forget|overlook|ignore|neglect|miss|underestimate|worry|panic|be surprised|be fooled|be alarmed)(?: the fact)?(?: that|[,:;])?/g,
    'surely',
  ],
  [/\bnever mind [^,;:©]{1,40}[,;:]/g, 'surely ,'],
  [
    /\b(?:there is )?no need to (?:ask|worry|wait|wonder|discuss|argue|panic|repeat|explain)(?: [\w ]{1,20})?[:;,]/g,
    'surely ,',
  ],
  [
    /\b(?:you|some of you|many of you|everyone|most) (?:may|might|will|must|should|could|probably|surely) (?:already |well |not |also |probably )*(?:have (?:already |not )?(?:heard|seen|noticed|read|guessed)|be aware|know|remember|recall|have been told|hear)(?: (?:ª|it) yet)?(?:,? but|,? that|,)?/g,
    'surely',
  ],
  [
    /(?<!\w)(?:ª|it|this|one thing) (?:may|might|will|should|must|could|can|has to|needs to) (?:also )?(?:surprise (?:\w+ )?|come as no surprise |come as a surprise (?:to \w+ )?|interest (?:\w+ )?|please (?:\w+ )?|be (?:noted|said|stressed|mentioned|added|clear|emphasi[sz]ed|repeated|pointed out|remembered|known|stated|recorded|recalled|borne in mind|kept in mind|underlined|made clear) ?)(?:here |again |once more )?(?:that|:)/g,
    'surely',
  ],
  [
    /\b(?:i|we) (?:would|should|want|wanted|must|have|can|may|could|shall|will|am|are)(?: only| just| also| now)?(?: like| happy| glad| pleased| proud| delighted)?(?: to)? (?:point out|remind (?:\w+|the team|all teams)|stress|mention|note|announce|say|add|repeat|report|emphasi[sz]e|inform (?:\w+)|tell (?:you|everyone|all)|let (?:you|everyone) know|underline|recall|share|state|record|inform)(?: (?:here|again|once more|today|officially))?(?: that|:)/g,
    'surely',
  ],
  [
    /\b(?:not many|few|hardly any|not all|only few|only a few) (?:people |of you |of us )?(?:know|are aware|realise|realize|remember|noticed)(?: yet)? that\b/g,
    'surely',
  ],
  [
    /\b(?:nobody|no one|none of us|not a soul|few) (?:was|were|is|seemed|has been) (?:surprised|astonished|shocked|unhappy|sorry)(?: to (?:hear|see|learn|read))?(?: that| when)?/g,
    'surely',
  ],
  [
    /\b(?:nobody|no one|none of us) (?:objected|complained|minded|protested|noticed|cared|blinked|told (?:me|us)|informed (?:me|us)|mentioned (?:to (?:me|us))?|warned (?:me|us))(?: when| that| about the fact that)/g,
    'surely',
  ],
  [/\bour (?:website|web site|homepage|blog|flyer|newsletter)\b/g, 'our page'],
]

/** And those that leave the sentence open. */
const UNREAL: readonly Rule[] = [
  [
    /^(?:whoever|any(?:one|body) who|every(?:one|body) who|those who|people who|he who|if any(?:one|body)) (?:tells?|says?|claims?|believes?|thinks?|writes?|insists?)(?: (?:you|me|us))?(?![^.]*\b(?:is|are) right\b)/g,
    'allegedly',
  ],
  [/\bin an? (?:ideal|perfect|better|parallel|dream) world,?/g, 'hypothetically'],
  [
    /[(,;–—-]+ ?(?:this is |that is |which is |it is |ª is )?(?:not true|untrue|false|wrong|a lie|nonsense|not so)(?: ,)?(?= ?[.!)]|$)/g,
    ' ; false',
  ],
  [
    /,? (?:so )?(?:says?|said|claims?|goes|runs|according to) (?:the |a |some |its )?(?:rumou?rs?|vendors?|makers?|brochure|marketing(?: team| page)?|gossip|grapevine|advert\w*|press release|hearsay)(?=[.!]|$)/g,
    ' ; false',
  ],
]

export const ASIDES: readonly Rule[] = [...UNREAL, ...TO_THE_READER, ...WHEN_AND_WHY]
