import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml'
import { type ConfigProblem, configProblem, type Place } from './config-problem.ts'

/** A YAML file as data, with the way back from a key to its place. */
export interface YamlDocument {
  readonly value: unknown
  /** Place of the value at a path, or of the nearest thing above it that exists. */
  placeOf(path: readonly PropertyKey[]): Place | null
  /** Place of a key itself. */
  placeOfKey(path: readonly PropertyKey[], key: string): Place | null
}

/** Configuration is written by hand: whatever is larger is a mistake or an attack. */
export const MAX_YAML_BYTES = 1024 * 1024

/** Parses hostile bytes. Never throws for what they hold: the problems are the answer. */
export function parseYaml(bytes: Uint8Array, file: string): YamlDocument | readonly ConfigProblem[] {
  try {
    return parseShallowYaml(bytes, file)
  } catch (error) {
    // The parser and its walks are recursive: thousands of brackets end the stack.
    if (error instanceof RangeError) return [tooDeep(file)]
    throw error
  }
}

function parseShallowYaml(bytes: Uint8Array, file: string): YamlDocument | readonly ConfigProblem[] {
  const problem = (message: string, fix: string, place: Place | null = null): readonly ConfigProblem[] => [
    configProblem(file, place, '', message, fix),
  ]
  if (bytes.length > MAX_YAML_BYTES) return problem('the file is larger than 1 MiB', 'make it smaller')
  const text = decode(bytes)
  if (text === undefined) return problem('the file is not UTF-8 text', 'save it as UTF-8')
  const lines = new LineCounter()
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    prettyErrors: false,
    stringKeys: true,
  })
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  const syntax = [...document.errors, ...document.warnings]
  if (syntax.some(({ message }) => STACK_ENDED.test(message))) return [tooDeep(file)]
  if (syntax.length > 0) {
    return syntax
      .slice(0, MAX_PROBLEMS)
      .map((error) => configProblem(file, placeAt(error.pos[0]), '', ...syntaxMessage(error)))
  }
  const repeated = repeatedKeys(document)
  if (repeated.length > 0) {
    return repeated.slice(0, MAX_PROBLEMS).map(({ key, offset }) => {
      return configProblem(
        file,
        placeAt(offset),
        '',
        `the key \`${key}\` is given twice`,
        'remove one of them',
      )
    })
  }
  const alias = firstAlias(document)
  if (alias !== undefined)
    return problem('anchors and aliases are not allowed', 'write the value out', placeAt(alias))
  if (document.contents === null) return problem('the file is empty', 'see schemas/ for what belongs there')
  const value: unknown = document.toJS({ maxAliasCount: 0 })
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return problem('the file must hold keys and values', 'see schemas/ for what belongs there', {
      line: 1,
      column: 1,
    })
  }
  return {
    value,
    placeOf(path) {
      for (let length = path.length; length >= 0; length -= 1) {
        const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
        if (isNode(node) && node.range) return placeAt(node.range[0])
      }
      return null
    },
    placeOfKey(path, key) {
      const map: unknown = path.length === 0 ? document.contents : document.getIn(path, true)
      if (!isMap(map)) return null
      const found = map.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === key)?.key
      return isScalar(found) && found.range ? placeAt(found.range[0]) : null
    },
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (error instanceof TypeError) return undefined
    throw error
  }
}

/** The parser reports the end of its stack as an error of the text. */
const STACK_ENDED = /Maximum call stack|Stack overflow/
const MAX_PROBLEMS = 50

function tooDeep(file: string): ConfigProblem {
  return configProblem(file, null, '', 'the file is nested too deeply', 'write it flatter')
}

/** Found here and not by the parser, whose own search takes minutes for a file of many keys. */
function repeatedKeys(document: Document.Parsed): { key: string; offset: number }[] {
  const repeated: { key: string; offset: number }[] = []
  visit(document, {
    Map(_, map) {
      const seen = new Set<string>()
      for (const { key } of map.items) {
        const name = isScalar(key) ? String(key.value) : String(key)
        if (seen.has(name)) repeated.push({ key: name, offset: isNode(key) ? (key.range?.[0] ?? 0) : 0 })
        seen.add(name)
      }
    },
  })
  return repeated.sort((a, b) => a.offset - b.offset)
}

function firstAlias(document: Document.Parsed): number | undefined {
  let offset: number | undefined
  visit(document, {
    Node(_, node) {
      if (!isAlias(node) && node.anchor === undefined) return undefined
      offset = node.range?.[0] ?? 0
      return visit.BREAK
    },
  })
  return offset
}

function syntaxMessage(error: YAMLError): [message: string, fix: string | null] {
  if (error.code === 'MULTIPLE_DOCS')
    return ['the file holds more than one document', 'remove everything from the second `---` on']
  if (error.code === 'TAG_RESOLVE_FAILED') return ['tags (`!...`) are not allowed', 'write plain values']
  if (error.code === 'TAB_AS_INDENT') return ['a tab is used for indentation', 'indent with spaces']
  if (error.code === 'NON_STRING_KEY') return ['a key must be plain text', 'put the key in quotes']
  return [`not YAML: ${error.message}`, null]
}
