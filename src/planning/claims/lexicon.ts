// Promises: the word lists and grammar pieces of the claim rules, as regular-expression sources over normalised text.
// Must not: hold a rule; rules are in candidate-rules.ts and authority-rules.ts. Called by: claims/.

/** Marks that normalise.ts puts in place of what the rules speak about. */
export const MARK = {
  /** The engine under evaluation, with its determiner and a noun such as "backend". */
  candidate: '©',
  /** Another engine, by name. */
  other: '€',
  /** The stage name "candidate default". */
  stage: '§',
  /** Something of the candidate that is not the candidate: its page, its contract, its runs. */
  belonging: '¤',
  /** Quoted words. */
  quote: '¶',
  /** "it", "this one". */
  pronoun: 'ª',
  /** "the backend", "the engine": the candidate when nothing else was spoken of. */
  generic: 'º',
  /** A planning document that speaks of itself. */
  document: '¦',
} as const

const oneOf = (...words: readonly string[]): string => `(?:${words.join('|')})`

/** Words that give the candidate a standing which only the ladder may give. */
export const STATUS = oneOf(
  '(?:default|chosen|selected|approved|production) (?:and|or) (?:default|chosen|selected|approved|production)',
  'production[- ]ready',
  'production[- ]grade',
  'ready[- ]for[- ]production',
  'default',
  'chosen',
  'selected',
  'picked',
  'approved',
  'accepted',
  'adopted',
  'ready',
  'production',
  'active',
  'live',
  'official',
  'standard',
  'primary',
  'go-to',
  'authori[sz]ed',
  'sanctioned',
  'certified',
  'designated',
  'endorsed',
  'blessed',
  'greenlit',
  'promoted(?! (?:in)?to (?:the )?core)',
)

/** What an engine can be called. */
export const BACKEND_NOUN = oneOf(
  'backends?',
  'engines?',
  'runners?',
  'agents?',
  'executors?',
  'choice',
  'option',
  'provider',
  'solution',
  'tool',
  'platform',
  'system',
  'one',
  'pick',
  'winner',
  'adapter',
  'standard',
  'default',
  'status',
)

/** Adverbs that leave a statement a statement; a word in -ly counts unless it weakens. */
export const ADVERB =
  '(?:now|already|currently|today|still|also|again|thus|therefore|hence|hereby|indeed|de facto|always|by now|in fact|in practice|by default|of course|long since|at last|since then|no doubt|both|not only|not just|not merely|not simply|once more|once again|well and truly|from (?:now|today|here) on|without (?:any |a )?(?:doubt|question|exception|reservation)|beyond question|hands down|by far|beyond (?:any )?doubt|as of (?:today|now|\\w+)|even|all|just|so|then|too|here|there|simply|in short|(?!(?:hardly|barely|scarcely|allegedly|supposedly|possibly|potentially|hypothetically|conditionally|falsely|wrongly|mistakenly|incorrectly|prematurely|rarely|seldom|nearly|provisionally|tentatively|only|apply|reply|supply|rely|likely|unlikely)\\b)\\w{2,}ly)'

/** Any number of adverbs, each with the space before it. */
export const ADVERBS = `(?:,? ${ADVERB},?)*`

export const DETERMINER =
  "(?:the|our|a|an|its|their|his|her|this|that|(?!nobody's|no one's|none's|neither's)(?:[\\w-]+|©|€)'s|today's|every team's)"

const NOT_A_STANDING =
  '(?! (?:[\\w-]+ )?(?:candidates?|proposals?|hypothes[ei]s|subjects?|branch|branches|stage|stages|queue|timeout|settings?|configuration|scope|values?|limits?|list|lists|made))'

/** What may follow a status word that stands alone as a predicate. */
const END =
  '(?=$|[.,;:!?)\\]|"”»…—–=→/]| -| (?:for|in|of|on|at|by|to|and|or|but|from|over|across|throughout|now|today|already|again|here|as|with|without|within|since|because|until|till|unless|after|not|rather|instead|which|that|who|whenever|wherever|when|if|once|everywhere|yet|too|also|full|once|even|so|then|ahead|before|during|this|next|last|these|despite|where|while|though|although|we|they|you|via|through|per|until|is|has|was|runs?|handles|yesterday|earlier|lately|anyway|forever|alike|long|ages|two|three|\\d+|according|thanks|given|alongside|besides?|under|above|among|against|between|outside|inside|except|any|no|\\w{3,}ly))'

/** Evaluation, review and the like: being ready or chosen for these is no standing. */
export const EVALUATION =
  '(?:only|evaluat\\w*|review\\w*|test\\w*|compar\\w*|trial\\w*|experiment\\w*|examin\\w*|plan\\w*|discuss\\w*|candidate\\w*|candidacy|©|§|study|studies|assess\\w*|pilot\\w*|artificial|fixtures?|measur\\w*|inspect\\w*|further|gate\\w*|gating|stage|stages|proof|sandbox\\w*|admission|consideration|nomination|questions|feedback|analysis|demo\\w*|prototyp\\w*|deletion|removal)'

const LIMITED = `(?! (?:only )?(?:for|as|to|in) (?:be |the |a |an |our |its |us to |being )*(?:[\\w-]+ ){0,3}?${EVALUATION}\\b)(?! only\\b)(?! by (?:nobody|no one|none)\\b)(?! or not\\b)`

/** A noun phrase or adjective that claims a standing. */
export const STANDING = `(?:(?:(?:one of|among|part of|a member of|on the list of|in the list of|listed among) )?(?:${DETERMINER} )?(?:(?:new|one|only|sole|one and only|de facto|current|fully|first|single|obvious|clear|sanctioned|actual|real|newly|team's|cto|officially|long-standing|undisputed|permanent|established|present|${ADVERB}) )*${STATUS}${NOT_A_STANDING}(?:(?: and|,)? ${STATUS})?(?:(?: (?!candidate|not\\b|and\\b|or\\b|for\\b|by\\b|as\\b|of\\b|is\\b|in\\b|to\\b|has\\b|was\\b|when\\b|if\\b)[\\w'-]+){0,2} ${BACKEND_NOUN}(?! (?:candidate|under))|${END})${LIMITED}|(?:the |our |cto's )?(?:(?!not\\b|no\\b|never\\b|hardly\\b|nobody\\b)[\\w-]+ ){0,2}(?:backend|engine|runner|tool|agent) (?:of (?:choice|record)|in (?:production|active use|force)|(?:that |which )?(?:we|they|everyone|cto|all teams) (?:chose|picked|selected|approved|use|run|trust)s?)|(?:the|our) (?:[\\w-]+ ){0,2}(?:backend|engine|runner|tool|one) (?:(?:that|which|who) )?(?:(?:we|they|everyone|everybody|cto|people|all teams|the team|management) )?(?:(?:all|have|has|had|was|were|been|is|are|now|finally) ){0,3}(?:chose|chosen|picked|selected|approved|uses?|used|runs?|trusts?|adopted|adopts|settled on)(?! (?:for|as) (?:the |a )?${EVALUATION})|the (?:one|winner) (?:we|they|that was|that) (?:picked|chose|selected|approved|chosen|use|run|won)|the (?:clear )?winner|our (?:backend|engine)${END}|º(?=$|[.!;,]| for (?:all|every|cto|new|our))|the (?:cto )?(?:backend|engine) for (?:all|every|cto|new|our)|the cto (?:backend|engine)(?=$|[.!;,]| for (?:all|every|new|our)| now| today)|in (?:full |active )?production(?: use)?|in active use|(?:up and )?running in production|good to go|signed off|cleared for (?!${EVALUATION})|fit for production|here to stay as|what (?:we|cto|every|all|each|everyone)\\b[^.;]{0,40}\\b(?:runs?(?: on)?|uses?|ships?)(?=$|[.,;]| (?:unless|by|in|today|now)))`

/** Verbs that tie a subject to a standing. */
export const COPULA =
  "(?:is|are|was|were|be's|(?:has|have|had)(?: (?!not\\b|never\\b|yet\\b|hardly\\b)[\\w-]+){0,2} been|has(?= become)|(?:has |have |had )?becom(?:e|es)|became|remain(?:s|ed)?|has remained|stay(?:s|ed)?|get(?:s)?|got|has got|(?:has |have )?(?:proven|proved|shown)(?: itself)?(?: to be)?|turn(?:s|ed) out to be|turned|belongs to|join(?:s|ed)|count(?:s|ed)? as|qualif(?:ies|ied) as|rank(?:s|ed)? as|(?:has )?serv(?:e|es|ed) as|act(?:s|ed)? as|function(?:s|ed)? as|work(?:s|ed)? as|operat(?:es|ed) as|stand(?:s)? as|(?:ships?|comes?|arrives?|starts?|goes live|is live|is out) as|(?:has )?earned its (?:place|role|spot|name|title) as|(?:has |was )?(?:graduated|moved|advanced|risen|gone|upgraded|elevated|raised)(?: up)?(?: from (?:an? )?(?:mere )?candidate)? to(?: be)?|continu(?:es|ed) (?:to be|as)|(?:constitutes|forms|represents|remained|makes up)|(?:takes?|took|has taken|keeps?|kept) (?:the|its) place(?: of (?:€|[\\w-]+))? as|takes? over as|took over as|has taken over as|(?:is|was|has been|are) (?:now |already |officially |hereby |widely |generally |formally )*(?:used|treated|regarded|installed|set|configured|confirmed|considered|deemed|declared|named|made|known|designated|established|chosen|(?:pre-?)?selected|adopted|approved|accepted|rated|seen|registered|marked|listed|picked|kept|promoted|elected|appointed|crowned|rolled out|deployed|put)(?: as| to be| into| to)?|shall be|must be(?= (?:the|our) )|can (?:now |safely |already )?be (?:considered|regarded as|treated as|called|seen as)|may (?:now |safely )?be (?:considered|regarded as|treated as|called)(?= (?:the|our|approved|production))(?! the default (?:only|once|when)))"
