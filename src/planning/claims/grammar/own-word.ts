// Promises: whether a clause makes an engine's own word count, its acts free of people, or a page binding beyond its workspace.
// Must not: look at more than one clause. Called by: claims/grammar/authority.ts.

import { isOpen, type Words } from './scope.ts'
import * as W from './words.ts'

const WHO = '(?:©|º|the_engine|(?:the|an|any|every) (?:engine|candidate|agent|backend)|engines|agents)'
const SURELY = '(?: (?:\\S+ly|now|surely|also|alone|itself|always|then))*'
const WORD =
  '(?:approvals?|recommendations?|verdicts?|signatures?|decisions?|judge?ments?|word|words|opinion|say-so|sign-offs?|votes?|rulings?|nod|ok|assessment|reports?|conclusions?)'
const MERGE =
  '(?:merg(?:e|es|ed|ing)|releas(?:e|es|ed|ing)|deploy(?:s|ed|ing)?|push(?:es|ed|ing)?|publish(?:es|ed|ing)?|deliver(?:s|ed|ing)?|land(?:s|ed|ing)?|promot(?:e|es|ed|ing)|approv(?:e|es|ed|ing)|accept(?:s|ed|ing)?)'
const PEOPLE =
  '(?:people|persons?|humans?|reviewers?|maintainers?|approvers?|owners?|gates?|polic(?:y|ies)|rules|core|anyone|everyone|the board|board|cto)'
const ON_ITS_OWN =
  '(?:on its own(?: (?:authority|initiative|account|terms|judgement|judgment|responsibility|decision|say-so|accord))?|of its own (?:accord|volition)|by itself|unsupervised|unattended|unreviewed|at will|freely|as it sees fit|as it likes|as it pleases|at its own discretion|(?:whenever|when) (?:ª|it|©) (?:wants|likes|pleases|wishes|chooses|sees fit)|without asking(?: (?:anyone|anybody|people|a person|first))?)'

const AUTHORITY: readonly (readonly [string, RegExp])[] = [
  [
    'its-word-counts',
    new RegExp(
      `(?:© _s (?:own )?${WORD}|${WORD} (?:of|by|from) ©|the_engine _s (?:own )?${WORD})(?: (?:on|about|over|for) [^,;]{1,30}?)?${SURELY} (?:(?:is|are|was|has_been|remains?)${SURELY} (?:binding|final|enough|sufficient|decisive|conclusive|authoritative|law|all that is needed|all ª takes|definitive|the last word|the final word|what counts|as good as|approval)|counts?(?: as (?:an? )?(?:approval|sign-off|consent|final))?(?=$| [.,])|suffic(?:e|es)|prevails?|settles? (?:the|ª|it)|overrides?|overrules?|carr(?:y|ies) (?:the )?(?:final |full |binding )?(?:weight|authority)|(?:has|have) (?:the )?(?:final|binding|last)|replaces? (?:the |a |any )?(?:\\S+ )?(?:approvals?|reviews?|signatures?|sign-off))`,
    ),
  ],
  [
    'its-word-counts',
    new RegExp(
      `(?:what|whatever|anything)(?: that)? ©${SURELY} (?:decid\\w+|says|recommends|approves|signs|rules|wants|writes|proposes)${SURELY} (?:is${SURELY} (?:final|binding|law|approved|merged|accepted|done|decisive)|goes|stands|counts|holds|happens|gets (?:merged|done|approved))`,
    ),
  ],
  [
    'decides-what-is-merged',
    new RegExp(
      `${WHO}(?: (?:may|can|is allowed to|is free to|has the right to))?${SURELY} (?:decid\\w+|determin\\w+|controls?|choos\\w+|rul\\w+|dictates?)(?:_on| on)? (?:what|which|who|when|whether|how)(?: [^,;]{1,40}?)? (?:merge|merged|merges|released?|shipped|approved?|approves|delivered|deployed|promoted|reviews?|lands|goes (?:live|out)|main|gate|production)(?= |$)`,
    ),
  ],
  [
    'on-its-own',
    new RegExp(
      `${WHO}(?: (?:may|can|is (?:allowed|free|permitted|entitled|authorised|authorized|empowered|trusted) to|has the right to))?${SURELY} ${MERGE}(?: (?!for)[^,;]{1,40}?)? ${ON_ITS_OWN}(?= |$)`,
    ),
  ],
  [
    'outranks',
    new RegExp(
      `${WHO}(?: (?:may|can))?${SURELY} (?:outrank|overrid|overrul|overrode|trump|supersed|overridden)\\w* (?:the |our |all |any |every |its |human |a )*${PEOPLE}(?= |$)`,
    ),
  ],
  [
    'free-to-merge',
    new RegExp(
      `${WHO} (?:is|are|was|has_been)${SURELY} (?:free|allowed|permitted|entitled|authori[sz]ed|empowered|cleared|at liberty|licensed) to${SURELY} (?:merge|release|deploy|push|publish|promote|approve|sign|grant|certify|waive)(?= |$)(?! (?:an? )?(?:draft|branch|comment|in |into |its findings|requests? for))`,
    ),
  ],
  [
    'widens-its-limits',
    new RegExp(
      `${WHO}(?: (?:may|can|is (?:allowed|free|permitted|entitled) to))${SURELY} (?:widen|extend|lift|relax|loosen|raise|expand|change|set|adjust|remove|rewrite|alter|edit|define|amend|modify|choose|appoint|name|pick|select|grant) (?:its|their) own (?:\\S+ )?(?:sandbox|limits?|permissions?|restrictions?|scope|rights?|polic(?:y|ies)|budget|gates?|rules|reviewers?|approvers?|criteria|authority|mandate|stage|status)`,
    ),
  ],
  [
    'governs-itself',
    new RegExp(
      `${WHO}${SURELY} (?:governs|polices|regulates|supervises|audits|marks its own|grades its own|judges|answers only to|is self-governing|is autonomous in|reports to no ?one|reports to nobody)(?: (?:itself|homework|work|themselves))(?= |$)|${WHO} (?:is|are)${SURELY} (?:self-governing|self-approving|self-certifying|self-promoting|a law unto itself|accountable to (?:no one|nobody|itself))|${WHO} reports to (?:no one|nobody)`,
    ),
  ],
  [
    'final-authority',
    new RegExp(
      `${WHO} (?:is|remains|acts_as|became|has_been)${SURELY} (?:the |our )?(?:final|highest|last|ultimate|sole|supreme|deciding|top) (?:authority|arbiter|instance|approver|reviewer|judge|word|say|decision[- ]maker|gatekeeper)(?= |$)|${WHO} (?:is|acts_as)${SURELY} (?:the |our |an? )?(?:approver|gatekeeper|approving authority|authority) (?:for|of|on|over|in) (?:all |every |its |our |the )*(?:promotions?|approvals?|merges?|releases?|gates?|stages?|core|readiness)`,
    ),
  ],
]

const PAGE =
  '(?:¦|this|(?:this|the|our) (?:prd|plan|page|document|sequence|workboard|workspace|artifact|issue sequence|disclaimer))'
const DOCUMENT: readonly (readonly [string, RegExp])[] = [
  [
    'binds-others',
    new RegExp(
      `${PAGE} (?:is|are|was|has_been|becomes|became)${SURELY} (?:binding|mandatory|normative|authoritative|in_force|obligatory|compulsory)(?: (?:on|for|upon|in|across|over|to))(?: [^,;]{1,30})?(?: (?:core|cto|teams?|workspaces?|engines?|repositories|everyone|everybody|organi[sz]ation|company|protocols?))(?= |$)`,
    ),
  ],
  [
    'binds-others',
    new RegExp(
      `${PAGE}${SURELY} (?:overrides?|supersedes?|replaces?|amends?|trumps|outranks|takes precedence over|has precedence over|prevails over|repeals|changes|governs|binds|speaks for|rules over|has authority over) (?:(?:the|an?|any|every|all|active|existing|current|older|earlier) )*(?:core|core[- ]protocols?|protocols? of core)(?= |$)`,
    ),
  ],
  [
    'is-protocol',
    new RegExp(
      `${PAGE} ,? ?(?:as|being|now|in its role as|in its capacity as) (?:an? |the )?(?:active |official |binding |full )*core[- ]protocol`,
    ),
  ],
  [
    'promoted-to-core',
    /\bcore(?:-| )promotion (?:of|for) (?:¦|this \S+|the (?:prd|plan|document|sequence|page)) (?:(?:\S+ly|now|surely) )*(?:(?:is|was|has_been) )?(?:(?:\S+ly|now|surely) )*(?:complete|completed|done|granted|approved|through|final|confirmed|effective|took_effect)(?= |$)/,
  ],
]

const NOW_CORE =
  /^(?!(?!this|these|that|it|they|both|prd|adr|readme)[a-z]+(?: protocol)? is )(?!the [a-z]+ protocol is )(?!.*\b(?:core \S+ (?:is|are)|nothing|what|which|no|every|only|candidates?)\b)(?:[\w./-]+ ){1,6}?(?:is|are|has become|became|forms) (?:(?:\S+ly|now|surely) )*(?:an? |the |part of the |part of an? )(?:active |official |binding )+core[- ]protocols?(?= |$)|\btreat (?:what you (?:are )?read(?:ing)?|this|these|¦)(?: \S+)? as (?:(?:an?|the|active|binding) )*core (?:law|protocol|authority|policy)/
const LIKE_CORE =
  /© (?:(?:\S+ly|now|surely) )*(?:has|holds|enjoys|carries|wields|speaks with) the same (?:\S+ )?(?:word|authority|say|power|rank|rights?|weight|voice|standing|status) (?:that |as )(?:the )?core\b/
/** "© holds the stamp that promotes ©". */
const PROMOTES_IT =
  /© (?:(?:\S+ly|may|can|now|surely) )*(?:(?:holds?|has|owns|keeps) (?:the|a) \S+ (?:that|which|to) )?(?:promot(?:e|es|ed)|approv(?:e|es|ed)|certif(?:y|ies|ied)|signs? off|green_light|admits?|enables?) ©(?! _s)/

const CORE_GIVEN =
  /\bcore (?:(?:\S+ly|now|surely|has|have) )*(?:delegat\w+|lends?|lent|gives?|gave|grants?|granted|hands?|handed|transfer\w*|cedes?|ceded|entrust\w*|passed|passes) (?:(?:its|the|full|all|active|some) )*(?:authority|powers?|rights|mandate)(?: over [^,;]{1,30})? (?:to|on|upon) ©/

export function readOwnWord(words: Words): string | undefined {
  const text = words.join(' ')
  if ((CORE_GIVEN.test(text) || LIKE_CORE.test(text)) && isFree(words)) return 'core-granted'
  if (PROMOTES_IT.test(text) && isFree(words)) return 'acts-on-itself'
  for (const [rule, pattern] of AUTHORITY) if (pattern.test(text) && isFree(words)) return rule
  return undefined
}

export function readBinding(words: Words): string | undefined {
  const text = words.join(' ')
  if (!words.includes('©') && NOW_CORE.test(text) && isFree(words)) return 'is-protocol'
  for (const [rule, pattern] of DOCUMENT) if (pattern.test(text) && isFree(words)) return rule
  return undefined
}

/** Free of denials, doubts and wishes. A denial that takes the people away says more and not less. */
function isFree(words: Words): boolean {
  const said = words.filter(
    (word, at) =>
      !(['without', 'no', 'nobody', 'no_longer'].includes(word) && at > 2) &&
      !['may', 'can', 'plan', 'plans', 'sequence'].includes(word) &&
      !/^(?:whether|overrid\w+)$/.test(word),
  )
  return !isOpen(said, 0, said.length - 1) && !said.some((word) => W.CONDITION.has(word))
}
