import { ADVERBS, COPULA, DETERMINER, EVALUATION, STANDING, STATUS } from './lexicon.ts'
import { finite, label, nominal, type Rule } from './rule.ts'

const A = ADVERBS
const ALSO_SUBJECTS =
  '(?:,? (?:and|or|and not|not|rather than|instead of|over|unlike|as well as|along with|like|together with|just as|with)(?: not)?(?: also)? (?:[\\w€-]+)(?: (?:and|or|nor) [\\w€-]+)?,?)?'
const INSERTION =
  '(?: ?\\((?!not|if|when|once|unless|never|no)[^()]{1,60}\\))?(?:(?:,| -| –| —) (?!if\\b|when\\b|once\\b(?! an? )|unless\\b|until\\b|which\\b|who\\b|that\\b|not yet|should\\b|were\\b|and\\b|but\\b|so\\b|it\\b|the\\b|then\\b)[^,;.–—]{1,80}?(?:,| -| –| —))?'
const NOUNS = '(?:backend|engine|runner|agent)'

const SUBJECT = `(?<![\\w-])©${ALSO_SUBJECTS}${INSERTION}`

const CHOICE_VERB =
  '(?:chose|chosen|chooses|selected|selects|picked|picks|approved|approves|adopted|adopts|elected|endorsed|endorses|certified|certifies|authori[sz]e[ds]|greenlit|green-lit|promoted|settled on|settles on|decided on|decided for|decided in favou?r of|opted for|went with|goes with|(?:are|is) going with|standardi[sz]ed? on|standardi[sz]es on|signed off on|signed off|voted for|committed to|bet on|blessed|sanctioned|accepted|crowned|made the decision for)'
const CAUSE_VERB =
  '(?:makes?|made|making|sets?|setting|uses?|used|using|keeps?|kept|treats?|treated|treating|adopts?|adopted|adopting|declares?|declared|declaring|considers?|considered|regards?|regarded|calls?|called|calling|installs?|installed|runs?|ran|running|selects?|selected|choose|chooses|chose|chosen|choosing|picks?|picked|names?|named|designates?|designated|establish(?:es|ed)?|deploys?|deployed|ships?|shipped|confirms?|confirmed|configures?|configured|rates?|rated|deems?|deemed|appoints?|appointed|marks?|marked|takes?|took|have|has|had|with|crowns?|crowned|accepts?|accepted|gives?|elected|promotes?|promoted|want|prefer|see|sees|count|counts|certified|certifies|leaves?|left|enable|enables|enabled|approved?|put|got|get)'

/** Rules in which the candidate is the subject. Pronouns that stand for it are put in its place before. */
export const SUBJECT_RULES: readonly Rule[] = subjectRules()

function subjectRules(): readonly Rule[] {
  const s = SUBJECT
  return [
    finite(
      'copula',
      `${s}(?:,? (?:which|that))?(?:(?: has| have| had)?${A}) ${COPULA}(?:, (?!not\\b|never\\b|no longer|if\\b|when\\b|once\\b|unless\\b|until\\b|or\\b|and\\b|but\\b)[^,;.]{1,50}?,)?${A} ${STANDING}`,
    ),
    finite(
      'copula-and',
      `${s} ${COPULA} (?!not\\b|no\\b|never\\b|neither\\b|anything\\b|all\\b|nothing\\b|hardly\\b|far\\b|un\\w+\\b)(?:(?!\\bnot\\b|\\bno\\b|\\bnever\\b)[^;.]){1,50}?,? (?:and|but)${A} (?:${COPULA}${A} )?${STANDING}`,
      / (?:and|but)\b/,
    ),
    finite(
      'verb-and',
      `${s} (?!not\\b|no\\b|never\\b|neither\\b|may\\b|might\\b|would\\b|could\\b|should\\b|will\\b|must\\b|can\\b)(?:(?!\\b(?:not|no|never|if|when|until|unless|but|or|by|which|that|who)\\b)[^;.]){1,70}?,? and${A} ${COPULA}${A} ${STANDING}`,
      / and\b/,
    ),
    finite(
      'not-x-but',
      `${s}(?: has been)?(?: ${COPULA}) not (?!only|just|merely)[^,;.]{1,60}?,? but(?: rather)?${A} ${STANDING}`,
      /\bnot\b.*\bbut\b/,
    ),
    finite(
      'not-but-elided',
      `${s} (?:\\w+ )?(?:is|was|does|may|can|could|did|has) (?:been )?not [^;.]{1,70}?,? but${A} ${COPULA}${A} ${STANDING}`,
      /\bnot\b.*\bbut\b/,
    ),
    finite(
      'by-default',
      `${s}${A} (?:is|are|was|has been|were)${A} (?:used|on|(?:been )?(?:switched|turned|left) on|enabled|run|selected|chosen|active|activated|taken|picked|invoked|called|what runs|preferred)(?: [\\w-]+){0,3} by default`,
      /by default/,
    ),
    finite(
      'by-default-verb',
      `${s} (?:runs|handles|executes|takes|does|gets|processes|serves|answers)(?: (?!nothing\\b|no\\b|not\\b|only\\b|never\\b)[\\w-]+){0,4} by default`,
      /by default/,
    ),
    finite(
      'has-status',
      `${s}${A} (?:has|have|enjoys?|holds?|got|receives?|received|has received|obtained|has obtained|earned|has earned|gained|has gained|won|has won|carries|was given|has been given|was granted|has been granted|reached|has reached|achieved|has achieved)${A} (?:a |an |the |its |his |full |final |formal |official |unanimous |all |our |cto's |team's )*(?:(?:default|production|approved|active|official)(?: backend| engine)? status|approval|sign-off|clearance|the green light|green light|production (?:approval|readiness))(?! (?:is|was|requests?|events?|process|authority|gate|record|rights?|power)\\b)(?! ${EVALUATION})(?! for (?:the |its )?${EVALUATION})`,
      /status|approval|sign-off|clearance|green light|readiness/,
    ),
    finite(
      'production',
      `${s}${A}(?: has| is| was| have| had)?${A} (?:been )?(?:runs?|running|operates|used|deployed|released|shipped|rolled out|promoted|ships|serving|serves|handles|handling|powers|powering|carries|carrying|live|moved|in use|works|went|gone|put)(?: [\\w-]+){0,3} (?:in|to|into|all|our|the|live) ?(?:all |our |the |live )*production\\b(?!-like)`,
      /production/,
    ),
    finite(
      'production-load',
      `${s}${A} (?:serves|handles|powers|carries|runs|processes|takes|does)(?: all| our| the| live| its| most)* production (?:traffic|work|workloads?|tasks|runs|systems|load|jobs|requests)`,
      /production/,
    ),
    finite('live', `${s}${A} (?:went|goes|has gone|is going) live\\b`, /\blive\b/),
    finite(
      'replaces',
      `${s}${A}(?: has| is)?${A} (?:replaces?|replaced|superseded?s?|succeeds|succeeded|takes over|took over|taken over)(?: from)? [^,;.]{1,40}? as ${STANDING}`,
      /replac|supersede|succeed|takes? over|took over|taken over/,
    ),
    finite(
      'beyond-candidate',
      `${s}${A} (?:is|was|has become)${A} (?:no longer (?:just |only |merely |simply )?(?:a |the )?(?:mere )?candidate|(?:much |far )?more than (?:just )?a (?:mere )?candidate|not a candidate any ?(?:more|longer)|past (?:the )?candidacy|a candidate no (?:more|longer)|not (?:just|only|merely) a candidate)`,
      /candida/,
    ),
    finite(
      'won',
      `${s}${A} (?:has )?won the (?:evaluation|selection|comparison|decision)[^.;]{0,20}(?:and|,) ${STANDING}`,
      /\bwon the\b/,
    ),
    finite('status-of', `(?:the )?status of © (?:is|:)${A} ${STANDING}`, /status of/),
    finite(
      'is-what-we-run',
      `${s} ${COPULA}${A} (?:what|the (?:one|backend|engine) that) (?:we|cto|every|all|each)\\b`,
      / (?:what|that) (?:we|cto|every|all|each)\b/,
    ),
  ]
}

/** Rules that need the candidate by name: as the object of a choice, as a label's value, in apposition. */
export const NAMED_RULES: readonly Rule[] = [
  finite(
    'inverse',
    `(?:^|(?<=[ ,(]))(?:the |our |cto's |its |their |today's |current |${DETERMINER} )?(?:[\\w-]+ ){0,2}?${STATUS}(?: (?:cto|coding|agent|team|workspace|harness|new))?(?: ${NOUNS}| choice| one| option)?(?: (?:for|of|in|here|at|that|we|they|on) ?[^,;.:©]{0,40})?${A} (?:is|remains|becomes|became|was|has become|has been|stays|are)${A} (?:now |called |named )?©(?!'s| (?:only )?(?:if|once)\\b)`,
    /\b(?:is|remains|becomes|became|was|become|been|stays|are)\b.*©/,
  ),
  finite(
    'inverse-choice',
    `(?:the|our|cto's) (?:[\\w-]+ )?(?:${NOUNS}|one|choice|winner|pick)(?: (?:of (?:choice|record)|in (?:production|use)|that (?:we|they|was|is|runs)|we|they|everyone|which we|behind|used|now)[^,;.:]{0,40})? (?:is|was|remains|has become)${A} ©(?=$|[.,;!]| (?:for|in|and|now|today|,))(?! (?:only )?(?:if|once))`,
    /backend|engine|runner|agent|one|choice|winner|pick/,
  ),
  finite(
    'what-we-run',
    `what (?:we|cto|every\\w*|all|each|the team)\\b[^.;]{0,40}\\b(?:runs?|uses?|ships?|chose|picked|selected|trusts?)\\b[^.;]{0,24}? (?:is|was)${A} ©`,
    /what (?:we|cto|every|all|each|the team)/,
  ),
  finite(
    'chosen-by',
    `(?<!\\bto )(?<!\\bmay )(?<!\\bcan )(?<!could )(?<!should )(?<!would )(?<!will )\\b${CHOICE_VERB}${A} ©(?! [\\w-]+ (?:to be|for) ${EVALUATION})(?!(?: only)? (?:for|as|to|in) (?:be |the |a |an |our |its )*(?:[\\w-]+ ){0,2}?${EVALUATION})(?!'s)`,
  ),
  finite(
    'we-choose',
    `\\b(?:we|they|maintainers|people|teams|owners) (?:all )?(?:hereby |now |formally )?(?:choose|select|pick|approve|adopt|endorse|accept|trust) ©(?! (?:for|as|to) (?:the |a |an |our )*(?:[\\w-]+ )?${EVALUATION})`,
    /choose|select|pick|approve|adopt|endorse|accept|trust/,
  ),
  nominal(
    'cause',
    `(?<!\\bmay )(?<!\\bcan )(?<!could )(?<!should )(?<!would )(?<!will )(?<!might )\\b${CAUSE_VERB}${A} ©,?${A} (?:as |to be |for |into )?${STANDING}`,
  ),
  nominal(
    'cause-default',
    `\\b(?:use|uses|used|using|run|runs|running|choose|select|call|enable|prefer|start|starts)s? ©(?: [\\w-]+){0,4} by default`,
    /by default/,
  ),
  nominal(
    'default-cause',
    `\\bby default,? (?:[\\w-]+ ){0,4}?(?:runs?|uses?|goes|go|executes?|are run|is run|are executed|is executed|selects?|picks?|calls?|starts?|choose|chooses)(?: (?:on|with|by|to|through|in))? ©`,
    /by default/,
  ),
  finite('defaults-to', `\\b(?:defaults?|defaulting|is defaulted|falls back) to ©`, / to ©/),
  nominal(
    'runs-on-default',
    `\\b(?:runs?|executed?|executes|goes|go|are run|is run|relies|works?|handled|done)(?: on| by| with| through| to| in) © by default`,
    /by default/,
  ),
  nominal(
    'as',
    `©,? (?:serving |acting |working |now |confirmed |installed |established )?as${A} ${STANDING}`,
    /©,? (?:[\w-]+ )?as/,
  ),
  label(
    'fronted-as',
    `(?:\\bas|^being|^already|^now|^(?:since|from|as of) [\\w ]{1,12}) ${STANDING}(?: [^,;.]{0,30})?,? ©(?! (?:would|could|might|may|will|should))`,
    /\bas |^being|^already|^now|^since|^from/,
  ),
  label(
    'label',
    `^(?:[\\w-]+ )?(?:the |our |current |new |cto |cto's )*(?:[\\w-]+ )?${STATUS}(?: (?:cto|coding|agent|task|run|workspace|harness))?(?: ${NOUNS}s?| choice| option| status| tool| candidate backend)?(?: \\([^)]*\\)| (?:for|of|in) [^:]{1,30})? ?(?::|=|–|—| -|→|->|\\|) ?(?:is |now )?(?:€(?:,| and|, and)? )*©(?=$|[ .,;!()])(?! ?\\((?:candidate|not|no|pending|proposed|never|evaluation))(?!,? (?:if|once|when|pending|only if|would|could|may|might))`,
    /[:=–—→|]| -|->/,
  ),
  label(
    'label-qualified',
    `^(?:the |our |cto )*(?:${NOUNS}|tool)s? (?:\\((?:the |our )?${STATUS}\\)|in (?:production|use)|of (?:choice|record)|used by default|by default) ?(?::|=|–|—| -|→|is) ?©`,
    /[:=–—→]| -|is ?©/,
  ),
  label(
    'value',
    `^©(?:,? ?(?::|=|–|—|→|->| -|\\|))(?: status:?| state:?| it is| is)?${A} ${STANDING}`,
    /^©,? ?(?:[:=–—→|]|->| -)/,
  ),
  label('status-value', `^© (?:status|state) ?(?::|=|is)${A} ${STANDING}`, /^© (?:status|state)/),
  label('parenthetical', `© ?[(\\[](?:is |now |already |our )*${STANDING}`, /© ?[([]/),
  label('dash', `©(?: -| –| —) (?:now |already )?(?:the|our|cto's) ${STANDING}`, /© (?:-|–|—) /),
  finite(
    'inverse-named',
    `º (?:(?:(?:that|which) )?(?:we|they|everyone|everybody|cto|all teams|the team|people)(?: all| now| already)? (?:uses?|runs?|chose|picked|selected|approved|trusts?|adopted|settled on)|(?:chosen|selected|approved|picked|used|adopted|trusted|preferred)(?: (?:by|for|in|as) (?!(?:the |a |an )?${EVALUATION})[^,;.]{1,30})?|of choice|of record|in production|in use)(?: (?:for|in|by) [^,;.]{1,30})? (?:is|was|remains|has become)${A} ©`,
    /º/,
  ),
  label(
    'headline',
    `^(?:decision|result|outcome|news|done|update)?:? ?©,? (?:approved|chosen|selected|adopted|picked|confirmed|named|declared|rolled out|promoted(?! to core)|elected|endorsed)(?! (?:only )?(?:for|as|to|in) (?:be |the |a |an |our |its )*(?:[\\w-]+ ){0,2}?${EVALUATION})(?! only| by (?:nobody|no one)| or)(?= (?:as|for|by|over|to|in|with|the|our|production|at|on|last|today)|[.!]?$)`,
    /approved|chosen|selected|adopted|picked|confirmed|named|declared|rolled out|promoted|elected|endorsed/,
  ),
  label('apposition-bare', `^©, ${STANDING}`, /^©, /),
  label('late-name', `\\b(?:is|becomes|became|remains)${A} ${STANDING}: ©[.!]?$`, /: ©/),
  nominal(
    'apposition',
    `©, (?:now |already |still |by now |long |recently |finally |which is |being |having been |as of today |today |(?:since|from|as of|in) \\w+ |fully |officially |formally |newly |once more )*(?:(?:the|our|cto's|its|their) ${STANDING}|(?:approved|chosen|selected|adopted|production-ready|production ready)(?! (?:only )?(?:for|as) (?:the |a |an |our )*(?:[\\w-]+ )?${EVALUATION})(?: (?:by|in|for|as|at|on|last|and|since)[^,]*)?(?:,|\\.?$)(?! not\\b)(?! and| or| (?:approved|chosen|selected|ready|active)))`,
    /©, /,
  ),
  nominal(
    'apposition-before',
    `(?:\\b(?:the|our|cto's|its) |^(?:[\\w-]+ )?)(?:[\\w-]+ )?${STATUS}(?: (?:cto|coding|agent))? (?:${NOUNS}|choice|one|tool),? ?[("]?©`,
  ),
  nominal(
    'attributive',
    `(?:\\b(?:the|our|an?|cto's|its) |^)(?:now |already |newly |fully |officially )?(?:approved|chosen|selected|default|production[- ]ready|production|active|official|standard|ready)(?:,? (?:and )?(?:approved|chosen|selected|default|production[- ]ready|active|ready))? ©(?!,? (?:is |was )?not)(?![ ,]*(?:for|as) (?:the |a )?${EVALUATION})`,
    /(?:approved|chosen|selected|default|ready|production|active|official|standard) ©/,
  ),
  label(
    'participle-fronted',
    `^(?:now |already |long |recently |fully |formally |officially |having been |being |finally )*(?:approved|chosen|selected|adopted|picked|production[- ]ready|ready for production)(?:[^,;.]{0,40}),? (?:and [^,;.]{1,30}, )?©`,
    /approved|chosen|selected|adopted|picked|ready/,
  ),
  nominal(
    'alter',
    `\\b(?:switch|chang|set|mov|flip|point|updat|reset)\\w* (?:the |our |its )?(?:current )?${STATUS}(?: ${NOUNS}| setting| choice)?(?: from €)? to ©`,
    / to ©/,
  ),
  finite(
    'altered',
    `(?:^|\\b(?:the|our|cto's) )${STATUS}(?: ${NOUNS}| setting| choice)? (?:was|is|has been|is now|was just|got|has now been)${A} (?:switched|changed|set|moved|flipped|updated|reset|pointed)(?: over)?(?: from €)? to ©`,
    / to ©/,
  ),
  finite(
    'choice-fell',
    `(?:choice|decision|vote|selection|pick|verdict) (?:fell|falls|has fallen|went|goes|settled|landed|was|is|came down)(?: on| to| for| in favou?r of| upon) ©`,
    /choice|decision|vote|selection|pick|verdict/,
  ),
  label(
    'choice-label',
    `(?:^|\\b(?:the|our) )(?:final |clear |overall )?(?:choice|winner|pick|decision)(?: of (?:the |this )?[\\w -]{1,30}?)?(?: has been made| is made| was made| is clear| is final| is)?(?: is| was|:|,) ?©(?=$|[.,;!])`,
    /choice|winner|pick|decision/,
  ),
  finite(
    'production-on',
    `\\bproduction (?:work |tasks? |traffic |workloads? |jobs )?(?:now |already |currently )?(?:runs?|is running|relies|rely|depends?|goes|go|is handled|is done|is served) (?:on|through|to|by|with|via) ©`,
    /production/,
  ),
  finite(
    'approval-of',
    `(?:the )?(?:approval|selection|adoption|choice|promotion) of © (?:as [^.;]{1,40} )?(?:has been|was|is|stands|came)${A} (?:granted|given|final|done|complete|completed|confirmed|settled|made|through|official)`,
    /(?:approval|selection|adoption|choice|promotion) of ©/,
  ),
  finite(
    'own-approval',
    `©'s (?:production |formal |final )?(?:approval|selection|adoption|default status|production status|promotion|production readiness)${A} (?:has been|was|is|stands)${A} (?:granted|given|final|done|complete|completed|confirmed|settled|approved|official|proven|established)`,
    /©'s/,
  ),
  finite(
    'own-status',
    `©'s (?:current |official )?(?:status|state|standing)${A} (?:is|:)${A} ${STANDING}`,
    /©'s/,
  ),
  finite(
    'status-belongs',
    `(?:default|production|approved)(?: backend)? status (?:now |already )?(?:belongs to|goes to|went to|was given to|has been given to|is held by|was granted to|has been granted to) ©`,
    /status/,
  ),
  finite(
    'not-other-but',
    `\\bnot (?:€|[\\w-]+) but © (?:is|was|became|becomes)${A} ${STANDING}`,
    /\bnot .* but ©/,
  ),
]
