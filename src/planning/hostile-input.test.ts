import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ValidationReport } from '../contract/planning.ts'
import { claimsOfData } from './claims/claims-of-data.ts'
import { claimsOfMarkdown } from './claims/claims-of-markdown.ts'
import { createClassifier } from './claims/classify-text.ts'
import { BOARD, CONFIG, exampleTexts, ISSUES, PRD, TODAY, validateTexts } from './example.fixture.ts'
import { decodeText } from './reading/decode-text.ts'
import { parseMarkdown } from './reading/parse-markdown.ts'
import { parseYaml } from './reading/parse-yaml.ts'
import { validateWorkspace } from './validate-workspace.ts'

function withBytes(path: string, bytes: Uint8Array): ValidationReport {
  const encoder = new TextEncoder()
  const files = new Map<string, Uint8Array>(
    [...exampleTexts()].map(([name, text]) => [name, encoder.encode(text)]),
  )
  files.set(path, bytes)
  return validateWorkspace(files, { now: TODAY, config: CONFIG })
}

describe('whatever the bytes', () => {
  test('any bytes give a report in its form, for each of the three files', () => {
    fc.assert(
      fc.property(fc.constantFrom(PRD, ISSUES, BOARD), fc.uint8Array({ maxLength: 300 }), (path, bytes) => {
        const report = withBytes(path, bytes)
        expect(ValidationReport.parse(report)).toEqual(report)
        expect(report.ok).toBe(false)
      }),
      { numRuns: 15 },
    )
  })

  test('any text of Markdown and YAML marks gives a report', () => {
    const marks = fc.array(
      fc.constantFrom(
        '# ',
        '- ',
        '> ',
        '| a | b |\n|---|---|\n',
        '```\n',
        '---\n',
        '[',
        '](',
        '*',
        '_',
        '`',
        '<!--',
        '\n',
        '\n\n',
        'Case',
        ' is ',
        'the default',
        ' not ',
        ': ',
        '&a ',
        '*a',
        '{',
        '}',
        '"',
        "'",
        '\t',
        'ß',
        '漢',
        '\u202e',
      ),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(fc.constantFrom(PRD, ISSUES, BOARD), marks, (path, parts) => {
        const report = validateTexts(new Map([...exampleTexts(), [path, parts.join('')]]))
        expect(ValidationReport.parse(report)).toEqual(report)
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    ['brackets', '['],
    ['images', '!['],
    ['stars', '*a '],
    ['quotes', '> '],
    ['lists', '- '],
    ['footnotes', '[^a]'],
    ['links', '[a]('],
    ['tags', '<a '],
    ['code', '`a``b'],
    ['table cells', '|'],
  ])('a megabyte of %s is refused or read, and does not take the day', (_what, pattern) => {
    const report = withBytes(PRD, new TextEncoder().encode(pattern.repeat(1_000_000 / pattern.length)))
    expect(report.ok).toBe(false)
  })

  test('ten megabytes are a finding', () => {
    const report = withBytes(PRD, new Uint8Array(10 * 1024 * 1024).fill(0x61))
    expect(report.checks.find((check) => check.id === 'readable')?.findings).toMatchObject([
      { file: PRD, message: expect.stringContaining('10485760 bytes') },
    ])
  })

  test('ten megabytes in front of the workboard are a finding', () => {
    const report = withBytes(BOARD, new Uint8Array(10 * 1024 * 1024).fill(0x0a))
    expect(report.checks.find((check) => check.id === 'workboard-form')?.findings).toHaveLength(1)
  })
})

describe('YAML', () => {
  test.each([
    ['deep flow', '['.repeat(10_000)],
    ['deep blocks', Array.from({ length: 500 }, (_, at) => `${' '.repeat(at)}a:`).join('\n')],
    ['deep sequences', '- '.repeat(5_000)],
    [
      'a bomb',
      `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefgh'
        .split('')
        .map((name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`)
        .join('\n')}`,
    ],
    ['an alias of itself', 'a: &a [*a]'],
  ])('%s is a problem and no value', (_what, text) => {
    const data = parseYaml(text)
    expect(data.problems.length).toBeGreaterThan(0)
    expect(data.value).toBeUndefined()
  })

  test('twenty thousand keys are looked through once each', () => {
    const text = Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')
    expect(parseYaml(text).problems).toEqual([])
    expect(parseYaml(`${text}\nk7: 2`).problems).toMatchObject([
      { line: 20_001, message: 'the key "k7" is there twice' },
    ])
  })

  test('lines are those of the file', () => {
    expect(parseYaml('a: 1\nb:\n  - x\n  - y: 2\n', 5).lineOf(['b', 1, 'y'])).toBe(8)
  })
})

describe('short values that are long', () => {
  const classifier = createClassifier({ candidate: 'case', others: [] })

  const claimed = 'Case is our default backend.'

  test.each([
    ['in which many are informed', 'Who approves it', `Case${' x informed'.repeat(30)} %`],
    ['that lacks much', 'Who approves it', `Case${' without a'.repeat(32)} %`],
  ])('a cell %s is passed over', (_what, header, cell) => {
    const text = `${claimed}\n\n| Step | ${header} |\n|---|---|\n| Gate | ${cell} |`
    expect(claimsOfMarkdown(text, classifier).map(({ line }) => line)).toEqual([1])
  })

  test.each([
    ['stars', `a${'*'.repeat(250_000)}x`],
    ['points', `a${'.'.repeat(250_000)}x`],
  ])('a setting of %s is passed over', (_what, value) => {
    const data = parseYaml(`engine: case\nsaid: ${claimed}\nx: "${value}"\n`)
    expect(data.problems).toEqual([])
    expect(claimsOfData(data, classifier).map(({ line }) => line)).toEqual([2])
  })
})

describe('text', () => {
  test('a byte order mark and carriage returns go, and the lines stay', () => {
    expect(decodeText(new TextEncoder().encode('\uFEFFa\r\nb\rc\n'))).toEqual({ ok: true, text: 'a\nb\nc\n' })
  })

  test('bytes that are no UTF-8 are named with their line', () => {
    expect(decodeText(Uint8Array.from([0x61, 0x0a, 0xff, 0x0a]))).toMatchObject({
      ok: false,
      problem: { line: 2 },
    })
  })

  test('a block without end is refused before it is parsed', () => {
    expect(parseMarkdown(`ok\n\n${'x'.repeat(40_000)}`)).toMatchObject({ ok: false, problem: { line: 3 } })
  })
})
