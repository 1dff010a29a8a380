// Promises: says whether the words before and after a matched statement take its force away.
// Must not: look for statements itself. Called by: classify-sentence.ts.

/** Words that look like a negation and are none. */
const FALSE_NEGATIONS =
  /\b(?:no doubt|no question|no secret|no wonder|no longer (?:in|any) doubt|no longer (?:an? )?(?:open )?(?:question|matter)|without (?:any |a )?(?:question|exception|reservation)|when in doubt|(?:instead of|rather than|unlike|in place of|other than|without) €|(?:reject\w*|drop\w*|den(?:y|ied|ies)|refus\w*|remov\w*|retir\w*|not (?:use|choose|chosen|need)) €(?: (?:and|or) €)*(?: any (?:more|longer))?|(?:rather than|far from(?: being)?|instead of(?: being)?|not) (?:just |only )?an? (?:mere )?candidate|without [^,©ªº]*,|not only|not just|not merely|not simply|without (?:any |a )?doubt|beyond (?:any )?doubt|(?:nobody|no one|none of us) (?:doubts|disputes|denies|questions)|can not (?:deny|be denied|be disputed)|even if|even when|even though|even before|whether or not|no matter (?:what|how|whether|if|who)|regardless|not (?:€|codex|pi|fake|the \w+|[\w-]+),? but|was (?:once |only |just )?an? candidate)(?!\w)/g

const NEGATION =
  /\b(?:no|not|nobody|none|nothing|never|nowhere|neither|nor|without|stop|stops|avoid|avoids|refus\w+|reject\w*|den(?:y|ies|ied|ying)|forbid\w*|prohibit\w*|disallow\w*|doubts?|doubted|false|untrue|wrong|wrongly|incorrect|mistake|mistaken|mistakenly|myth|lie|pretend\w*|alleg\w*|prevents?|preventing|instead of|rather than|premature|too (?:early|soon)|unclear|unknown|open|far from|unlike|invalid|misleading|short of|denied|blocked|lest|mustn't|fails? to|failed to)\b/

const CONDITION =
  /\b(?:if|unless|until|till|whether|provided|providing|assum\w+|suppos\w+|imagine|in matter|in the event|as long as|so long as|as soon as|only (?:after|when|once|then)|would|could|might|may|should|will|shall|were (?=[©ªº])|before|hypothetically|let us say|what if|pending|for (?=[©ª] to))\b/

/** Temporal openers: a condition, unless what follows lies in the past. */
const TEMPORAL = /\b(?:when|whenever|once|after)\b/
const PAST = /^[^.;]*?\b(?:was|were|became|had|got)\b/

/** Words under which a whole clause is asked, wanted, doubted or quoted, not stated. */
const EMBEDDING =
  /\b(?:ask\w*|questions?|wonder\w*|decides? (?:that|whether|if|on|when|how)|decided whether|know(?:s)? (?:when|if|whether|how|why)|hop(?:e|es|ing)|wish\w*|wants?|like to|plans? to|plan is to|goals?|aims?|propos(?:e|es|ed|als?)\b|suggest\w*|considers? (?:whether|if)|investigat\w+|explor\w+|possib\w+|idea|notion|arguments?|risks?|danger|fear|scenario|how|why|claims?|claiming|claimed|statements?|wording|sentences?|phrases?|example|examples|criteria|criterion|requirements?|conditions?|candidacy|path to|road to|way to|steps|seeks?|in order to|so that|try to|tries to|attempts? to|need\w* to|prerequisites?|preconditions?|definition of|calling|require\w*|request\w*|ought|non-goals?|out of scope|rumou?rs?|impression|belief|believes?|thinks?|guess\w*|feels?|appear\w*|seem\w*|expect(?:s|ed)? that|predict\w*|the moment|by the time|the day|lack\w*|missing|(?:has|have|must|needs?|remains|yet|still|had) (?:yet )?(?:to )?(?:be )?(?:prove|show|shown|proven|demonstrat\w*|establish\w*|convince\w*)|(?:to|must|please) (?:check|verify|ensure|find out|test|examine|establish|decide|see|judge|learn)|^(?:check|verify|ensure|find out|examine|decide|judge|fail|test))\b/

/** Words that make a phrase without a verb of its own a subject of study, not a statement. */
const STUDY =
  /\b(?:evaluat\w+|consider\w*|examin\w+|assess\w*|compar\w+|potential\w*|prospective|would-be|future|hypothetical|hypothesis|options?|planned|intend\w*|supposed to|pilot|trial|trying|meant to|towards?|means? that|meaning|candidates?|nominat\w+|road|path|case for|case against|matter for|matter against|study|studies|review of|proposed|before|to)\b/

const HEDGED =
  /\b(?:possible|potential|proposed|future|prospective|candidates?|suggested|planned|intended|hypothetical|next|eventual|would-be|desired|expected|likely|former|previous|old|past|recommended|nominated|tentative|provisional|alternative|hoped|aspiring|undecided|supposed|alleged|so-called)\b/

/** Whether a phrase itself says that it speaks of what may come or was. */
export function isHedged(phrase: string): boolean {
  return HEDGED.test(phrase)
}

/** The subject of a statement is not what follows a preposition: "work on ©" speaks of the work. */
export const OBJECT_OF =
  /\b(?:on|of|for|with|against|by|to|from|about|in|at|under|via|behind|around|beside|than|between|into|through|within) $/

/** Introduces words that are spoken of, not spoken: a rule, an example, a list of what is refused. */
export const RULE_WORDS =
  /\b(?:reject\w*|refus\w*|forbid\w*|forbidden|disallow\w*|prohibit\w*|not allowed|never (?:write|say|state|call)|(?:do|must|may|should|can) not (?:write|say|state|claim|call|contain|appear|be)|not (?:say|write|state|claim)|don't (?:write|say|state)|wrong|bad|incorrect|invalid|findings?|flag\w*|catch\w*|caught|fails? (?:the )?validation|for example|e\.g\.|such as|sentences?|phrases?|wording|words like|statements? like|claims? like|violation\w*|drift|avoid|counter-?examples?|detect\w*|matches|rule|rules|pattern\w*|plain claim|non-goals?|out of scope|is not|are not|has not|does not|was not|neither|must not|may not|can not|unless|if|open questions?|false|untrue|myths?|misconceptions?)\b/

const KEEPS_FORCE =
  /\b(?:regardless|still|already|anyway|even if|even when|even though|whether or not|no matter|in any (?:matter|event))\b/
const CONFIGURATION_ONLY =
  /\b(?:if|unless|when|whenever|where)\b (?:no |none |nothing |any |an |a |the |another |other |some |you |they |one |someone )*(?:[\w-]+ )?(?:engine|backend|other|else|one|flag|option|choice|otherwise|is|are|task|override|overridden)?[^.;,]{0,24}\b(?:given|specified|selected|named|chosen|configured|set|stated|noted|pass(?:ed)? (?:--|an? |another |the )|override\w*|asked for|requested|says otherwise|picked|provided|else)\b/
const OTHERWISE =
  /\bunless (?:otherwise|stated|configured|you|another|a task|overridden|told|the task|noted)\b/

/** Takes out phrases that hold a word of negation and deny nothing: "no doubt", "not only", "instead of Codex". */
export function withoutFalseNegations(text: string): string {
  return text.replace(FALSE_NEGATIONS, ' ')
}

/** Whether the words of the clause before a statement keep it from being one. */
export function isVetoedBefore(before: string, statement: string, isNominal: boolean): boolean {
  const text = withoutFalseNegations(before.replace(CONFIGURATION_ONLY, ' '))
  if (NEGATION.test(text)) return true
  if (/\b(?:even (?:if|when)|whether or not) $/.test(before)) return true
  if (EMBEDDING.test(text)) return true
  if (isNominal && STUDY.test(text))
    return !/\b(?:decided|agreed|voted|resolved|thanks|due|according|contrary)(?: \w+)? to\b[^.]*$/.test(text)
  const forced = KEEPS_FORCE.test(before)
  if (!forced && CONDITION.test(text)) return true
  if (!forced && TEMPORAL.test(text))
    return !PAST.test(statement) || /\bonly (?:after|when|once)\b/.test(text)
  return false
}

const CONDITION_AFTER =
  /^[^.;]*?\b(?:(?:only |but only |and only )?(?:if|once|provided|assuming|as soon as|as long as|in the event)|only (?:when|after|where|then|by|with)|subject to|pending)\b/
const EARNED_LATER =
  /^[^.;]*?\b(?:when|whenever|after|as) (?!was|it was|were)[^.;]*\b(?:pass|passes|signs?|signed|approves?|promotes?|earns?|earned|wins?|exists?|complete|finish\w*|proves?|agrees?|says? so)\b/
const DENIED_AFTER =
  /^[^.;]{0,40}?\b(?:is|are|was|would be|remains?) (?:\w+ly )?(?:(?:simply |just )?false|wrong|untrue|rejected|refused|forbidden|denied|a finding|not |no |an? (?:error|mistake|myth|violation|question|open question|lie)|premature|out of scope|to be decided|pending|misleading|disallowed|prohibited|never|hypothetical|unproven|unknown|unclear|a non-goal|ruled out|(?:an? |the )?(?:hypothesis|idea|possibility|option|proposal|open point|thought|scenario|plan|goal|wish|dream)|hypothetical|a claim|for later|missing|lacking|absent|weak|not there|up for|evaluated|assessed|compared|judged|considered|studied|examined|under evaluation)|^[^.;]{0,40}?\b(?:fails? |violates|breaks|gets (?:rejected|refused)|does not|needs? (?:a |an |two |evidence|signed)|takes (?:a |more)|would |requires? )/

/** Whether the words after a statement make it a condition, or deny the whole. */
export function isVetoedAfter(after: string): boolean {
  if (/^[^.;]*\?\s*$/.test(after)) return true
  if (/^,? ?(?:is not|isn't|or not|right|no)(?: it)? ?\?/.test(after)) return true
  if (CONFIGURATION_ONLY.test(after) || OTHERWISE.test(after)) return false
  return CONDITION_AFTER.test(after) || EARNED_LATER.test(after)
}

/** Whether what follows a nominal form ("© as the default backend") denies or asks instead of asserting. */
export function isDeniedAfter(after: string): boolean {
  return DENIED_AFTER.test(after)
}
