// Promises: what a clause cancels, strikes, postpones, foresees or says of a thing beside the candidate, taken out, so that no
// standing that it names is taken for one that is held.
// Must not: judge, nor reach over the end of its clause: what follows a stop, "and" or "but" is read as ever.
// Called by: claims/grammar/tokens.ts, before all other phrases.

import type { Rule } from './rewrite.ts'

/** The rest of a clause. */
const REST = '(?:(?! (?:and|but|so|since|because|while) )[^;:,.!])*'
/** Words of the same clause, without another denial: "was never cancelled" cancels nothing. */
const WITHIN = '(?:(?! (?:and|but|so|not|never|no|since|because) )[^;:,.!])*?'
const CHANGE =
  '(?:switch|move|migration|change|promotion|rollout|roll-out|cutover|adoption|go-live|launch|upgrade|proposal|motion|plan|vote|decision)'
const SO = '(?: (?:later|since|then|now|again|\\w+ly))*'
const CANCELLED =
  '(?:cancell?ed|called off|postponed|put off|put on hold|reverted|undone|void(?:ed)?|shelved|halted|rolled back|struck(?: out| down)?|deferred|abandoned|frozen|stopped|withdrawn|annulled|overturned|rescinded|quashed|repealed)'
const TEXT =
  '(?:drafts?|commits?|pages?|edits?|sentences?|lines?|slides?|notes?|texts?|posts?|entr(?:y|ies)|papers?|memos?)'
const SAYS =
  '(?:calls?|called|names?|named|declares?|declared|states?|stated|says?|said|lists?|listed|shows?|showed|presents?|presented)'
const STRIKE =
  '(?:revert(?:s|ed)?|delet(?:e|es|ed)|strikes?|struck|withdrew|withdraws?|remov(?:e|es|ed)|flag(?:s|ged)?|returns?|returned|retract(?:s|ed)?)'
const PERSON =
  '(?:persons?|people|humans?|maintainers?|reviewers?|owners?|approvers?|council|board|committee|team)'
/** The candidate stays named, so that "it" in the next clause is still understood. */
const NOT_SO = '© is undecided'

const CANCELLATIONS: readonly Rule[] = [
  [/\b(?:has |have |had )?(?:ceased to be|ceased being|stopped being)\b/g, 'is no longer'],
  [
    new RegExp(
      `\\b(?:the|our|a|any) (?:\\w+ )?${CHANGE} (?:to|of|for|on|about|in favou?r of|that made|that named|that chose) ©${WITHIN} (?:was|is|has been|were)${SO} ${CANCELLED}(?= |$|[;,.!])(?![^;:.]* and (?:is|was|has|took|became) )`,
      'g',
    ),
    NOT_SO,
  ],
  [
    new RegExp(
      `\\b(?:we have|there is|there exists|i know of|we know of|i found|we found) (?:none|no) (?:decision|record|vote|note|document|resolution|minutes) (?:that|which) (?:${SAYS}|makes?|made|approves?|approved|chose|chooses) (?:that )?©${REST}`,
      'g',
    ),
    NOT_SO,
  ],
  [new RegExp(`^(?:the fact )?that [^;:.]*? (?:does|do|did) not make (?:ª|©|it) ${REST}`, 'g'), NOT_SO],
  [
    new RegExp(
      `\\b(?<!not |never |no one |nobody )${STRIKE} (?:the|a|an|any|every|each|all|that|this|some) (?:\\w+ ){0,2}?${TEXT} (?:that|which) ${SAYS} (?:that )?©${REST}`,
      'g',
    ),
    NOT_SO,
  ],
  [
    new RegExp(
      `^(?:a|an|any|every|each) (?:\\w+ )?${TEXT} (?:that|which) ${SAYS} (?:that )?©${WITHIN} (?:is|are|was|gets|will be) (?:sent back|returned|struck|refused|rejected|deleted|removed|turned away|flagged)${REST}`,
      'g',
    ),
    NOT_SO,
  ],
  [
    /\b(?:someone|somebody|a stranger|a visitor|an intern) (?:edited|changed|rewrote|altered) [^;:.]{0,60} (?:read|reads|said|says|stated)\b[^;.]*(?:;|,)? ?(?:and |but )?(?:we|they|i|she|he) (?:reverted|undid|removed|deleted) (?:the|that|this) (?:edit|change|commit)\b/g,
    NOT_SO,
  ],
  [
    /^(?:ticket|issue|card|item|request|task|pull request)\b[^;:.]* (?:was|is) closed as (?:too early|not planned|wontfix|won't do|premature|invalid|rejected|a duplicate)\b/g,
    NOT_SO,
  ],
  [
    new RegExp(
      `\\b(?:¦|pages?|board|readme|table|slides?|site|wiki) no longer (?:shows?|lists?|names?|calls?|presents?) © (?:as )?(?:the |our |an? )?(?:\\w+ )?(?:default|approved|production|primary|standard|active|official|chosen)${REST}`,
      'g',
    ),
    NOT_SO,
  ],
  [
    /(?:;|,) ?(?:but )?(?:we|i) (?:have|saw|found|know of) (?:none|no|not any) (?:evidence|proof) (?:for|of) (?:ª|it|that|this)(?= |[.;,!]|$)/g,
    ' ; false',
  ],
  [
    /© (?:was )?(?:approved|chosen|signed off|promoted) (?:on|by|at) ?[:=] ?(?:–|—|-+|tbd|open|n\/a|nobody|none|pending)(?= ?\.?$)/g,
    NOT_SO,
  ],
]

const PROSPECTS: readonly Rule[] = [
  [
    /\b(is|was|are)(?: still| now| currently| only)? being (?:considered|weighed|mooted|eyed|looked at) (?:as|for)\b/g,
    '$1 a candidate for',
  ],
  [
    new RegExp(
      `(?:¦|\\b(?:the|our|a) (?:\\w+ )?(?:plan|target picture|timetable|schedule|programme|calendar)) (?:foresees|envisages|envisions|shows|pictures|provides for) ©${REST}`,
      'g',
    ),
    'much is foreseen',
  ],
  [
    new RegExp(
      `\\b(?:the|our|a) (?:deadline|due date|closing date|agenda) (?:for|of) (?:(?:a|the|any|our) )?(?:decision|vote|discussion|ruling|hearing) (?:on|about|over) ©${REST}`,
      'g',
    ),
    'time runs',
  ],
  [
    new RegExp(
      `\\b(?:recommend|suggest|propos|request|urg)(?:s|es|e|ed)? that (?:the |our |its )?[\\w-]+ (?:consider|approve|adopt|choose|make|promote) ©${REST}`,
      'g',
    ),
    'recommend a look',
  ],
  [
    new RegExp(
      `\\b(?:talks|discussions|debates|deliberations) (?:about|on|over) ©${WITHIN} (?:go on|continue|drag on|are open|are under way)`,
      'g',
    ),
    'people talk',
  ],
  [
    new RegExp(
      `© as (?:the|our) ${WITHIN} is (?:a matter|something|a question|a topic) for (?:next|later|another|the next|\\d)${REST}`,
      'g',
    ),
    NOT_SO,
  ],
  [
    /· ?(?:open|to ?do|planned|blocked|backlog|proposed|postponed) ?· ?(?:decide|approve|make|choose|promote|switch|move|use|adopt|vote)\b[^·;:.]*/g,
    '· open',
  ],
  [
    new RegExp(
      `^(?:once|after|as soon as) (?:an?|the|one|two|some) ${PERSON} (?:has|have) (?:approved|chosen|promoted) © ?:?$`,
      'g',
    ),
    'later',
  ],
  [
    / ?[,(] ?(?:planned|not before \d+|no earlier than \d+|postponed)(?: ?, ?no date)? ?[,)]?(?= ?\.?$)/g,
    ' ; false',
  ],
  [/\bmay (?:later |still |one day |in time |yet )?become\b/g, 'might become'],
  [/^how an? \w+ (?:becomes|gets to be|is made)\b[^;:.]*/g, 'how to'],
  [
    /^(?:reading|taking|citing|quoting|treating) (?:¦|©|this) (?:as|for) [^;:,.]*? (?:would be|is|was) (?:an? )?(?:mistake|error|wrong|misreading|misunderstanding)\b/g,
    NOT_SO,
  ],
]

const THING =
  '(?:bench|dashboard|panel|folder|dossier|demo|gate list|lab|mailing list|channel|wiki|monitor|alerts|process|questionnaire|survey)'

/** What stands beside the candidate, other papers, and what others do. */
const OF_OTHERS: readonly Rule[] = [
  [
    new RegExp(`© (?:test )?${THING}(?![\\w-])(?! (?:all|every|each|everything|our|the)\\b)`, 'g'),
    'the thing',
  ],
  [
    new RegExp(`\\b(?:the|our|a) (?:test |status |trial )?${THING} (?:for|of|about|on) ©(?! _s)`, 'g'),
    'the thing',
  ],
  [/© switch (?:is|was|stays|remains) (?:switched |turned )?off\b[^;:,.]*/g, 'the thing is off'],
  [
    /^the (?:contract|agreement|form|licen[cs]e) (?:that|which) (?:lets|allows) (?:us|them|the team) (?:to )?(?:test|try|evaluate|compare|examine) ©/g,
    'the thing',
  ],
  [
    /\b(chosen|picked|selected) as (?:the|an?) (?:topic|subject|theme|example|guest) (?:of|for) [^;:,.]*/g,
    'discussed',
  ],
  [
    /\b(?<!\bin )the (?!(?:[\w-]+ )?(?:active|core|planning|local|present|new|above|below|following|attached|same|whole|entire|enclosed|draft|candidate|engine|backend|adapter|evaluation|examination|admission|comparison|stage|gate|workspace|prd|issue|page|document|selection|approval) )(?:[a-z][\w-]* ){1,2}protocol (?:is|was|became|remains|has become) (?=(?:\w+ )?an? )/g,
    'another is ',
  ],
  [/\b(?:sits|stands|ranks|stays) (?:well |far )?(?:below|beneath) [^;:,.]*/g, 'is low'],
  [new RegExp(`\\b(${PERSON}) (?:still |alone )?(?:calls?|called) the shots\\b`, 'g'), '$1 decides'],
  [
    /\bself-(?:review|approval|assessment|test|check)s? (?:by|of) © (?:does|do|is|can|may|will|must) not (?:count|replace|stand|suffice|pass)\b[^;:,.]*/g,
    'people review',
  ],
  [
    /\b(?:every|any|each|all) (?:merge|release|patch|change|commit|deployment)s? (?:by|of|from) © (?:still )?(?:waits? for|needs?|requires?|is held|is reviewed by|goes to) (?:an?|the|one|two) (?:human )?\w+/g,
    'people review',
  ],
  [
    new RegExp(
      `^an? (?:objection|veto|no) (?:by|from|of) (?:an?|one|any|the) ${PERSON} (?:holds up|stops|blocks|halts) [^;:,.]*`,
      'g',
    ),
    'people review',
  ],
  [
    /\b(?:none|no) (?:approval|permission|consent|sign-off)s? (?:is|are) (?:needed|required|necessary) to (?:read|see|view|open|attend|visit|look at|inspect|download|quote)\b[^;:,.]*/g,
    'people look',
  ],
  [
    /\b(?:you|we|they|people|readers|visitors) do not need (?:any|an?|anybody's|anyone's|somebody's) (?:permission|approval|consent) to (?:read|see|view|open|attend|visit|look at|inspect|download|quote)\b[^;:,.]*/g,
    'people look',
  ],
  [
    new RegExp(
      `© (?:may|can) merge (?:its own (?:branch|patch|work|changes?|pull request)|ª|it) (?:only )?(?:once|after|as soon as|if) (?:an?|the|one|two|some) (?:\\w+ )?${PERSON} (?:has |have )?(?:approved|signed|reviewed|agreed)${REST}`,
      'g',
    ),
    'people review',
  ],
  [
    /© gets (?:only )?a copy of (?:each|every|all)\b[^;:.]*? (?:output|result|answer|patch)(?:s|es)? (?:is|are) (?:thrown away|discarded|dropped|ignored|not used)\b/g,
    'the shadow runs',
  ],
  [/\bshadow[ -](?:engine|backend|runner) (?:to|is|:|=) ©/g, 'the shadow'],
  [/(?:· ?)?\bproduction (?:traffic|share|jobs) ?[:=] ?(?:0 ?%?|none|no)(?= |$|\.)/g, ''],
  [
    /(©) and [a-z][\w-]* (?=for (?:the |a )?(?:first|second|third|next|last|further) (?:round|trial|test|comparison))/g,
    '$1 ',
  ],
  [/,? and leaves ©(?: (?:aside|untouched|idle))?(?= ?[.;!]|$)/g, ''],
  [/,? with © (?:absent|missing|excluded|left out)\b[^;:,.]*/g, ''],
  [/© in the (?:shadow|test|trial) (?:lane|row|column|box|group)\b/g, 'another in the shadow'],
  [/\b(?:switched|turned) off(?: ,)? and © with (?:ª|it)(?= |[.;,!]|$)/g, 'switched off'],
]

export const LEFT_OPEN: readonly Rule[] = [...CANCELLATIONS, ...PROSPECTS, ...OF_OTHERS]
