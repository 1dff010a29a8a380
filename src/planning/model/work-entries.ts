import { Workboard, type WorkEntry } from '../../contract/planning.ts'
import { decodeText, type ReadProblem } from '../reading/decode-text.ts'
import { parseYaml, type YamlData } from '../reading/parse-yaml.ts'

/** `WORKBOARD.yaml` as read: its entries with their lines, and what is wrong with its form. */
export interface WorkEntries {
  readonly path: string
  readonly data: YamlData | null
  readonly entries: readonly PlacedEntry[]
  readonly problems: readonly ReadProblem[]
}

export interface PlacedEntry extends WorkEntry {
  readonly line: number
  lineOf(key: string): number
}

const LOOK_ALIKES: Readonly<Record<string, string>> = {
  blocked_by: 'blockedBy',
  'blocked-by': 'blockedBy',
  blockedby: 'blockedBy',
  'blocked by': 'blockedBy',
  status: 'state',
  doc: 'document',
  path: 'document',
  type: 'kind',
  evidences: 'evidence',
}

/** Reads a workboard. Its problems are findings; entries are there only when the whole has its form. */
export function toWorkEntries(path: string, bytes: Uint8Array): WorkEntries {
  const decoded = decodeText(bytes)
  if (!decoded.ok) return { path, data: null, entries: [], problems: [decoded.problem] }
  const data = parseYaml(decoded.text)
  if (data.problems.length > 0) return { path, data: null, entries: [], problems: data.problems }
  const parsed = Workboard.safeParse(data.value)
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => {
      const at = issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))
      return {
        line: data.lineOf(at),
        message: `${at.join('.') || 'the workboard'}: ${issue.message}`,
        fix: 'give it the form that the schema of the workboard asks for',
      }
    })
    return { path, data, entries: [], problems }
  }
  const entries = parsed.data.entries.map(
    (entry, at): PlacedEntry => ({
      ...entry,
      line: data.lineOf(['entries', at]),
      lineOf: (key) => data.lineOf(['entries', at, key]),
    }),
  )
  return {
    path,
    data,
    entries,
    problems: parsed.data.entries.flatMap((entry, at) => misspelled(entry, at, data)),
  }
}

function misspelled(entry: WorkEntry, at: number, data: YamlData): readonly ReadProblem[] {
  return Object.keys(entry).flatMap((key) => {
    const meant = LOOK_ALIKES[key.toLowerCase()]
    if (meant === undefined || key === meant) return []
    return [
      {
        line: data.lineOf(['entries', at, key]),
        message: `the key "${key}" is not read`,
        fix: `write ${meant}`,
      },
    ]
  })
}
