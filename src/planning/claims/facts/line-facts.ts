// Promises: the facts of lines that read "key: value # note" or "key = value".
// Must not: judge. Called by: claims/claims-of-facts.ts.
import { capital } from '../spelling.ts'
import { plainValue, plainWords } from './answers-in-cells.ts'
import type { About, Fact } from './read-fact.ts'
import { aboutOf, aboutOfLabel, withoutName } from './row-facts.ts'

const LINE = /^[\s>*✅✔☑-]*(["'`*]*)([A-Za-z][\w.' -]{1,60}?)["'*]*(?:\s*[:=]|\s+[—–](?=\s))\s*(\S.*?)\s*$/
const NOTE = /\s+(?:#|\/\/|--|—)\s*(.*)$/
/** "`key: value` is set on all hosts", "The live key: `key = value`" */
const IN_CODE = /^([^`]*)`([^`]*[:=][^`]*)`\s*(.*)$/
/** What is shown in the middle of a sentence is in force where the sentence says so. */
const IN_FORCE = /\b(?:live|production|current(?:ly)?|now|today|deployed|in force|effective)\b/i
const SUBJECT = /^(?:(?:the )?(?:engine|backend|agent|runner|name|subject|component|item)|applies to)$/
const DENIED =
  /\b(?:not|never|no (?:longer|more|effect|option|valid)|would|reject\w*|refus\w*|forbid\w*|deny|denied|denies|banned|phrases?|wordings?|patterns?|texts?|linters?|validator|errors?|fails?|findings?|examples?|must|may not|if|until|proposed|draft|except|in the sandbox)\b/i
const LONGEST_LINE = 160
/** A key is short. What is in code may stand further on. */
const HAS_SIGN = /^.{1,70}?[:=—–]|`[^`]*[:=]/
/** What stands beside a line tells of it in lists that a person can overlook. */
const MOST_LINES = 100
/** Several facts in a row: "Name: Case. Function: main backend." */
const NEXT_FACT = /[.;|,·•]\s+(?=[A-Z][\w-]*(?: [\w-]+){0,2}:\s)/

export interface LineFact extends Fact {
  /** Where its line begins. */
  readonly offset: number
  readonly text: string
}

interface Parsed {
  readonly label: string
  readonly values: readonly string[]
  readonly note: string
  readonly offset: number
  readonly text: string
}

/** @param known whom the list is about, where a line before has said so */
export function factsOfLines(
  text: string,
  known: About,
  isName: (text: string) => boolean,
): { readonly facts: readonly LineFact[]; readonly about: About } {
  const lines = parsedLines(text)
  const says = (line: Parsed): boolean =>
    SUBJECT.test(line.label) && line.values.some((value) => aboutOf(value, isName) === 'candidate')
  const about = lines.some(says) ? 'candidate' : known
  const facts = lines.flatMap((line) => {
    if (DENIED.test(line.note)) return []
    const ofLabel = aboutOfLabel(line.label, isName)
    const ofLine =
      ofLabel === 'candidate' || namesIn(line.note, isName)
        ? 'candidate'
        : /^this (?:\w+ )?(?:page|document|plan|prd)\b/i.test(line.note) ||
            /\bcore_(?:protocol|authority)\b/i.test(line.text)
          ? 'page'
          : about
    const beside =
      lines.length > MOST_LINES ? [] : lines.filter((other) => other !== line).flatMap(({ values }) => values)
    const ofPage = pageLine(line, isName)
    if (ofPage !== undefined) return [{ ...ofPage, beside, offset: line.offset, text: line.text }]
    const isNoteOfName = line.note !== '' && says(line)
    if (isNoteOfName)
      return [
        {
          about: 'candidate',
          label: 'standing',
          value: line.note,
          thing: '',
          beside,
          offset: line.offset,
          text: line.text,
        } as const,
      ]
    return line.values.map((value) => ({
      about: ofLine,
      ...inOneValue(withoutName(line.label, isName), value, isName),
      thing: '',
      beside,
      offset: line.offset,
      text: line.text,
    }))
  })
  return { facts, about }
}

/** "Case: self-approval allowed" has its label in its value. */
function inOneValue(
  label: string,
  value: string,
  isName: (text: string) => boolean,
): Pick<Fact, 'label' | 'value'> {
  const [, inside, answer] =
    /^([\w -]+?)(?: is| are)? (allowed|granted|permitted|enabled|waived|not required|not needed|no longer needed|unnecessary)$/i.exec(
      value.replace(/^no ([\w -]+) (needed|required)$/i, '$1 not $2'),
    ) ?? []
  return inside !== undefined && answer !== undefined && isName(capital(label))
    ? { label: plainWords(inside), value: answer }
    : { label, value }
}

/** "Workboard: active Core Protocol" gives a page its class. */
function pageLine(
  { label, values }: Parsed,
  isName: (text: string) => boolean,
): Omit<Fact, 'beside'> | undefined {
  const [value = ''] = values
  return /\bcore\b/i.test(value) && aboutOf(label, isName) === 'page' && label.split(' ').length <= 5
    ? { about: 'page', label: 'class', value, thing: '' }
    : undefined
}

function parsedLines(text: string): readonly Parsed[] {
  const lines: Parsed[] = []
  let offset = 0
  for (const line of text.split('\n')) {
    for (const part of /: .*: /.test(line) ? line.split(NEXT_FACT) : [line]) {
      const isSetting = part.length < LONGEST_LINE && HAS_SIGN.test(part)
      const parsed = isSetting ? parsedLine(part, offset) : undefined
      if (parsed !== undefined) lines.push(parsed)
    }
    offset += line.length + 1
  }
  return lines
}

function parsedLine(part: string, offset: number): Parsed | undefined {
  const [, ahead = '', code, behind = ''] = IN_CODE.exec(part.trim().replace(/^[>*-] /, '')) ?? []
  const after = `${ahead}${behind}`.replace(/^\W+$/, '').trim()
  if (code !== undefined && ahead.trim() !== '' && !IN_FORCE.test(ahead)) return undefined
  const bare = (code ?? part).replace(/^`|`\W*$/g, '')
  const [, , key = '', rest = ''] = LINE.exec(bare) ?? []
  if (key === '') return undefined
  const ofName = /\s\((?:for )?([\w-]+)\)$/.exec(rest)?.[1]
  const note = NOTE.exec(rest)?.[1] ?? (after === '' ? (ofName ?? '') : after)
  const value = rest.replace(NOTE, '')
  const list = /^\[(.*)\]\W*$/.exec(value)?.[1]
  const values = (list === undefined ? [value] : list.split(',')).map(plainValue)
  return { label: plainWords(key), values, note, offset, text: part }
}

function namesIn(note: string, isName: (text: string) => boolean): boolean {
  return note.split(/[^\w-]+/).some((word) => isName(capital(word)))
}
