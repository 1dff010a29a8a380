import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toSections } from '../claims/sections.ts'
import { parseMarkdown } from './parse-markdown.ts'
import type { PlainText } from './plain-text.ts'
import { quickBlocksOf } from './quick-blocks.ts'
import { type TextBlock, textBlocksOf } from './text-blocks.ts'

/** Blocks with the line of every character. */
function shown(blocks: readonly TextBlock[]) {
  const content = ({ text, lineOf }: PlainText) => ({
    text,
    lines: Array.from({ length: text.length + 1 }, (_, offset) => lineOf(offset)),
  })
  return blocks.map((block) =>
    block.kind === 'settings'
      ? block
      : block.kind === 'row'
        ? { ...block, cells: block.cells.map(content) }
        : { ...block, content: content(block.content) },
  )
}

const line = fc
  .array(
    fc.constantFrom(
      'case',
      'Default',
      'is',
      'word,',
      'a.',
      '1.',
      '`code`',
      '`two words`',
      '`a_b [c] *d* <e>`',
      'snake_case',
      '-',
      '+',
      '#',
      'ß',
      '(x)',
      '"q"',
      '*',
      '_',
      '[',
      '`',
      'end:',
      '**bold**',
      '*two',
      'words*',
      '(**y**)',
      '**x',
      '[link](http://x.y/z)',
      '[two words](a)',
      '[`c`](a)',
      'https://a.b/c_d',
      'www.x.org',
      '&amp;',
      '<b>',
      '->',
      '==',
      '~',
      '|',
      '\\',
      '![i](u)',
      '[ ]',
      '  ',
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((words) => words.join(' '))
const start = fc.constantFrom(
  ...[
    '',
    '',
    '- ',
    '- ',
    '- [ ] ',
    '- [x] ',
    '* ',
    '# ',
    '## ',
    '  ',
    '1. ',
    '1. ',
    '2. ',
    '2) ',
    '> ',
    '    ',
  ],
  ...['```', '~~~', '```yaml ', '```toml\n', '~~~json\n', '---', '-', '| ', '  - ', '[a]: b', '<!-- '],
)
const cells = (cell: fc.Arbitrary<string>, columns: number) =>
  fc.array(cell, { minLength: columns, maxLength: columns }).map((all) => `|${all.join('|')}|`)
const table = fc
  .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }))
  .chain(([columns, others]) =>
    fc.tuple(
      cells(line, columns),
      cells(fc.constantFrom('---', ' :-: ', '-'), columns),
      fc.array(cells(fc.oneof(line, fc.constant(' ')), columns), { maxLength: 2 }),
      cells(line, others),
    ),
  )
  .map(([header, dashes, rows, last]) => [header, dashes, ...rows, last].join('\n'))
const text = fc
  .array(
    fc.oneof(
      fc.tuple(start, line).map(([mark, words]) => mark + words),
      fc.constant(''),
      table,
    ),
    { maxLength: 12 },
  )
  .map((lines) => lines.join('\n'))

test('what is read without the parser is what the parser reads', () => {
  let quick = 0
  fc.assert(
    fc.property(text, (source) => {
      const blocks = quickBlocksOf(source)
      if (blocks === undefined) return
      quick += 1
      const parsed = parseMarkdown(source)
      expect(parsed.ok && shown(textBlocksOf(parsed.root))).toEqual(shown(blocks))
    }),
    {
      numRuns: 1_500,
      examples: [['\n-www.x.org'], ['See [one two](a) and [three four](b),\n[five\nsix](c).']],
    },
  )
  expect(quick).toBeGreaterThan(100)
})

test('our own pages are read without the parser, and as the parser reads them', () => {
  const folder = new URL('../../../docs/', import.meta.url)
  const pages = ['planning.md', 'admission.md', 'operations.md', 'glossary.md']
  const sections = pages.flatMap((name) => toSections(readFileSync(new URL(name, folder), 'utf8'), 1))
  const quick = sections.filter(({ text }) => {
    const blocks = quickBlocksOf(text)
    if (blocks === undefined) return false
    const parsed = parseMarkdown(text)
    expect(parsed.ok && shown(textBlocksOf(parsed.root))).toEqual(shown(blocks))
    return true
  })
  expect(quick.length).toBeGreaterThan(0.8 * sections.length)
})

test.each([
  ['# A\n\nOne two\nthree `x`.\n\n- four `x\n  y`\n- [ ] five\n```\n- six\n```', 4],
  ['Asked for:\n- [ ] **one** of [these](a.md)\n- [ ] `a_b`', 3],
  ['| a | `b` |\n|---|---|\n| c | |\n\n1. d\n2. e', 4],
  ['Set:\n```yaml\na: b\n```\n\n```sh\nc\n```', 2],
  ['# A\n~~~~ini\n[a]\nb = c\n\n~~~\n~~~~\nd', 3],
])('%j is read without the parser', (source, blocks) => {
  expect(quickBlocksOf(source)).toHaveLength(blocks)
})

test.each([
  '- a\n\n  b',
  'a\n---',
  'a **b',
  'a &amp; b',
  '[a]\n\n[a]: b',
  '- a\n  - b',
  '> a',
  '| a | b |\n|---|---|\n| c |',
  '- - -',
  '- a\n\n* b',
])('%j is left to the parser', (source) => {
  expect(quickBlocksOf(source)).toBeUndefined()
})
