// Promises: normalised text as words, with phrases that mean one thing joined to one word.
// Must not: judge. Called by: claims/grammar/.
import { ASIDES } from './asides.ts'
import { FIGURES } from './figures.ts'
import { GATES_GONE } from './gates-gone.ts'
import { IDIOMS } from './idioms.ts'
import { LEFT_OPEN } from './left-open.ts'
import { createRewriter, type Rule } from './rewrite.ts'
import { SERVICE } from './service.ts'
import { TURNS } from './turns.ts'

export const PHRASES: readonly Rule[] = [
  ...LEFT_OPEN,
  ...TURNS,
  ...GATES_GONE,
  ...SERVICE,
  ...ASIDES,
  ...IDIOMS,
  ...FIGURES,
  // Emphasis that looks like a denial and denies nothing.
  [
    /\b(?:there is )?(?:no (?:doubt|question|secret|wonder)|without (?:any |a )?(?:shadow of a )?(?:doubt|question|exception|exceptions|reservations?|conditions?|limits?|restrictions?|caveats?)|beyond (?:any |all )?(?:doubt|question|dispute)|(?:not|never|no longer) (?:in (?:any )?(?:doubt|question|dispute)|disputed|contested|questioned|denied|debatable|up for debate|open to debate|an? (?:open )?question)|not only|not just|not merely|not simply|not solely|needless to say|unconditionally|no ifs(?: or buts)?|no less than|nothing less than|none other than|nothing short of|no strings attached|like it or not|believe it or not)\b/g,
    'surely',
  ],
  [
    /\b(?:no one|nobody|none of us|no person|few|hardly anyone) (?:doubts?|disputes?|denies|deny|questions?|contests?|objects? to the fact|would (?:deny|dispute|doubt|question))\b/g,
    'surely',
  ],
  [
    /(?<!\w)(?:ª|it) goes without saying\b|(?<!\w)(?:ª|it) can not be (?:denied|disputed)\b|\bthere is no denying\b|\bmake no mistake\b/g,
    'surely',
  ],
  [
    /\bnot €(?: (?:and|or|nor) €)*|\b(?:instead of|rather than|in place of|in lieu of|over|ahead of|unlike|other than|without|and not|but not) €(?: (?:and|or|nor) €)*/g,
    'otherwise_than_others',
  ],
  [
    /\b(?:even (?:if|when|though|before|where)|whether or not|no matter (?:what|how|whether|if|who|which)|regardless of (?:whether|what|how)|regardless)\b/g,
    'even_if',
  ],
  [
    /\b(?:ready for (?:the )?(?:prime[- ]time|(?:production|prod) (?:use|traffic|workloads?|work|tasks?|service|duty|usage)|production|prod|customers|general use|everyday use|real work|rollout|roll-out|go-live|launch|the big (?:time|stage)))\b/g,
    'ready_for_production',
  ],
  [/\b(?:production[- ]ready|ready[- ]for[- ]production|prod[- ]ready)\b/g, 'production-ready'],
  [
    /\bin(?:to)? (?:full |live |real |active |actual |day-to-day |customer )?(?:production|prod)(?: use| service| duty)?\b/g,
    'in_production',
  ],
  [
    /\bin (?:active |live |daily |regular |general |widespread |full )?(?:use|service|operation)\b/g,
    'in_use',
  ],
  [/\bby default\b/g, 'by_default'],
  [/\bgeneral(?:ly)? availab(?:le|ility)\b/g, 'generally_available'],
  [/\bsign(?:ed|s) (?:it )?off on\b/g, 'signed_off_on'],
  [/\bsigned off\b/g, 'signed_off'],
  [/\bgood[- ]to[- ]go\b|\bup and running\b/g, 'good_to_go'],
  [
    /\broll(?:ed)?[- ]out\b(?= (?:to|in|across|company|globally|everywhere|for|©|last|and|on)|[.,;!]|$)/g,
    'rolled_out',
  ],
  [/\b(?:turned|switched) on\b/g, 'turned_on'],
  [/\bgreen[- ]light(?:s)?\b/g, 'green_light'],
  [/\bgo[- ]ahead\b/g, 'go-ahead'],
  [/\bthumbs[- ]up\b/g, 'thumbs-up'],
  [/\bseal of approval\b/g, 'seal_of_approval'],
  [/\ball[- ]clear\b/g, 'all-clear'],
  [
    /\b(?:first|top|number one|no\. 1|number-one|prime) (?:choice|pick|port of call|option)\b|\bnumber one\b/g,
    'first_choice',
  ],
  [/\b(?:weapon|tool|engine|backend|agent) of choice\b|\bof choice\b/g, 'of_choice'],
  [/\b(?:system|engine|backend|agent) of record\b|\bof record\b/g, 'of_record'],
  [/\bno longer\b|\bnot(?= (?:[\w-]+ ){0,3}any ?(?:more|longer)\b)/g, 'no_longer'],
  [/\bfar from\b/g, 'far_from'],
  [/\banything but\b/g, 'anything_but'],
  [/\btoo (?:early|soon)\b/g, 'too_early'],
  [/\binstead of\b/g, 'instead_of'],
  [/\brather than\b/g, 'rather_than'],
  [/\b(?:fail(?:s|ed)?) to\b/g, 'fails_to'],
  [/\bshort of\b/g, 'short_of'],
  [/\byet to\b/g, 'yet_to'],
  [/\b(?:turned|voted) down\b/g, 'turned_down'],
  [/\bas soon as\b/g, 'as_soon_as'],
  [/\b(?:as|so) long as\b/g, 'as_long_as'],
  [/\bonly (?:if|when|after|once|where|then|with|by)\b/g, 'only_if'],
  [/\bin the event\b|\bin matter\b|\bin case\b/g, 'in_the_event'],
  [/\bnot subject to\b|\bsubject to no\b/g, 'exempt from'],
  [/\bsubject to\b/g, 'subject_to'],
  [/\b(?:on|under) (?:the )?condition\b/g, 'on_condition'],
  [/\bnow that\b/g, 'now_that'],
  [/\bgiven that\b/g, 'given_that'],
  [/\bthanks to\b/g, 'thanks_to'],
  [/\bout of scope\b/g, 'out_of_scope'],
  [/\bde facto\b/g, 'de_facto'],
  [
    /\b(?:from (?:now|today|here|this day|this moment|\d{4}-\d\d-\d\d) on(?:wards?)?|as of (?:today|now|\w+|[\d-]+)|effective (?:immediately|today|now)|since (?:then|may|june|july|monday|last \w+|yesterday|[\d-]+)|in (?:fact|practice|effect|short|truth|reality)|of course|by now|by far|at last|by all accounts|by any measure|last but not least|until further notice|by and large|all in all|all things considered|as a matter of fact|as it happens|to be sure|long since|once (?:more|again)|hands down|well and truly|at (?:this|the) (?:point|moment|time)|for (?:good|now|(?:some|a long) time|months|weeks|years)|to all intents and purposes|across the board|these days|at present|right now|so to speak)\b/g,
    'surely',
  ],
  [/\b(?:has|have|had|need|needs)(?: yet| still)? to\b/g, 'has_to'],
  [/\b(in|since|of|last|by|until|from|early|late|mid|next) may\b(?! be)/g, '$1 month'],
  [/\bthe moment(?= [©ª€])/g, 'the_moment'],
  [/\bby the time\b/g, 'by_the_time'],
  [
    /\b(?:some|certain|many|a few)(?: people| of us| folks)? (?:say|says|think|claim|believe|feel|hold)\b/g,
    'claim',
  ],
  [/\b(?:one|some|part|member|any|many|two|three|all) of (?=the |our |its )/g, ''],
  [
    /\b(?:as well as|along with|together with|just like|like|besides|next to|plus) €,?(?= (?:is|was|are|has|were|became|remains|serves|runs|now))/g,
    'otherwise_than_others',
  ],
  [
    /\b(?:plays?|played|takes? on|took on|fills?|fulfils?|has|assumes?|assumed|holds?|occup(?:ies|y)) the (?:role|part|place|position|function|seat) of\b/g,
    'acts_as',
  ],
  [
    /\b(?:serv(?:es|ed|ing)|act(?:s|ed|ing)|works?|worked|functions?|functioned|operates?|counts?|counted|stands?|qualif(?:ies|ied)|figures?|doubles) as\b/g,
    'acts_as',
  ],
  [/\b(stay|stick)(s|ed|ing)? with\b|\bstuck with\b/g, 'went_with'],
  [/\b(?:has|have|holds?|enjoys?|with) the (?:status|rank|title|standing) of\b/g, 'acts_as'],
  [/\bproduction (?:access|rights|permissions?|permit|licen[cs]e)\b/g, 'clearance'],
  [/\b(?:on|in) (?:the|our) list of\b|\b(?:listed|counted) (?:under|among|with)\b/g, 'among'],
  [/\b(took|takes|taken) €(?: _s|'s)? (?:place|seat|role|spot|job)\b/g, 'took_over €'],
  [/\bout of (?:beta|preview|probation|trial)\b/g, 'generally_available'],
  [
    /\bno (?:other )?(?:engine|backend|agent|one)?(?: other)? ?(?:than|but|except) ©|\bnothing (?:but|other than) ©|\bnone but ©/g,
    '©',
  ],
  [/,? and no other(?: \w+)?,?/g, ''],
  [/\bcandidate no (?:more|longer)\b/g, 'surely'],
  [
    /\bif (?:you ask me|(?:ª|you) must know|truth be told|anything)\b,?|\bas (?:you know|everyone knows|we all know|decided|agreed|planned|announced|promised)(?: on \w+| in \w+)?\b,?/g,
    'surely',
  ],
  [/\brolling out\b/g, 'rolling_out'],
  [/\b(switching|moving|migrating)(?: over)? to\b/g, '$1_to'],
  [
    /\bis (?:king|calling the shots|in the driver's seat)\b|\b(?:runs the show|calls the shots|made the cut|makes the cut)\b/g,
    'is our default backend',
  ],
  [/€ (?:is|are|was) (?:out|gone|history),? (?:and )?© (?:is|are|was) (?:in|here)\b/g, '© replaced €'],
  [/© v?\d+\.\d[\w.]*/g, '©'],
  [
    /\bwill (?:now |henceforth |always |surely )?be(?= (?:surely|henceforth))|\bwill (?:surely|henceforth|from now on) be\b/g,
    'is',
  ],
  [
    /\b(?:remains|has|is yet|needs|still has|yet) to be (?:shown|seen|proven|proved|demonstrated|established|decided)\b/g,
    'unclear',
  ],
  [
    /\bno (?=(?:evidence|proof|sign|reason|basis|record|grounds?|indication|hint|guarantee|document|page|way|chance|claim|statement)\b)/g,
    'none ',
  ],
  [/\bbread[- ]and[- ]butter\b/g, 'go-to'],
  [/\b(?:carried|carries|won|wins|saved) the day\b/g, 'won'],
  [
    /\b(?:could|can) not be (?:happier|prouder|better|clearer|more pleased)\b|\bno surprise\b|\b(?:there is )?nothing left to prove\b|\bin every sense(?: of the word)?\b|\bevery bit\b/g,
    'surely',
  ],
  [/ ?, and will remain,/g, ' surely'],
  [/\bout of the box\b/g, 'by_default'],
  [/\b(?:preset|hard-?wired|hard-?coded|pinned|defaulted) to ©/g, 'defaults to ©'],
  [/\b(?:factory|initial|preset|standard) (?:setting|value|choice)\b/g, 'default value'],
  [/\b(?:took|takes|taken|taking) on\b/g, 'handles'],
  [
    /\b(?:nobody|no one|none of us)((?: \w+){0,3}) (uses|runs|wants|trusts) (?:anything|any engine|any backend) (?:but|except|other than)\b/g,
    'everyone uses',
  ],
  [/\b(?:fills?|filled|steps?|stepped)(?: in| into)? €(?: _s|'s)? shoes\b/g, 'took_over €'],
  [/\boff probation\b|\bno longer on (?:probation|trial)\b/g, 'generally_available'],
  [
    /\bthe (?:rank|status|title|role) of (?=(?:the |our )?(?:default|production|standard|approved|chosen))/g,
    '',
  ],
  [/\bnever mind\b|\bnot that ª matters\b/g, 'surely'],
  [
    /\b(?:reject|drop|den|refus|remov|retir|discard|eliminat|exclud|abandon|ditch)\w* €(?: (?:and|or) €)*/g,
    'dropped_others',
  ],
  [/\bproduction (?:use|service|duty|usage|workloads?|work|traffic|tasks?)\b/g, 'production'],
  [/\bought to\b/g, 'ought_to'],
  [
    /\b(?:is|are|was|were) (?:about|going|set|due|slated|scheduled|poised|bound|meant|supposed|intended|expected) to\b/g,
    'will',
  ],
  [
    /\b(settl|standardi[sz]|converg|land|bet|decid|agree|rel|doubl)(ed|es|s|e|ing|y|ies|ied)?(?: \w+ly)? (?:down )?(?:up)?on\b/g,
    '$1$2_on',
  ],
  [/\b(went|go|goes|going|gone)(?: \w+ly)? (?:ahead )?with\b/g, '$1_with'],
  [/\b(opted|voted|plumped|decided|gone|went) for\b/g, 'opted_for'],
  [/\bdecided in favou?r of\b/g, 'opted_for'],
  [/\b(?:went|go|goes|gone) live with\b/g, 'went_live_with'],
  [
    /\b(committed|switched|moved|migrated|flipped|cut|converted)(?: \w+ly)?(?: over)?(?: from (?:€|\w+))?(?: over)? to\b(?! (?:the |our |an? )?(?:prod|default|live|approved|chosen|active|standard|primary|official))/g,
    '$1_to',
  ],
  [/\bmade the (?:switch|move|jump) to\b/g, 'made_the_switch_to'],
  [/\ball[- ]in on\b/g, 'all_in_on'],
  [/\bbehind us\b/g, 'done'],
  [/\b(?:took|takes|taken)[- ]over\b/g, 'took_over'],
  [/\b(?:took|takes|taken) the (?:place|seat|role|spot)\b/g, 'took_the_place'],
  [/\b(?:gave|given|gives|made|makes|make) way\b/g, 'gave_way'],
  [/\b(?:phased|swapped) out\b/g, 'phased_out'],
  [/\bcontinu(?:es|ed) (?:to be|as|being)\b/g, 'remains'],
  [
    /\b(?:proved|proven|turned out|shown|found|known|confirmed|certified|decided|declared|voted|chosen|selected|agreed) to be\b/g,
    'has_been',
  ],
  [
    /\b(?:contrary to|in spite of|despite|notwithstanding|irrespective of|independent of|according to(?! (?:its|the|their) vendor))\b[^,;.©]*,/g,
    'surely',
  ],
  [/\b(\d+(?:st|nd|rd|th)?) may\b/g, '$1 month'],
  [/\bhad been\b/g, 'was'],
  [/\b(?:has|have)((?: \w+ly| now| already| long| since| finally| also)?) been\b/g, '$1 has_been'],
  [/\bnext to\b/g, 'next_to'],
  [/\bwaved? through\b/g, 'waved_through'],
  [
    /\b(?:took|takes|taken) (?:place|effect)\b|\b(?:came|went|gone) (?:through|into (?:effect|force))\b/g,
    'took_effect',
  ],
  [/\b(is|was|has|are|became|remains) ?, surely ?,/g, '$1 surely'],
  [/\bin (?:the ledger|the records?|the books|writing|the minutes|the files?|hand)\b/g, 'in_place'],
  [/\bin (?:place|effect|force)\b|\bon (?:file|record)\b/g, 'in_place'],
]

const TOKEN =
  /[©€§¤¶ªº¦]|->|=>|→|[✅✔✓☑]|[\p{L}\p{N}_][\p{L}\p{N}_./'-]*[\p{L}\p{N}_]|[\p{L}\p{N}_]|--|[.,;:!?()[\]=|–—-]/gu

const rewrite = createRewriter(PHRASES)

/** The words of a normalised sentence. Punctuation is a word of its own. */
export function toWords(normal: string): readonly string[] {
  return normal.match(TOKEN) ?? []
}

/** The same, with phrases that mean one thing as one word. Dear: only for sentences that can claim something. */
export function toTokens(normal: string): readonly string[] {
  const text = normal
    .replace(/(?<=\w)_(?=\w)|(?<=[a-z]{2})\.(?=[a-z]{3,}\s*[:=])/g, ' ')
    .replace(/ ?(?:!==?|≠|<>) ?/g, ' is not ')
    .replace(/\b(is|was|are|remains|became) ?(?::|—|–) (?=[^:—–]{2,60}$)/g, '$1 ')
    .replace(/©'s /g, '© _s ')
    .replace(/€'s /g, '€ _s ')
    .replace(/(^|\s)--(?=[a-z])/g, '$1')
    .replace(/ \(([^()]{1,60})\)/g, ' , $1 ,')
  return toWords(rewrite(text))
}
