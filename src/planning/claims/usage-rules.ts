import { ADVERBS as A, STANDING } from './lexicon.ts'
import { finite, label, type Rule } from './rule.ts'

// A standing can be claimed without one of its names: by what is done with the candidate ("we run everything on ©"),
// by what became of the others ("© replaced €"), and by who agreed ("the board gave © its blessing").

/** Within the ladder much may be run, moved and agreed; a statement with one of these words speaks of the ladder. */
const LADDER =
  /\b(?:sandbox\w*|fixtures?|evaluat\w*|trials?|pilots?|experiment\w*|tests?|stud(?:y|ies)|compared|candidates?|candidacy|stages?|artificial|copied|disposable|gated?|gates|reviewed|examin\w*|demo|prototype|planned|plan|§)\b/u

const usage = (id: string, source: string, hint: RegExp): Rule => {
  const rule = finite(id, source, hint)
  return {
    ...rule,
    exec: (text) =>
      LADDER.test(text) || / only (?:when|if|after|once|for|in)\b/.test(text) ? null : rule.exec(text),
  }
}

const BE = '(?:is|are|was|were|has been|have been|gets?|got)'
const WE =
  '(?:we|they|cto|everyone|everybody|people|all (?:of us|teams|users|projects|customers)|every (?:team|one of us|project)|(?:our|the) (?:teams?|company|group|organi[sz]ation|harness|platform|customers|pipeline|maintainers|owners|board|management))'
const WORK =
  '(?:everything|all\\b|every|each|most|any|our|the whole|whatever|new|coming|customer|production|real|live|daily|nightly|merges|patches|tasks|work|runs|jobs|releases)'
const NOUN = '(?:backend|engine|runner|agent|tool)'
const ENGINES = '(?:€|codex|the (?:old|previous|former) (?:backend|engine|one)|[ªº])'
const NOD =
  '(?:nod|go-ahead|blessing|ok|okay|thumbs[- ]up|green light|seal of approval|all[- ]clear|approval|sign-off|consent|clearance|mandate)'
const DO =
  '(?:runs?|ran|do|does|did|ships?|shipped|builds?|built|executes?|merges?|merged|develops?|delivers?|handles?|works?|routes?|routed|sends?|sent|puts?|moved?|moves|migrated?|trusts?|entrusts?)'
const DONE =
  '(?:run|done|served|handled|executed|processed|built|delivered|merged|shipped|powered|produced|carried|backed|driven|routed|sent|moved|migrated)'

/** Rules that need the candidate by name; they hold in every segment, whatever its topic. */
export const USAGE_RULES: readonly Rule[] = [
  usage(
    'in-production',
    `\\b(?:rel(?:y|ies)|us(?:e|es|ed|ing)|runs?|ran|running|trusts?|deploy(?:s|ed)?|have|has|had|put|keeps?) (?:on )?© (?:[\\w-]+ )?in(?:to)? (?:full |live |real )?production\\b|©${A} (?:is|was|has been|remains|proved)${A} (?:[\\w-]+ ){1,3}in production\\b`,
    /production/,
  ),
  label(
    'presupposed',
    `^(?:how|why|when) (?:© (?:became|has become|was made|was chosen as|was named|was picked as) (?:the |our |cto's )?(?:[\\w-]+ )?${STANDING}|(?:we|cto|the team|the board|the owners|management) (?:chose|picked|selected|approved|adopted|settled on|went with|went for|switched to|moved to) ©(?!'))(?![^.]*\\?)`,
    /^(?:how|why|when) /,
  ),

  usage(
    'we-run',
    `\\b${WE}${A} (?:(?:have|has|had)${A} )?${DO}${A} ${WORK}[^.;,©]{0,40}? (?:on|with|through|via|by|to|over to|onto) ©(?!')`,
    / (?:on|with|through|via|by|to|onto) ©/,
  ),
  usage(
    'work-on',
    `\\b${WORK}[^.;,©]{0,40}? ${BE}${A} ${DONE}(?: over)? (?:on|with|through|via|by|to|onto) ©(?!')`,
    / (?:on|with|through|via|by|to|onto) ©/,
  ),
  usage(
    'work-goes',
    `\\b(?:production|${WORK}(?: [\\w-]+){1,3}|tasks|merges|runs|traffic|work)${A} (?:(?:has|have)${A} )?(?:moved|migrated|switched|gone|goes|go|lands?|runs?|run|relies|rely|depends?|falls?|sits?)(?: over)?${A} (?:on|to|through|onto|with) ©(?!')(?=$|[.,;!)]| (?:now|today|since|for good|unless|by|in|everywhere|alone|and|nowadays|when|if|whenever|without))`,
    / (?:on|to|through|onto|with) ©/,
  ),
  usage(
    'everyone-uses',
    `\\b(?:everyone|everybody|all (?:teams|users|projects|of us)|every (?:team|project|user))(?: [\\w-]+)?${A} (?:uses?|runs?(?: on)?|works? with|relies on|rely on|builds on|is on|are on) ©(?!')`,
    /(?:everyone|everybody|all|every) .*©/,
  ),
  usage(
    'all-in',
    `\\b(?:we|they|cto|the team) (?:are|is) (?:now )?(?:all in on|all on|on|sold on|set on|committed to|with) ©(?=$|[.,;!]| (?:now|for|since|today|everywhere))`,
    / (?:on|with|to) ©/,
  ),
  usage(
    'goes-with',
    `\\b${WE}${A} (?:(?:has|have|had|are|is)${A} )?(?:goes?|went|gone|going|stays?|stayed|sticks?|stuck) (?:with|for) ©(?!'| to\\b| through\\b)`,
    / (?:with|for) ©/,
  ),
  usage(
    'switched',
    `\\b(?:${WE}|we)${A} (?:(?:has|have|had)${A} )?(?:switched|moved|migrated|changed|converted|turned)(?: over)?(?: from ${ENGINES})?(?: over)? to ©(?!')`,
    / to ©/,
  ),
  usage(
    'ratified',
    `\\b(?:ratif(?:y|ies|ied)|confirmed|endorses?|nodded through|waved through|rubber-stamped|cleared|released|introduced|rolled out|installed|established|made the switch to|voted in|voted for|landed on|converged on|plumped for|gone for|fixed on) ©(?!')(?: (?:as|for|to|in) (?:the |our |its |their |a |an )?(?:[\\w-]+ ){0,2}?(?:${NOUN}|production|everyone|all|general|standard|default)|$|[.,;!])`,
    /\b(?:ratif|confirm|endorse|nodded|waved|stamped|clear|releas|introduc|rolled|install|establish|switch|voted|landed|converged|plumped|gone|fixed)[\w ]* ©/,
  ),
  usage(
    'blessing',
    `\\b(?:gave|gives|has given|have given|granted|has granted) © (?:its|their|the|a|his|her|our|full|final)(?: [\\w-]+){0,2} ${NOD}|\\b${NOD} (?:was |has been |is )?(?:given|granted|issued) (?:to|for) ©`,
    /(?:gave|gives?|given|granted|issued).*©/,
  ),
  usage(
    'got-nod',
    `©${A} (?:has|have|had|got|gets|received|has received|was given|has been given|earned|won|obtained|enjoys)${A} (?:got )?(?:the|its|a|full|final|everyone's|[\\w-]+'s)(?: [\\w-]+){0,2} ${NOD}(?! (?:from itself|process|page|record|event|request|gate|rule|for itself))`,
    /nod|go-ahead|blessing|ok|thumbs|green light|seal|clear|approval|sign-off|consent|mandate/,
  ),
  usage(
    'as-backend',
    `\\b(?:with|uses?|used|using|have|has|had|made|makes|keeps?|runs?|ships?|picked|took|takes?|adds?|includes?|bundles?) ©${A} as (?:its|the|our|their|cto's) (?:[\\w-]+ )?${NOUN}(?! under)`,
    /© .*as /,
  ),
  usage(
    'the-one',
    `©${A} (?:is|was|remains|became|has become)${A} (?:º|(?:the|our) (?:only )?(?:one|${NOUN}|workhorse|thing))(?: now)? (?:that|which|who|behind|under) (?!(?:is|was|has|we|they|may|can|must|needs|should|could|will|would|fails|failed)\\b)[^.;]{3,60}`,
    /© .*(?:the |our |º)/,
  ),
  usage(
    'what-uses',
    `©${A} (?:is|was|remains|became)${A} (?:what|whatever) (?:powers|drives|runs|carries|(?:production|(?:the )?[\\w-]+(?: [\\w-]+)?) (?:uses?|runs? on|relies on|is built on|depends on|builds on|works with))`,
    /© .*what/,
  ),
  usage(
    'powers',
    `©${A} (?:has |have )?(?:been )?(?:powers?|powering|powered|drives?|driving|drove|carries|carried|carrying|serves?|serving|served|handles?|handling|handled|merges?|merging|takes care of|backs?|underpins?|executes?|processes)${A} (?:everything|(?:(?:all|every|most|each|our|real|the|of|whole|entire|production|live|customer|daily|nightly) ){1,4}(?:[\\w-]+ )?(?:runs?|merges?|tasks?|patch(?:es)?|releases?|repositor(?:y|ies)|jobs?|work|load|traffic|production|customers?|teams?|projects?|builds?|workloads?|pipelines?|deliver(?:y|ies)))\\b(?![^.;]*\\bits own\\b)`,
    /© .*(?:power|driv|drove|carr|serv|handl|merg|takes care|backs|underpin|does|did|gets|execut|process)/,
  ),
  usage(
    'replaced',
    `©${A} (?:(?:has|have|had)${A} )?(?:replaced|replaces|ousted|displaced|superseded|supersedes|supplanted|took over from|takes over from|taken over from|succeeded|stepped in for) €(?! in (?:a|one|the) )`,
    /© .*€/,
  ),
  usage(
    'replaced-by',
    `€${A} (?:is|was|has been|were|had to|has)${A} (?:retired|replaced|dropped|superseded|ousted|displaced|make way|made way|phased out|swapped|abandoned|given up|removed|switched off)(?: [\\w-]+)? (?:in favou?r of|by|for|and replaced by) ©`,
    /€ .*©/,
  ),
  usage('out-in', `€ is (?:out|gone|history),? (?:and )?© is (?:in|here)\\b`, /€ is .*©/),
  usage(
    'fallback',
    `(?:\\b(?:when|whenever|where|if|unless|without|in the absence of)\\b [^.;©]{0,60}\\b(?:nothing|no|none|flag|otherwise|else|option|setting|names?|named|configured|given|asked|told|said|set|engine|backend)\\b[^.;©]{0,30}),? (?:the (?:harness|runner|router|scheduler|queue) (?:picks|takes|starts|uses|chooses|falls back on|runs) )?©(?= (?:runs?|is (?:used|taken|started|run|picked|chosen|selected|called|it)|starts?|takes over|steps in|does|handles|will run|applies)|[.!]?$)`,
    /(?:when|where|if|unless|without|in the absence).*©/,
  ),
  usage(
    'unless-named',
    `\\b(?:goes?|lands?|falls?|sent|routed|given|runs?|are run|is run|passed|handed|picks?|uses?|starts?|takes?|selects?)(?: (?:to|on|with|by|through))? © (?:unless|when no|if no|where no|as long as no|whenever no)\\b`,
    /© (?:unless|when|if|where|as long|whenever)/,
  ),
  usage(
    'ended-with',
    `\\b(?:vote|comparison|evaluation|selection|search|discussion|meeting|decision|debate|contest)${A} (?:has )?(?:ended|closed|concluded|finished|resulted|was settled) (?:with|in|in favou?r of|for|on) ©(?!')`,
    /vote|comparison|evaluation|selection|search|discussion|meeting|decision|debate|contest/,
  ),
  usage(
    'came-first',
    `©${A} (?:has |have )?(?:come|came|comes|emerged?|emerges|finished|ended|ends)(?: out| up)?${A} (?:as (?:the |our )?(?:[\\w-]+ )?(?:winner|victor|default|favou?rite|choice|standard|${NOUN})|on top|ahead of (?:€|all|the others)|first)`,
    /© .*(?:com|came|emerge|finish|end)/,
  ),
  usage(
    'released',
    `©${A} (?:is|was|has been|stands|went)${A} (?:(?:cleared|released|open|available|ready|approved|opened|enabled|live|rolled out|deployed|installed|in use|in service|switched on|used|relied on|trusted)(?: for use)? (?:for|to|in|across|by|at|with|on|throughout) (?:general|everyone|everybody|all|every|the whole|company|the public|public|production|our (?:customers|teams)|customers|customer|real|any|unrestricted)|generally available|(?:rolled out|deployed|live|used|available|in use|adopted|enabled|installed) (?:everywhere|company-wide|globally|organi[sz]ation-wide|team-wide|throughout|universally))`,
    /© .*(?:clear|release|open|avail|ready|approved|enable|live|rolled|deploy|install|use|service|switched|relied|trusted|adopted)/,
  ),
  finite(
    'candidate-over',
    `©${A} (?:has |had |have )?(?:outgrown|left|shed|graduated from|moved (?:past|beyond)|left behind|finished with|put behind it) (?:its |the |being )?(?:an? |mere )?(?:candidacy|candidate(?: status| stage| label| phase)?)\\b|^candidate no (?:more|longer)\\b[^.;]*©|©'s (?:days|time) as (?:an? )?candidate (?:are|is) over|\\bcandidacy of © (?:is|has) (?:over|ended|done)`,
    /candida/,
  ),
  usage(
    'event-of',
    `(?:(?:adoption|selection|choice|approval|promotion|election|appointment|designation|roll-?out|deployment|introduction|confirmation|ratification|acceptance|certification) of ©|©'s (?:adoption|selection|approval|promotion|appointment|designation|roll-?out|deployment|confirmation|certification|acceptance|elevation))(?: (?:as|to|in|by|for) [^.;,]{1,40}?)?${A} (?:took effect|takes effect|is in (?:effect|force|place)|came into force|came (?:through|last|in|on)|went (?:through|into effect)|happened|followed|(?:is|was|has been)${A} (?:complete|completed|done|final|finished|official|through|granted|signed|sealed|settled|announced|confirmed|unanimous|behind us|approved|effective|ratified|made))`,
    / of ©|©'s/,
  ),
  label(
    'verdict-on',
    `^(?:(?:the |our |final |board )*(?:status|state|verdict|decision|outcome|result|standing|ruling|conclusion|position)) (?:of|on|for|about|regarding) ©(?: is| was)? ?(?::|=|-|–|—)?${A} ${STANDING}`,
    /^.*(?:of|on|for|about|regarding) ©/,
  ),
  label(
    'picked-label',
    `^(?:(?:the |our |final |team |cto )*(?:decision(?: taken| made)?|verdict|choice|pick|winner|selection|outcome|${NOUN} in (?:use|production|service)|our (?:pick|choice|${NOUN})|approved|chosen|selected|adopted|in production|now live|(?:we )?chose))(?: (?:for|of|this|in) [^:]{1,40})? ?(?::|=|–|—| -) ?(?:we (?:take|use|go with|run) )?©(?: it is)?[.!]?$`,
    /(?::|=|–|—| -) ?(?:we [\w ]+)?©(?: it is)?[.!]?$/,
  ),
  usage(
    'list-of',
    `(?:^|\\b(?:the|our|cto's) )(?:[\\w-]+ )?(?:default|chosen|selected|approved|production|active|official|production-ready|authori[sz]ed|supported)(?: and [\\w-]+)? (?:backends|engines|agents|tools)(?: (?:of|in|at|for) [^:.;]{1,30})? (?:are|were|now are|include|comprise|remain)${A}:? (?:[€\\w,-]+ ){0,6}©(?!')`,
    /(?:backends|engines|agents|tools) .*©/,
  ),
  label(
    'list-label',
    `^[^:;.©]{0,40}\\b(?:engines|backends|agents|tools) (?:are|were|have been) ${STANDING}[^:.;]{0,20}: [^.;]{0,60}©`,
    /: .*©/,
  ),
  label(
    'both',
    `\\bboth (?:€ and ©|© and €)${A} (?:are|were|have been|became|have become|remain)${A} ${STANDING}`,
    /\bboth /,
  ),
  usage(
    'preferred',
    `©${A} (?:is|was|remains|became|has become)${A} (?:the |our |cto's |[\\w-]+'s )?(?:preferred|go-to|first-choice|favou?red|leading|main|number one|day-to-day|everyday|everyday|usual|regular|permanent)(?: (?:backend|engine|choice|option|tool|agent|one|first choice))?(?=$|[.,;!]| (?:of|for|in|here|now|across|over|everywhere|at|among))`,
    /preferred|go-to|choice|favou?red|leading|\bmain\b|number one|day-to-day|everyday|usual|regular|permanent/,
  ),
  usage(
    'preferred-label',
    `\\b(?:the|our|cto's|[\\w-]+'s) (?:preferred|go-to|first-choice|main|usual|regular|everyday) (?:backend|engine|agent|tool|choice)(?: [^.;,:©]{1,30})? (?:is|remains|was|became|has become)${A} ©(?!')|\\b(?:our|cto's) (?:go-to|favourite|preferred engine|workhorse|mainstay|first choice)(?: is|,|:) ©`,
    /preferred|go-to|choice|\bmain\b|usual|regular|everyday|favourite|workhorse/,
  ),
  usage(
    'first-choice',
    `©${A} (?:is|was|remains|became|has become|,)${A},? (?:the|our|everyone's|cto's|[\\w-]+'s) (?:go-to|first choice|first port of call|workhorse|mainstay|mainstream choice|bread and butter|weapon of choice|number one|engine from now on|backend from now on)(?! candidate)|©, (?:the|our|everyone's|[\\w-]+'s) (?:(?:team|group|company)'s )?(?:first (?:choice|port of call)|go-to|workhorse|mainstay|first pick)`,
    /go-to|first|workhorse|mainstay|choice|bread|weapon|number one|from now on/,
  ),
  usage(
    'engine-behind',
    `(?:º|(?:the|our) ${NOUN}) (?:that |which )?(?:behind|under|beneath|powering|driving|serving|running|cto|we|they|production|customers|our teams|everyone) [^.;©]{2,60}? (?:is|was|remains)${A} ©(?=$|[.,;!]| (?:now|today|since|and))`,
    /(?:º|(?:backend|engine|runner|agent|tool)) .*©/,
  ),
  usage(
    'trusted',
    `©${A} (?:is|was|has been|are)${A} (?:trusted|entrusted|charged|tasked) with (?:production|real|customer|live|all|every|our|critical)`,
    / with /,
  ),
]
