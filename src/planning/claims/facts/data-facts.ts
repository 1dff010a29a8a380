// Promises: the facts of settings and front matter: each value with its key, about whom its record is.
// Must not: judge. Called by: claims/claims-of-facts.ts.
import { capital } from '../spelling.ts'
import { nameIn, plainValue, plainWords } from './answers-in-cells.ts'
import type { About, Fact } from './read-fact.ts'
import { aboutOf, withoutName } from './row-facts.ts'

export interface Entry {
  readonly path: readonly (string | number)[]
  readonly value: string
}

/** Whose record it is stands below such a key. */
const SUBJECT =
  /^(?:(?:[a-z]+[_-])?(?:engine|backend|agent|runner)|name|id|holder|held_by|subject|applies_to|scope|for|component|item|project|candidate|title|who)$/i
const HOLDER = /^(?:(?:[a-z]+[_-])?(?:engine|backend|agent|runner)|holder|held_by|for|who)$/i
const PAGE_KEY = /^(?:doc(?:ument)?|page|prd|title|paper)$/i
/** A run or a task names its engine too: what is approved there is its work. */
const OF_WORK =
  /^(?:run|task|issue|patch|commit|pr|bundle|job|ticket|merge|branch|result|started|finished|tickets)$/i

export interface FactAt extends Fact {
  readonly path: Entry['path']
}

/** What stands beside a value tells of it in records that a person can overlook. */
const LARGEST_RECORD = 100

interface DataRecord {
  readonly entries: Entry[]
  about: About
  isWorthReading: boolean
}

/**
 * The facts in the order of the entries.
 * @param isWorthReading whether a text has what any claim has; asked of every entry, so cheap
 */
export function factsOfData(
  entries: readonly Entry[],
  isName: (text: string) => boolean,
  isWorthReading: (text: string) => boolean,
): readonly FactAt[] {
  const isNamed = (text: string): boolean => isName(capital(text))
  const records = recordsOf(entries, isNamed, isWorthReading)
  const top = records.get('')?.entries.slice(0, LARGEST_RECORD) ?? []
  return entries.flatMap((entry) => {
    const above = records.get(recordOf(entry.path))
    if (above === undefined || !above.isWorthReading) return []
    const record = above.entries.length > LARGEST_RECORD ? [] : above.entries
    const steps = entry.path.filter((step) => typeof step === 'string').flatMap((step) => step.split(/[.:]/))
    const at = steps.findLastIndex((step, index) => index < steps.length - 1 && isNamed(step))
    const ownLabel = plainWords((at >= 0 ? steps.slice(at + 1) : steps.slice(-1)).join('_'))
    const label = withoutName(ownLabel, isNamed)
    const isOwnName = SUBJECT.test(steps.at(-1) ?? '') && isNamed(nameIn(plainValue(entry.value)))
    const about = at >= 0 || label !== ownLabel ? 'candidate' : above.about
    const beside = record.filter((other) => other !== entry).map(({ value }) => plainValue(value))
    const isShare = at < 0 && isNamed(steps.at(-1) ?? '') && steps.length > 1
    if (isShare)
      return [
        {
          path: entry.path,
          about: 'candidate',
          label: plainWords(steps.slice(0, -1).join('_')),
          value: plainValue(entry.value),
          thing: '',
          beside: top.map(({ value }) => plainValue(value)),
        },
      ]
    const fact: FactAt = { path: entry.path, about, label, value: plainValue(entry.value), thing: '', beside }
    const joined =
      at < 0 && steps.length > 1 ? { ...fact, label: plainWords(steps.slice(-2).join('_')) } : undefined
    return isOwnName
      ? [fact, ...(joined ? [joined] : [])].filter(({ label: words }) => !/^(?:name|id|engine)$/.test(words))
      : joined
        ? [fact, joined]
        : [fact]
  })
}

function recordOf(path: Entry['path']): string {
  const steps = typeof path.at(-1) === 'number' ? path.slice(0, -2) : path.slice(0, -1)
  return steps.join('\n')
}

function recordsOf(
  entries: readonly Entry[],
  isNamed: (text: string) => boolean,
  isWorthReading: (text: string) => boolean,
): ReadonlyMap<string, DataRecord> {
  const records = new Map<string, DataRecord>()
  for (const entry of entries) {
    const name = recordOf(entry.path)
    const record = records.get(name) ?? { entries: [], about: 'nobody', isWorthReading: false }
    record.entries.push(entry)
    record.isWorthReading ||= isWorthReading(`${entry.path.join(' ')} ${entry.value}`)
    records.set(name, record)
  }
  const top = records.get('')
  for (const [name, record] of records) {
    if (top?.isWorthReading === true) record.isWorthReading = true
    if (record.isWorthReading) record.about = aboutRecord(name, record, top, isNamed)
  }
  return records
}

function aboutRecord(
  name: string,
  record: DataRecord,
  top: DataRecord | undefined,
  isNamed: (text: string) => boolean,
): About {
  for (const { entries: all } of record === top || top === undefined ? [record] : [record, top]) {
    const entries = all.slice(0, LARGEST_RECORD)
    if (entries.some(({ path }) => OF_WORK.test(keyOf(path)))) return 'other'
    const subjects = entries.filter(({ path }) => SUBJECT.test(keyOf(path)))
    if (subjects.some(({ value }) => aboutOf(plainValue(value), isNamed) === 'candidate')) return 'candidate'
    if (entries.some(({ path }) => PAGE_KEY.test(keyOf(path)))) return 'page'
    if (subjects.some(({ path }) => HOLDER.test(keyOf(path)))) return 'other'
  }
  return record === top || /^(?:document|page|doc|prd|meta|metadata)$/.test(name) ? 'page' : 'nobody'
}

/** The last key on the way to a value, whatever lists it stands in. */
export function keyOf(path: Entry['path']): string {
  return String(path.findLast((step) => typeof step === 'string') ?? '')
}
