import { STANDING } from './lexicon.ts'

/** A form in which something is claimed. `©` is the candidate. */
export interface Rule {
  readonly id: string
  /** `nominal`: has no verb of its own, so the words around decide whether anything is asserted. */
  readonly form: 'finite' | 'nominal'
  /** Labels and values need the whole sentence, since a colon or dash stands in their middle. */
  readonly whole: boolean
  /**
   * The first match. The pattern is made only for a text that passes cheaper conditions without which it can not
   * match: patterns are large, and most documents need few of them.
   */
  exec(text: string): RegExpExecArray | null
}

/** Words of which a match of the pattern holds at least one; none are known when absent. */
type Hint = RegExp | undefined

const standing = { text: '', found: false, searches: 0, pattern: undefined as RegExp | undefined }
/** In a large workspace every rule is needed sooner or later, and then looking ahead costs more than it saves. */
const MOST_SEARCHES = 300
/** Without one of these no standing is named. */
const STANDING_WORD =
  /default|chosen|selected|picked|approved|accepted|adopted|read(?:y|iness)|production|active|live|official|standard|primary|go-to|authori[sz]ed|sanctioned|certified|designated|endorsed|blessed|greenlit|promoted|backend|engine|runner|tool|agent|one|winner|good to go|signed off|cleared for|here to stay|what |º/

/** False when no standing is named anywhere in the text. Remembers the last answer, since many rules ask for one text. */
function mayNameStanding(text: string): boolean {
  if (standing.text === text) return standing.found
  standing.text = text
  standing.found = STANDING_WORD.test(text)
  if (standing.found && standing.searches < MOST_SEARCHES) {
    standing.searches += 1
    standing.pattern ??= new RegExp(STANDING, 'u')
    standing.found = standing.pattern.test(text)
  }
  return standing.found
}

function toRule(id: string, source: string, form: Rule['form'], whole: boolean, hint: Hint): Rule {
  const needsStanding = source.includes(STANDING)
  let pattern: RegExp | undefined
  return {
    id,
    form,
    whole,
    exec(text) {
      if (hint !== undefined && !hint.test(text)) return null
      if (needsStanding && !mayNameStanding(text)) return null
      pattern ??= new RegExp(source, 'u')
      return pattern.exec(text)
    },
  }
}

export const finite = (id: string, source: string, hint?: RegExp): Rule =>
  toRule(id, source, 'finite', false, hint)
export const nominal = (id: string, source: string, hint?: RegExp): Rule =>
  toRule(id, source, 'nominal', false, hint)
export const label = (id: string, source: string, hint?: RegExp): Rule =>
  toRule(id, source, 'nominal', true, hint)
