import { ADVERBS as A } from './lexicon.ts'
import { finite, label, nominal, type Rule } from './rule.ts'

const MAY =
  '(?:may|can|is (?:now |explicitly )?(?:allowed|permitted|authori[sz]ed|entitled|free|able|empowered|trusted|cleared) to|has (?:the )?(?:full )?(?:right|power|authority|permission|mandate) to|holds (?:the )?(?:right|power|authority|mandate) to|is in a position to|gets to)'
const OWN =
  '(?:itself|its own|© itself|(?:its|his|their) own|its (?:promotions?|approvals?|stages?|authority|gates?|policy|enablement|admission)|(?:when|whether|that) (?:it|ª|©) (?:is|becomes)|what (?:it|ª|©) (?:does|makes))'
const ACT =
  '(?:self-)?(?:approv|promot|authori[sz]|grant|sign|select|choos|decid|bypass|skip|overrid|waiv|enabl|admit|accept|certif|merg|releas|appoint|declar|elevat|lift|chang|remov|issu|confirm|open|set|control|own)'
const GATES =
  '(?:the |all |any |our |its |every |some )*(?:gates?|approvals?|reviews?|review gates?|approval gates?|policy|checks|ladder|sandbox|human (?:approval|review)|(?:a |an )?(?:denied |refused |human |signed )*(?:denials?|approvals?|approvers?|decisions?|reviewers?|rejections?|verdicts?))'
const CORE = '(?:active |full |real |some |official |formal |final |binding |the |its |own |all )*'

/** Rules for a subject that acts: the candidate, or a pronoun that was put in its place. */
export const AUTHORITY_SUBJECT_RULES: readonly Rule[] = subjectRules()

function subjectRules(): readonly Rule[] {
  const s = `(?<![\\w-])©(?:,? (?:and|or|like|unlike) [\\w€-]+)?`
  return [
    finite(
      'may-approve',
      `${s}${A} ${MAY}(?:, on its own,|, by itself,)?${A} (?:[\\w-]+ and )?${ACT}\\w*[^,;.]{0,40}?\\b${OWN}`,
      /itself|own\b|its |(?:when|whether|that|what) (?:it|ª|©) /,
    ),
    finite('may-grant-stage', `${s}${A} ${MAY}${A} (?:grant|give|award) ${OWN}`, /grant|give|award/),
    finite(
      'approves-itself',
      `${s}${A} (?:has |have |was |is )?${A.replace(/\*$/, '{0,2}')} ?(?:[\\w-]+s and )?${ACT}(?:es|s|ed|e[ds])(?: on| about| over| upon| for| off| off on)?${A} ${OWN}`,
      /itself|own\b|its |(?:when|whether|that|what) (?:it|ª|©) /,
    ),
    finite(
      'decides-own',
      `${s}${A} (?:decides?|decided|determines?|rules|judges?|controls?|signs?)(?: off)?${A}(?: on| about| over| upon)?(?: ${A})? ?(?:itself|its own|whether [ª©] is promoted|when [ª©] is promoted)(?: \\w+)*`,
      /itself|its own|whether|when/,
    ),
    finite(
      'decides-alone',
      `${s}${A} (?:decides?|approves?|promotes?)(?: \\w+){0,2} on its own (?:promotion|approval|authority|stage|patch|default)`,
      /on its own/,
    ),
    finite(
      'has-core',
      `${s}${A} (?:has|have|holds?|carries|gains?|gained|wields?|exercises?|receives?|received|acts? with|acts? under|speaks with|enjoys|possesses|has been (?:given|granted)|is (?:given|granted)|was (?:given|granted)|obtains?|inherits?|assumes)${A} ${CORE}(?:core(?:[- ](?:level|grade|wide))? authority|(?:full|approval|decision|promotion|merge|final) authority|(?:the )?(?:final say|last word|final word) (?:on|in|over|about) |(?:the )?power to (?:approve|promote|decide)|(?:the )?authority (?:of core|over|to (?:approve|promote|decide|select|merge|sign|grant)|in core|of core|of its own|on (?:its|promotion)))`,
      /core|(?:full|approval|decision|promotion|merge|final) authority|final say|last word|final word|power to|authority (?:of|over|to|in|on)/,
    ),
    finite(
      'is-authority',
      `${s}${A} (?:is|becomes|became|has become|remains)${A} (?:the |an? |our )?${CORE}(?:core[- ][\\w-]+ authority|(?:core )?authority (?:on|over|for|about|in|behind))`,
      /core[- ][\w-]+ authority|authority (?:on|over|for|about|in|behind)/,
    ),
    finite(
      'is-protocol',
      `${s}${A} (?:is|becomes|became|has become|counts as|serves as|acts as|was (?:made|promoted to)|has been (?:made|promoted to)|is (?:promoted to|part of)|remains)${A} (?:now )?(?:(?:an? |the |our |part of the |one of the )?(?:now |currently |already )?(?:active|official|binding|valid|new|full|approved)?,? ?(?:active |official |binding )?core (?:protocols?|authority)(?! candidate)|(?:now )?part of core\\b)`,
      /core/,
    ),
    finite(
      'promoted-core',
      `${s}${A} (?:is|was|has been)${A} (?:promoted|elevated|raised|added|admitted) (?:in)?to core\\b`,
      / to core/,
    ),
    finite(
      'no-approval-needed',
      `${s}${A} (?:needs?|requires?|wants|is subject to|waits for) (?:no|neither) (?:(?:further|human|more|additional|separate|other|extra|person's|formal) )*(?:approval|review|sign-?off|permission|promotion record|evidence|gate)`,
      / (?:no|neither) /,
    ),
    finite(
      'does-not-need',
      `${s}${A} (?:does|do|will) (?:not|never) (?:(?:need|require|have to (?:ask|wait) for|depend on)(?: [\\w']+){0,2} (?:approval|sign-?off|permission)|(?:need|have) to be (?:approved|reviewed|signed))`,
      /(?:not|never) (?:need|require|have|depend)/,
    ),
    finite(
      'exempt',
      `${s}${A} (?:is|are|stands)${A} (?:exempt(?:ed)? from|above|free (?:of|from)|not subject to|not bound by|outside|under no|bound by no|subject to no) (?:gates?|${GATES})`,
      /exempt|above|free|subject|bound|outside|under no/,
    ),
    finite(
      'without-approval',
      `${s}${A} (?:(?:may|can|is allowed to)${A} )?(?!not\\b|never\\b|may\\b|can\\b|does\\b|do\\b|must\\b|should\\b|will\\b|would\\b|could\\b|is not|was)(?:\\w+)(?! (?:nothing|not|no)\\b)(?: (?!not\\b|nothing\\b|never\\b|no\\b|only\\b)[\\w']+){0,5} without (?:any |anyone's |a person's |human |further |prior |people's |the |asking for |needing )*(?:approval|permission|sign-?off)`,
      /without .*(?:approval|permission|sign-?off)/,
    ),
    finite(
      'own-approver',
      `${s}${A} (?:is|becomes|acts as|serves as)${A} its own (?:approver|reviewer|judge|authority|gate|owner)`,
      /its own/,
    ),
    finite(
      'self-verb',
      `${s}${A} (?:${MAY} )?(?:also )?self-?(?:approves?|promotes?|selects?|authori[sz]es?|certif(?:y|ies)|signs?)`,
      /self-?/,
    ),
    finite(
      'part-of-core',
      `${s}${A} (?:is|belongs to|has become|became|is now)${A} (?:a )?(?:part of |member of )?(?:the )?core(?= (?:now|protocols?|already|today)|[.,;!]|$)`,
      /core/,
    ),
    finite(
      'bypasses',
      `${s}${A} (?:${MAY} ?)?${A.replace(/\*$/, '{0,2}')} ?(?:bypass(?:es)?|skips?|ignores?|overrides?|overrules?|waives?) ${GATES}`,
      /bypass|skip|ignore|overrid|overrul|waive/,
    ),
  ]
}

/** Rules that name the candidate in another place than the subject. */
export const AUTHORITY_NAMED_RULES: readonly Rule[] = [
  finite(
    'vested',
    `(?:core authority|power to (?:approve|promote|decide))${A} (?:is|was|has been)${A} (?:vested|invested|placed|lodged|put) (?:in|with|into) [©¦]|[©¦]${A} (?:is|was|has been)${A} (?:vested|endowed|invested|entrusted|equipped|clothed) with ${CORE}(?:core )?(?:authority|power)`,
    /vested|endowed|entrusted|equipped|clothed|placed|lodged|put/,
  ),
  finite(
    'of-its-own',
    `©${A} (?:approves?|promotes?|signs?(?: off(?: on)?)?|merges?|admits?|authori[sz]es?)${A} [^.;,]{0,40}\\b(?:of its own|its own)\\b`,
    / its own/,
  ),
  finite(
    'lies-with',
    `(?:fate|decision|say|right|power|authority|promotions?|approvals?|control|verdict)(?: (?:of|on|over|to|about|for) [^.;,]{1,40}?| )${A}(?:lies|rests|lie|rest|is|are|remains?)${A} (?:(?:with|up to) ©(?! (?:project|team|owner))|in (?:©'s|its) (?:own )?hands)`,
    /©.*(?:with|up to|hands)/,
  ),
  finite(
    'nobodys-consent',
    `©${A} (?:needs?|requires?|waits for|asks(?: for)?) (?:nobody's|no one's|no person's|nobody else's) (?:consent|permission|approval|say-so|blessing)|\\bno (?:[\\w'-]+ )?(?:consent|say-so) (?:of [^.;,]{1,20} )?is (?:needed|required|necessary)[^.;]{0,30}©`,
    /consent|permission|approval|say-so|blessing/,
  ),
  finite(
    'not-needed-for',
    `\\b(?:approval|consent|permission|sign-?off|review)(?: (?:by|of|from) [^.;,]{1,30}?)? is (?:not (?:needed|required|necessary)|needless|optional|unnecessary|superfluous) (?:for|with|in the matter of) ©`,
    /(?:for|with|of) ©/,
  ),
  finite(
    'speaks-for-core',
    `[©¦]${A} (?:speaks|acts|decides|rules)${A} (?:for|in the name of|on behalf of|as|with the voice of) core\\b`,
    / core/,
  ),
  finite(
    'granted-to',
    `(?:core )?authority(?: \\w+){0,3} (?:has been|is|was|were|are)${A} (?:granted|given|delegated|transferred|assigned|handed)(?: over)? to (?:[©¦]|(?:the|this) [\\w-]+)`,
    /authority/,
  ),
  finite(
    'core-granted',
    `\\bcore (?:has |now )*(?:granted|grants|gave|gives|delegated|delegates|conferred|handed) (?:©|(?:its |the |full )?authority to ©)`,
    /core/,
  ),
  finite(
    'belongs-to',
    `(?<!no )(?<!not )core authority${A} (?:belongs to|lies with|rests with|is held by|passes to|goes to|sits with|is with|comes with) [©¦]`,
    /core authority/,
  ),
  finite(
    'grants',
    `(?:grants?|granted|gives?|gave|delegates?|delegated|hands?|confers?|assigns?|transfers?) (?:[©¦] ${CORE}core authority|[©¦] (?:the )?(?:right|power|authority|permission) to (?:approve|promote|select|decide)|${CORE}core authority (?:up)?on [©¦]|${CORE}core authority to [©¦])`,
    /[©¦]/,
  ),
  label(
    'protocol-label',
    `^(?:status|authority|standing|level|tier|classification): (?:active |official |full )*core(?: protocol| authority)?[.!]?$`,
    /core/,
  ),
  label('protocol-yes', `^(?:active )?core protocol: (?:yes|true|active|granted)`, /core protocol/),
  finite(
    'any-engine',
    `\\b(?:engines?|backends?|candidates?|adapters?)${A} (?:may|can|are allowed to|is allowed to)${A} ${ACT}\\w*[^,;.]{0,30}?\\b(?:itself|themselves|its own|their own)`,
    /(?:may|can|allowed to) .*(?:itself|themselves|own)/,
  ),
  finite('with-authority', `[©](?:,)? (?:now )?with ${CORE}core authority`, /core authority/),
  label(
    'authority-label',
    `^(?:active )?core authority ?(?::|=|-|–|—) ?(?:granted|given|active|yes|full|true|held|©)`,
    /core authority/,
  ),
  label('authority-value', `^© ?(?::|-|–|—) ?${CORE}core authority`, /core authority/),
  finite(
    'nobody-approves',
    `\\b(?:no (?:one|person|human|people|body)|nobody) (?:has|have|needs?|is needed|is required) to (?:approve|review|sign|promote|agree)[^.;]{0,40}©`,
    /nobody|no (?:one|person|human|people|body)/,
  ),
  finite(
    'no-approval-for',
    `(?:no|without any|zero) (?:[\\w'-]+ )?(?:approval|sign-?off|permission)(?: of a person| from a person| by people)? (?:is |are |was )?(?:needed|required|necessary|asked for)[^.;]{0,30}©`,
  ),
  finite(
    'approval-not-needed',
    `approvals?(?: by a person| of people| by people| from people)? (?:is|are) (?:not (?:needed|required|necessary)|optional|unnecessary|superfluous|waived|void) for ©|\\bno (?:gate|approval|review|policy) (?:applies|apply|holds) (?:to|for) ©`,
  ),
  finite(
    'self-approval',
    `self-(?:approval|promotion)(?: (?:by|of|for) (?:©|the candidate|the engine|º))? (?:is|are)${A} (?:allowed|permitted|fine|possible|ok|okay|granted|enabled|accepted|legitimate)`,
    /self-/,
  ),
  finite(
    'approved-by-itself',
    `\\b(?:promotions?|approvals?|patch(?:es)?|runs?|stages?) (?:of|for|from|by) ©${A} (?:is|are|was|were|gets?)${A} (?:approved|granted|decided|signed|promoted)(?: on)? by (?:©|itself|ª)`,
    / by (?:©|itself|ª)/,
  ),
  finite(
    'own-by-itself',
    `(?:©'s|its|ª's) (?:own )?(?:promotions?|approvals?|stages?|patches|authority)${A} (?:is|are|was|were)${A} (?:decided|approved|signed|granted|made|given|selected)(?: on)? by (?:©|itself|ª)`,
    / by (?:©|itself|ª)/,
  ),
  finite(
    'decision-by-itself',
    `(?:decisions?|promotion|approval|judgement) (?:about|on|over|of|for) ©${A} (?:is|are|was|lies?|rests?)${A} (?:made |taken |given )?(?:by|with) (?:©|itself|ª)`,
    / (?:by|with) (?:©|itself|ª)/,
  ),
  finite(
    'c-by-itself',
    `©${A} (?:is|was|has been|gets)${A} (?:approved|promoted|authori[sz]ed|selected) by (?:itself|©)`,
    / by (?:©|itself)/,
  ),
  finite('own-authority', `(?:under|by|on|with) ©'s (?:own )?(?:core )?authority`),
]

const DOC = `(?:¦|(?:the|this) (?:present )?(?:text|paper|memo|note|folder|document|page|prd)|this|these pages|these documents|both documents|the documents?|(?:the |this |our )?[\\w-]*(?: issue)? ?(?:prd|sequence|artifact|protocol page|contract|matrix|workboard|disclaimer))`

/** Rules for a planning document that claims to be more than one. */
export const DOCUMENT_RULES: readonly Rule[] = [
  finite(
    'document-is-protocol',
    `(?<![\\w-])${DOC}${A} (?:is|are|becomes?|became|has become|counts as|serves as|acts as|was promoted to|has been promoted to|is promoted to|is part of|remains|was made|has been made|stands as|constitutes|represents|embodies)${A} (?:(?:an? |the |our |part of the |one of the )?(?:now |currently |already )?(?:active|official|binding|valid|new|full|approved)?,? ?(?:active |official |binding )?core (?:protocols?|authority)(?! candidate)|(?:now )?part of core\\b)`,
    /core/,
  ),
  finite(
    'document-has-authority',
    `(?<![\\w-])${DOC}${A} (?:has|have|holds?|carries|carry|gains?|gained|wields?|exercises?|claims|comes with|enjoys|possesses|has been (?:given|granted)|speaks with|is)${A} ${CORE}core authority`,
    /core authority/,
  ),
  finite(
    'document-promoted',
    `(?<![\\w-])${DOC}${A} (?:is|are|was|has been|have been)${A} (?:promoted|elevated|raised|admitted) (?:in)?to core\\b(?! protocol)`,
    / to core/,
  ),
  finite(
    'not-only-planning',
    `(?<![\\w-])${DOC}${A} (?:is|are) (?:no longer|not only|not just|not merely|more than) (?:a |for )?(?:local )?planning\\b`,
    /planning/,
  ),
  nominal(
    'make-protocol',
    `\\b(?:consider|treat|declare|regard|read|call|make|makes|made|declared|declares|treats)s? ¦${A} (?:as |to be )?(?:an? |the )?(?:active |official |binding )?core (?:protocol|authority)`,
    /¦.*core/,
  ),
  finite(
    'document-binds',
    `(?<![\\w-])${DOC}${A} (?:is binding (?:for|on) |binds (?:all|every|the) |overrides? (?:the )?core |supersedes? (?:the )?core )`,
    /bind|overrid|supersede/,
  ),
  nominal(
    'elided-protocol',
    `^(?:now |already )?(?:an? |the )?(?:active|official|binding) core (?:protocol|authority)(?=$|[.!,])`,
    /core/,
  ),
]
