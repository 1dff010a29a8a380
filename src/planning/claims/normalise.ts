import { createRewriter, type Rule } from './grammar/rewrite.ts'
import { MARK } from './marks.ts'

/** How the engine under evaluation and the others are called. */
export interface Names {
  /** `planning.candidate`, e.g. `case`. */
  readonly candidate: string
  /** Other engines that the documents may speak of. */
  readonly others: readonly string[]
}

export const KNOWN_ENGINES = [
  'codex',
  'pi',
  'fake',
  'claude',
  'acp',
  'gemini',
  'aider',
  'cursor',
  'goose',
  'opencode',
] as const

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const CONTRACTIONS: readonly Rule[] = [
  [/\bcan['’]?t\b/g, 'can not'],
  [/\bcannot\b/g, 'can not'],
  [/\bwon['’]t\b/g, 'will not'],
  [/\bshan['’]t\b/g, 'shall not'],
  [/\b(is|are|was|were|has|have|had|do|does|did|could|would|should|must|might|need)n['’]t\b/g, '$1 not'],
  [/\b(it|that|there|what|who|he|she)['’]s\b/g, '$1 is'],
  [/\b(we|they|you)['’]re\b/g, '$1 are'],
  [/\b(we|they|you|i)['’]ve\b/g, '$1 have'],
  [/['’]ll\b/g, ' will'],
  [/\bit['’]d\b/g, 'it would'],
]

const ENGINE_NOUN = '(?:backend|engine|adapter|runner|agent|integration|candidate)'
const BELONGING =
  '(?:(?:readmes?|websites?|web sites?|homepages?|web pages?|docs|documentation|blogs?|marketing|brochures?|vendors?|makers|authors|changelogs?|newsletters?|slides|press releases?|issues|reviews|tests|plans|reports|logs|sources|stages|records|documents|releases|files|fixtures)(?! (?:its|the|a|an|all|every|and|that|to|itself|our)\\b)|prd|page|document|docs?|contracts?|record|matrix|run|source|fixture|issue|evaluations?|admissions?|plan|planning|candidacy|failures?|test|stud(?:y|ies)|law|laws|stage|work|tasks?|repositor(?:y|ies)|licen[cs]es?|paths?|report|bundles?|evidence|log|teams?|projects?|decisions?|scenarios?|release|versions?|settings?|configuration|queue|workboard|review|comparison|sandbox|patch(?:es)?|branch(?:es)?|file|section|history|by case|in point|sensitivity|insensitive|sensitive|manager|owner|\\d+(?!\\.\\d))'

/** "The name ©" is a word, and no engine. */
const ITS_NAME = /\bthe (?:name|word|string|term|label|identifier|folder|directory|package|command) ©/g

/** Regular expressions for one pair of names, built once. */
export interface Normaliser {
  readonly candidate: RegExp
  /** The same, where `_` parts words too. */
  readonly nameInAnyKey: RegExp
  /** Any engine by name. */
  readonly engines: RegExp
  toNormal(sentence: string): string
}

/** A candidate whose name is also a word of the language ("Case") is told from the word by its surroundings. */
export function createNormaliser(names: Names): Normaliser {
  const name = literal(names.candidate.toLowerCase())
  const isWord = names.candidate.toLowerCase() === 'case'
  const others = [...new Set([...KNOWN_ENGINES, ...names.others.map((other) => other.toLowerCase())])]
    .filter((other) => other !== names.candidate.toLowerCase())
    .map(literal)
    .join('|')
  const otherName = new RegExp(
    `(?<![\\w-])(?:the )?(?:${others})(?: (?:backend|engine|adapter)(?! ${BELONGING}))?(?![\\w-])`,
    'g',
  )
  const belonging = new RegExp(`(?<![\\w-])(?:the )?${name}(?: ${ENGINE_NOUN})? ${BELONGING}(?![\\w-])`, 'g')
  const ofName = `(?:(?:the|our(?! (?:engine|backend|adapter)\\b)|this|a) )?(?:(?:engine|backend|adapter|candidate) )?(?:(?<![\\w./-])[a-z][\\w-]*/)?(?<![\\w-])${name}(?![\\w-])(?: ${ENGINE_NOUN}(?![\\w-]))?(?:,? (?:itself|alone)(?![\\w-]),?)?`
  const candidateName = new RegExp(ofName, 'g')
  const descriptions =
    /(?<![\w-])(?:the|our|this) (?:candidate|(?:candidate )?(?:backend|engine|adapter) under (?:evaluation|examination|test|review))(?: (?:backend|engine|adapter))?(?![\w-])(?! (?:default|page|record|document|stage|phase|period|status|days))/g

  const isContracted = new RegExp(
    `(?<![\\w-])${name}'s (?=(?:the|our|a|an|now|already|approved|ready|production|not|still|chosen|been)\\b(?! (?:timeout|limit|branch)))`,
    'g',
  )
  const rewrite = createRewriter([
    ...CONTRACTIONS,
    [isContracted, `${names.candidate.toLowerCase()} is `],
    [/\bcandidate[- ]default(?: (?:stage|gate|backend|record))?\b/g, MARK.stage],
    [belonging, MARK.belonging],
    [candidateName, MARK.candidate],
    [ITS_NAME, MARK.belonging],
    [descriptions, MARK.candidate],
    [otherName, MARK.other],
    [
      /\b(?:this|that|the)(?: very)? (?:document|page|prd|issue (?:sequence|artifact)|sequence|plan|artifact|record|matrix|file)\b(?! (?:of|that|in|for) )/g,
      MARK.document,
    ],
    [
      /\bthis (?:backend|engine|adapter)(?= (?:is|was|has|remains|became|may|can|handles|runs)\b)/g,
      MARK.generic,
    ],
    [/\b(?:this|that) (?:backend|engine|adapter|tool|one|runner)\b/g, MARK.pronoun],
    [/\bit\b/g, MARK.pronoun],
    [
      /\bthe (?:backend|engine|adapter)(?! (?:exit|port|under|of|we|they|that|which|in|registry|list|raw|logs?|id|contract|interface|seam|for|process|is chosen by|is selected by))\b/g,
      MARK.generic,
    ],
  ])

  return {
    candidate: new RegExp(`(?<![\\w-])${name}(?![\\w-])`, 'iu'),
    nameInAnyKey: new RegExp(`(?<![a-z\\d-])${name}(?![a-z\\d-])`, 'iu'),
    engines: new RegExp(`(?<![\\w-])(?:${name}|${others})(?![\\w-])`, 'iu'),
    toNormal(sentence) {
      const text = sentence
        .normalize('NFKC')
        .replace(/[’‘ʼ]/g, "'")
        .replace(/[\u200b-\u200d\u2060\u00ad]/g, '')
        .replace(/(?<![\w.-])(?:\p{L}[.-]){2,}\p{L}(?![\w.-])/gu, (word) => word.replace(/[.-]/g, ''))
        .replace(/:[a-z][a-z_]+:(?= |$)/g, ' ')
        .replace(/\b[a-z]+(?:[A-Z][a-z]+)+(?=\s*[:=])/g, (word) => word.replace(/[A-Z]/g, ' $&'))
        .replace(/\s+/g, ' ')
        .trim()
      return rewrite(namesOthers(isWord ? hideTheWord(text) : text, names.candidate).toLowerCase())
    },
  }
}

const NO_ENGINE =
  /^(?:Core|CTO|JP|We|It|I|The|This|That|All|Every|Each|Our|They|You|Both|May|June|July|January|February|March|April|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Spring|Easter|Christmas|PRD|ADR|No|Not|Nobody|Nothing|In|On|As|If|When|And|Or|But|Only)$/
/** A name in such a place is that of an engine, whether it is known or not. */
const IN_PLACE_OF_ENGINE =
  /\b(?:replac(?:es?|ed|ing)|supersed(?:es?|ed|ing)|ousted|dethroned|supplants?|supplanted|displaced|instead of|rather than|unlike|in place of|in lieu of|over from|(?:switch|switched|moved|migrated|migration|changed) from|away from|dropped|retired|ditched) ([A-Z][a-z]{2,})\b|\b([A-Z][a-z]{2,}) (?:(?:was|is|has been|were) (?:now |since )?(?:replaced|retired|dropped|superseded|deprecated|gone|removed|phased out|switched off|out)|gave way|made way)\b|\b(?:compar(?:e|es|ed|ing)(?: ©)?(?: (?:Case|it))? (?:with|to|against)|against|beside|alongside|next to|than|differs? from|different from|lost to|loses to|versus|vs\.?|built after|modelled on|similar to|close to) ([A-Z][a-z]{2,})(?=, (?:which|our|the|an?|who|that)\b| \((?:our|the)\b)|(?:[,(—–] ?|\band )not ([A-Z][a-z]{2,})(?=[,;.)—–]|$| (?:is|has|was)\b)|^([A-Z][a-z]{2,})(?=,? (?:and )?not (?:Case|case)\b)/g

/** Engines that nobody listed, by the places in which they stand: "Case replaced Orbit". */
function namesOthers(text: string, candidate: string): string {
  if (!/[a-z)\]"] [A-Z]|^[A-Z]/.test(text)) return text
  const names = new Set(
    [...text.matchAll(IN_PLACE_OF_ENGINE)]
      .map((match) => match.slice(1).find((name) => name !== undefined) ?? '')
      .filter(
        (name) => name !== '' && name.toLowerCase() !== candidate.toLowerCase() && !NO_ENGINE.test(name),
      ),
  )
  if (names.size === 0) return text
  const other = KNOWN_ENGINES.find((name) => name !== candidate.toLowerCase()) ?? ''
  let said = text
  for (const name of names) said = said.replace(new RegExp(`\\b${name}\\b`, 'g'), other)
  return said
}

const NAME_MAY_FOLLOW =
  '(?:fyi|btw|tl;?dr|fwiw|imho|imo|note|hey|folks|team|finally|officially|so|ok|via|through|onto|think|yes|engine|backend|adapter|candidate|makes?|made|set|sets|choose|chose|chosen|choosing|select|selects|selected|pick|picks|picked|adopt|adopts|adopted|approve|approves|approved|promote|promoted|declare|declares|declared|consider|considers|treat|treats|keep|keeps|run|runs|running|using|uses|is|are|on|to|with|and|or|not|than|by|over|from|against|when|if|until|unless|whether|because|since|while|but|where|only|both|neither|nor|why|chooses|now|already|pick|took|take)'
const LOWER_CASE_NAME = new RegExp(`(?:^|[^\\w\\s-] ?|(?<![\\w-])${NAME_MAY_FOLLOW} |(?<![\\w-])use )$`)

/** ".case/active", "/case", "case/README.md", "case:src/main.ts"; but in "case/*", a pattern of branches, it is the name. */
const IN_A_PATH =
  /(?<!\w)(?:~?\/)?\.case(?![\w-])|(?<![\w.])\/case(?![\w*/-])|(?<![\w-])case(?=(?:\/|:\w+\/)[\w<])/g

/** Where "case" is the English word it is spelled so that no rule sees the name. Works on the original spelling. */
function hideTheWord(text: string): string {
  if (!/case/i.test(text)) return text
  return text
    .replace(
      /\b(in|as|just in|this|that|any|no|each|every|the|which|such|either) Case (of|that|the)\b/gi,
      '$1 matter $2',
    )
    .replace(/^Case (?=(?:[A-Z\d]{1,2}|\d+)\s*[:.)-])/, 'Matter ')
    .replace(/\b(?:Use|Test|Edge|Corner|Business|Base|Worst|Best) Cases?\b(?! (?:as|by|for)\b)/g, 'matter')
    .replace(/\bcases\b/gi, 'matters')
    .replace(IN_A_PATH, 'matter')
    .replace(/(?<![\w-])case(?![\w-])/g, (word, at: number) => {
      const before = text.slice(Math.max(0, at - 24), at)
      if (/(?:^|\W)use $/i.test(before))
        return /^case (?:as\b|by default)/.test(text.slice(at)) ||
          /\b(?:we|they|you|i|to|everyone|teams|now|all) use $/i.test(before)
          ? word
          : 'matter'
      return LOWER_CASE_NAME.test(before) ? word : 'matter'
    })
}
