import { parse, TomlError } from 'smol-toml'
import { type ConfigProblem, configProblem, type Place } from '../config-problem.ts'
import type { YamlDocument } from '../yaml-document.ts'

/** Parses hostile text. Never throws for what it holds: the problems are the answer. */
export function parseToml(text: string, file: string): YamlDocument | readonly ConfigProblem[] {
  try {
    const value: unknown = parse(text, { maxDepth: 32, unsafeKeyBehaviour: 'throw' })
    const places = keyPlaces(text)
    const placeOf = (path: readonly PropertyKey[]): Place | null => {
      for (let length = path.length; length > 0; length -= 1) {
        const place = places.get(nameOf(path.slice(0, length)))
        if (place !== undefined) return place
      }
      return null
    }
    return { value, placeOf, placeOfKey: (path, key) => placeOf([...path, key]) }
  } catch (error) {
    if (!(error instanceof TomlError)) throw error
    const [why = 'not understood'] = error.message.split('\n')
    return [configProblem(file, { line: error.line, column: error.column }, '', `not TOML: ${why}`, null)]
  }
}

/**
 * Where keys are written. The parser keeps no places, so that lines are looked at by their form alone: a line inside a
 * text of several lines may be taken for a key. It serves messages, and nothing is decided by it.
 */
function keyPlaces(text: string): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>()
  let table: readonly string[] = []
  text.split('\n').forEach((line, index) => {
    const place = { line: index + 1, column: line.search(/\S/) + 1 }
    const header = headerOf(line.trim())
    const equals = line.indexOf('=')
    if (header === null && equals === -1) return
    if (header !== null) table = stepsOf(header)
    const path = header !== null ? table : [...table, ...stepsOf(line.slice(0, equals))]
    for (let length = 1; length <= path.length; length += 1) {
      const name = nameOf(path.slice(0, length))
      if (!places.has(name)) places.set(name, place)
    }
  })
  return places
}

/** `environment` of `[environment] # limits`; null for any other line. */
function headerOf(line: string): string | null {
  const end = line.indexOf(']')
  if (!line.startsWith('[') || end === -1) return null
  const rest = line.slice(line[end + 1] === ']' ? end + 2 : end + 1).trim()
  if (rest !== '' && !rest.startsWith('#')) return null
  return line.slice(line[1] === '[' ? 2 : 1, end)
}

function stepsOf(key: string): readonly string[] {
  return key.split('.').map((step) => step.trim().replace(/^(["'])(.*)\1$/, '$2'))
}

/** Without the positions in lists, which TOML does not write. */
function nameOf(path: readonly PropertyKey[]): string {
  return path.filter((step) => typeof step !== 'number').join('\0')
}
