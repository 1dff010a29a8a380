import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
} from 'yaml'
import type { ReadProblem } from './decode-text.ts'

/** A YAML document as plain data, with the line of every key. `value` is undefined when it can not be trusted. */
export interface YamlData {
  readonly value: unknown
  readonly problems: readonly ReadProblem[]
  /** The line of what stands at this path, or of the nearest thing above it. */
  lineOf(path: readonly (string | number)[]): number
}

const MAX_YAML_CHARACTERS = 512 * 1024
/** Flow collections deeper than this are refused before parsing, since the parser recurses. */
const MAX_FLOW_DEPTH = 64
const MAX_INDENT = 400

/** Reads one YAML document. `firstLine` is the line of the file on which `text` starts. */
export function parseYaml(text: string, firstLine = 1): YamlData {
  const refused = refuse(text, firstLine)
  if (refused !== undefined) return { value: undefined, problems: [refused], lineOf: () => firstLine }
  const counter = new LineCounter()
  const lineOfOffset = (offset: number): number => counter.linePos(offset).line + firstLine - 1
  let document: Document
  try {
    document = parseDocument(text, {
      lineCounter: counter,
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      merge: false,
      logLevel: 'silent',
    })
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return failed(firstLine, 'the YAML is nested too deep', 'flatten the document')
  }
  const problems: ReadProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    line: lineOfOffset(error.pos[0]),
    message: `not valid YAML: ${firstSentence(error.message)}`,
    fix: 'correct the YAML',
  }))
  for (const key of duplicateKeys(document)) {
    problems.push({
      line: lineOfOffset(key.offset),
      message: `the key "${key.name}" is there twice`,
      fix: 'keep one of the two',
    })
  }
  let value: unknown
  if (problems.length === 0) {
    try {
      value = document.toJS({ maxAliasCount: 50 })
    } catch (error) {
      if (!(error instanceof ReferenceError) && !(error instanceof RangeError)) throw error
      problems.push({
        line: firstLine,
        message: 'the YAML uses more aliases than are allowed',
        fix: 'write the values out',
      })
    }
  }
  if (!isTree(value)) {
    problems.push({ line: firstLine, message: 'the YAML refers to itself', fix: 'write the values out' })
    value = undefined
  }
  return { value, problems, lineOf: (path) => lineOfPath(document, path, lineOfOffset) ?? firstLine }
}

/** Whether data ends: nothing in it holds itself, and aliases do not blow it up. */
function isTree(value: unknown): boolean {
  const above = new Set<object>()
  let seen = 0
  const visit = (node: unknown): boolean => {
    seen += 1
    if (seen > MAX_YAML_CHARACTERS) return false
    if (typeof node !== 'object' || node === null) return true
    if (above.has(node)) return false
    above.add(node)
    const ends = Object.values(node).every(visit)
    above.delete(node)
    return ends
  }
  return visit(value)
}

function refuse(text: string, line: number): ReadProblem | undefined {
  if (text.length > MAX_YAML_CHARACTERS)
    return { line, message: `more than ${MAX_YAML_CHARACTERS} characters of YAML`, fix: 'split the file' }
  let depth = 0
  let deepest = 0
  for (const character of text) {
    if (character === '[' || character === '{') {
      depth += 1
      deepest = Math.max(deepest, depth)
    } else if ((character === ']' || character === '}') && depth > 0) depth -= 1
    else if (character === '\n' && depth > MAX_FLOW_DEPTH) break
  }
  const compact = /^[ ]*(?:[-?] ){32,}/m.test(text) || new RegExp(`^ {${MAX_INDENT},}\\S`, 'm').test(text)
  return deepest > MAX_FLOW_DEPTH || compact
    ? { line, message: 'the YAML is nested too deep', fix: 'flatten the document' }
    : undefined
}

function failed(line: number, message: string, fix: string): YamlData {
  return { value: undefined, problems: [{ line, message, fix }], lineOf: () => line }
}

function firstSentence(message: string): string {
  return (message.split('\n')[0] ?? message).slice(0, 200)
}

/** The parser's own check compares every key with every other; this one is linear. */
function duplicateKeys(document: Document): readonly { readonly name: string; readonly offset: number }[] {
  const found: { name: string; offset: number }[] = []
  const open: unknown[] = [document.contents]
  while (open.length > 0) {
    const node = open.pop()
    if (isMap(node)) {
      const seen = new Set<string>()
      for (const pair of node.items) {
        const name = isScalar(pair.key) ? String(pair.key.value) : undefined
        if (name !== undefined) {
          if (seen.has(name)) found.push({ name: name.slice(0, 80), offset: offsetOf(pair.key) })
          seen.add(name)
        }
        open.push(pair.key, pair.value)
      }
    } else if (isSeq(node)) open.push(...node.items.slice(0, 50_000))
    else if (isPair(node)) open.push(node.key, node.value)
  }
  return found
}

function offsetOf(node: unknown): number {
  return isNode(node) && node.range ? node.range[0] : 0
}

function lineOfPath(
  document: Document,
  path: readonly (string | number)[],
  lineOfOffset: (offset: number) => number,
): number | undefined {
  let node: unknown = document.contents
  let offset: number | undefined = isNode(node) ? offsetOf(node) : undefined
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step))
      if (pair === undefined) break
      offset = offsetOf(pair.key)
      node = pair.value
    } else if (isSeq(node) && typeof step === 'number') {
      const item = node.items[step]
      if (item === undefined) break
      offset = offsetOf(item)
      node = item
    } else break
  }
  return offset === undefined ? undefined : lineOfOffset(offset)
}
