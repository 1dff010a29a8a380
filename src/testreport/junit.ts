import { XMLParser, XMLValidator } from 'fast-xml-parser'
import * as z from 'zod'
import { type CaseList, clip, isScriptName, type ReportLimits, type TestCase } from './test-case.ts'
import { hasDoctype, toPlainText } from './xml-text.ts'

type Attributes = Readonly<Record<string, string>>
interface Element {
  readonly tag: string
  readonly attributes: Attributes
  readonly children: readonly unknown[]
}

interface Walk {
  readonly limits: ReportLimits
  readonly cases: TestCase[]
  readonly problems: Set<string>
}

const NodeList = z.array(z.unknown())
const NodeAttributes = z.record(z.string(), z.string())

/** Reads JUnit XML: suites in suites, or test cases without any. Never throws, whatever the text holds. */
export function readJunitCases(text: string, limits: ReportLimits): CaseList {
  const roots = parseXml(text, limits)
  if (typeof roots === 'string') return { cases: [], problems: [roots] }
  const walk: Walk = { limits, cases: [], problems: new Set() }
  const elements = elementsOf(roots).filter((element) => !element.tag.startsWith('?'))
  const [root] = elements
  if (root === undefined || elements.length !== 1 || !/^testsuites?$/.test(root.tag)) {
    return { cases: [], problems: ['the report is not JUnit XML: its root is not testsuites or testsuite'] }
  }
  walkSuite(root, [], walk)
  return { cases: walk.cases, problems: [...walk.problems] }
}

/** The document in order, or what is wrong with it. */
function parseXml(text: string, limits: ReportLimits): readonly unknown[] | string {
  if (text.trim() === '') return 'the report is empty'
  if (hasDoctype(text)) return 'the report has a document type declaration, which is refused'
  try {
    const valid = XMLValidator.validate(text)
    if (valid !== true)
      return `the report is not well-formed XML, line ${valid.err.line}: ${clip(valid.err.msg, 200)}`
    const parser = new XMLParser({
      preserveOrder: true,
      ignoreAttributes: false,
      attributeNamePrefix: '',
      processEntities: false,
      parseTagValue: false,
      parseAttributeValue: false,
      trimValues: false,
      maxNestedTags: limits.depth,
    })
    return NodeList.parse(parser.parse(text))
  } catch (error) {
    // The parser's own errors have no class; whatever stops it, the report can't be relied on.
    return `the report can not be parsed: ${clip(error instanceof Error ? error.message : String(error), 200)}`
  }
}

function elementsOf(nodes: readonly unknown[]): Element[] {
  const elements: Element[] = []
  for (const node of nodes) {
    if (typeof node !== 'object' || node === null) continue
    const entries = Object.entries(node)
    const attributes = NodeAttributes.safeParse(entries.find(([key]) => key === ':@')?.[1])
    for (const [tag, children] of entries) {
      if (tag === ':@' || tag === '#text' || !Array.isArray(children)) continue
      elements.push({ tag, children, attributes: attributes.success ? attributes.data : {} })
    }
  }
  return elements
}

function walkSuite(suite: Element, path: readonly string[], walk: Walk): number {
  let failing = 0
  for (const element of elementsOf(suite.children)) {
    const name = toPlainText(element.attributes.name ?? '')
    if (element.tag === 'testsuite') failing += walkSuite(element, [...path, clip(name, 500)], walk)
    else if (element.tag === 'testcase') failing += walkCase(element, path, walk)
    else if (element.tag === 'failure' || element.tag === 'error') {
      failing += 1
      addCase(walk, {
        path,
        name: '(suite)',
        outcome: 'errored',
        message: messageOf(element),
        phantom: false,
        broke: true,
      })
    }
  }
  const claimed = countOf(suite.attributes.failures) + countOf(suite.attributes.errors)
  if (claimed > 0 && failing === 0) {
    walk.problems.add(
      `a suite says that ${claimed} tests failed and lists none: ${clip(path.join(' > '), 200)}`,
    )
  }
  return failing
}

/** Adds a test case; 1 when it carries a failure, whatever it counts as. */
function walkCase(element: Element, path: readonly string[], walk: Walk): number {
  const children = elementsOf(element.children)
  const skipped = children.find((child) => child.tag === 'skipped')
  const failure = children.find((child) => child.tag === 'failure')
  const error = children.find((child) => child.tag === 'error')
  const fault = error ?? failure
  const { attributes } = element
  const name = clip(toPlainText(attributes.name ?? ''), 1_000)
  const standsForFile = isFileEntry(name, toPlainText(attributes.file ?? ''))
  const notRun = /^(?:notrun|disabled|skipped)$/i.test(attributes.status ?? '')
  // Skip wins: a failing todo carries both, and a skipped test can't have run.
  const outcome =
    skipped !== undefined
      ? skipped.attributes.type === 'todo'
        ? 'todo'
        : 'skipped'
      : error !== undefined || (failure !== undefined && standsForFile)
        ? 'errored'
        : failure !== undefined
          ? 'failed'
          : notRun
            ? 'skipped'
            : 'passed'
  addCase(walk, {
    path: casePath(path, attributes),
    name,
    outcome,
    message: fault === undefined ? '' : messageOf(fault),
    phantom: standsForFile && outcome !== 'errored',
    broke: standsForFile && outcome === 'errored',
  })
  return fault === undefined ? 0 : 1
}

/** Writers that put no suites around their cases name the place in `classname`. */
function casePath(path: readonly string[], attributes: Attributes): readonly string[] {
  const classname = toPlainText(attributes.classname ?? '')
  return classname === '' || classname === 'test' || path.length > 1 || path.join('.') === classname
    ? path
    : [...path, clip(classname, 500)]
}

function isFileEntry(name: string, file: string): boolean {
  if (name === '' || !(isScriptName(name) || file !== '')) return false
  return file === '' ? name.includes('/') : file === name || file.endsWith(`/${name}`)
}

function messageOf(element: Element): string {
  const text = element.attributes.message ?? element.attributes.type ?? element.tag
  return clip(toPlainText(text), 2_000)
}

function countOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : 0
}

function addCase(walk: Walk, found: TestCase): void {
  if (walk.cases.length < walk.limits.tests) walk.cases.push(found)
  else walk.problems.add(`the report holds more than ${walk.limits.tests} tests`)
}
