// Promises: the facts of a table's row: header and cell, label and cell, what a column is about and its rows.
// Must not: judge. Called by: claims/claims-of-facts.ts, claims-of-answers.ts, find-claims.ts.
import type { RowBlock } from '../../reading/text-blocks.ts'
import { capital } from '../spelling.ts'
import { LONGEST_VALUE, nameIn, plainValue, plainWords } from './answers-in-cells.ts'
import { isDeed } from './labels.ts'
import type { About, Fact } from './read-fact.ts'

const PAGE =
  /\b(?:plan|prd|page|matrix|sequence|workboard|contract|issue artifact|admission page|record|document)\b/i
const OF_COLUMN = /^(?:result|status|state|value|answer|verdict|outcome)s? (?:for|of) /i
const NUMBER = /^\W*(?:\d+\W*)?$/
const NOBODY = /^(?:item|key|setting|field|property|role|right|question|capability|power|action|step|gate)$/

/** @param known whom the table is about, where a row before has said so */
export function factsOfRow(row: RowBlock, known: About, isName: (text: string) => boolean): readonly Fact[] {
  if (row.isHeader || row.cells.length < 2) return []
  const values = row.cells.map((cell) => plainValue(cell.text))
  const headers = row.header.map(plainWords)
  const first = NUMBER.test(values[0] ?? '') && values.length > 2 ? 1 : 0
  const thing = values[first] ?? ''
  const label = plainWords(row.cells[first]?.text ?? '')
  const ofRow = aboutOf(thing, isName)
  const named = values.findIndex((value) => isName(value))
  const facts: Fact[] = []
  values.forEach((value, at) => {
    const beside = values.filter((_, other) => other !== at)
    const header = headers[at] ?? ''
    // Who approved what stands in a row of work as in one of engines: only the row's other cells tell them apart.
    if (header !== '' && at !== first && !(isDeed(header) && !isName(nameIn(value)))) {
      const about = ofRow === 'other' && named >= 0 && named !== at ? 'candidate' : ofRow
      facts.push({ about, label: header, value, thing, beside })
    }
    if (header !== '' && at === first && named > at)
      facts.push({ about: 'candidate', label: header, value, thing: '', beside })
    if (at <= first) return
    const ofLabel = aboutOfLabel(label, isName)
    const about = isName((row.header[at] ?? '').replace(OF_COLUMN, ''))
      ? 'candidate'
      : ofLabel === 'nobody'
        ? known
        : ofLabel
    facts.push({ about, label: withoutName(label, isName), value, thing: '', beside: [] })
  })
  return facts
}

export function aboutOf(text: string, isName: (text: string) => boolean): About {
  if (text.length > LONGEST_VALUE) return 'other'
  if (isName(nameIn(text)) || isName(text.replace(/ as .*$/i, ''))) return 'candidate'
  if (text.length < 60 && PAGE.test(text) && !/\bcore protocol\b/i.test(text)) return 'page'
  return text === '' || NOBODY.test(plainWords(text)) ? 'nobody' : 'other'
}

/** "case.auto_approve" is about the engine of that name. */
export function aboutOfLabel(label: string, isName: (text: string) => boolean): About {
  return label.split(' ').some((word) => isName(capital(word))) ? 'candidate' : 'nobody'
}

export function withoutName(label: string, isName: (text: string) => boolean): string {
  const words = label.split(' ')
  const [first = ''] = words
  return words.length > 1 && isName(capital(first)) ? words.slice(1).join(' ') : label
}

const PROPERTY = /^(?:field|property|key|attribute|item|what|setting)?$/
const SUBJECT = /^(?:(?:the )?(?:engine|backend|agent|runner|name|subject|component)|page|document|paper)$/

/** Whom the rows of a table of fields and values are about, once one of them has named it. */
export function aboutTable(row: RowBlock, known: About, isName: (text: string) => boolean): About {
  if (row.isHeader) return 'nobody'
  const [label, value] = row.cells
  if (row.cells.length !== 2 || label === undefined || value === undefined) return known
  if (!PROPERTY.test(plainWords(row.header[0] ?? '')) || !SUBJECT.test(plainWords(label.text))) return known
  if (/^(?:page|document|paper)$/.test(plainWords(label.text)))
    return /\bcore\b/i.test(value.text) ? known : 'page'
  return aboutOf(plainValue(value.text), isName) === 'candidate' ? 'candidate' : known
}
