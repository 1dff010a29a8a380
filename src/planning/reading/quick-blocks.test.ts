import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMarkdown } from './parse-markdown.ts'
import { quickBlocksOf } from './quick-blocks.ts'
import { type TextBlock, textBlocksOf } from './text-blocks.ts'

function shown(blocks: readonly TextBlock[]) {
  return blocks.map((block) =>
    block.kind === 'row'
      ? block.kind
      : {
          kind: block.kind,
          text: block.content.text.replace(/\s+/g, ' '),
          lines: [0, block.content.text.length].map((offset) => block.content.lineOf(offset)),
          heading: block.heading,
          intro: block.intro.replace(/\s+/g, ' '),
        },
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
    ),
    { minLength: 1, maxLength: 6 },
  )
  .map((words) => words.join(' '))
const start = fc.constantFrom('', '', '- ', '- [ ] ', '* ', '# ', '## ', '  ', '1. ', '> ', '    ')
const text = fc
  .array(
    fc.oneof(
      fc.tuple(start, line).map(([mark, words]) => mark + words),
      fc.constant(''),
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
    { numRuns: 1_500 },
  )
  expect(quick).toBeGreaterThan(100)
})

test('plain sections are read and others are left to the parser', () => {
  expect(quickBlocksOf('# A\n\nOne two\nthree `x`.\n\n- four\n- [ ] five\n')).toBeUndefined()
  expect(quickBlocksOf('# A\n\nOne two\nthree.\n\n- four `x`\n- [ ] five\n')).toHaveLength(4)
  expect(quickBlocksOf('- a\n\n  b')).toBeUndefined()
  expect(quickBlocksOf('a\n---')).toBeUndefined()
})
