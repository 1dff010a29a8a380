import { expect, test } from 'vitest'
import { parseYaml } from '../reading/parse-yaml.ts'
import { claimsOfData } from './claims-of-data.ts'
import { claimsOfMarkdown } from './claims-of-markdown.ts'
import { createClassifier } from './classify-text.ts'
import { nameIn, saysNo, saysYes } from './facts/answers-in-cells.ts'

const classifier = createClassifier({ candidate: 'case', others: ['codex'] })

function claimed(text: string): readonly string[] {
  return claimsOfMarkdown(text, classifier).map(({ kind, line, sentence }) => `${line} ${kind}: ${sentence}`)
}

test.each([
  ['Case', 'Case'],
  ['by Case alone.', 'Case'],
  ['Case (self), without review, the board informed afterwards', 'Case'],
  ['Case, since May, with no reviewer', 'Case'],
  ['Case and a person', 'Case and a person'],
])('%s names %s', (value, name) => {
  expect(nameIn(value)).toBe(name)
})

test.each(['✅', '✔', '✓', '☑', 'yes', 'x'])('%s is a yes and no no', (value) => {
  expect([saysYes(value), saysNo(value)]).toEqual([true, false])
})

test.each(['no', '❌', '-', '–', '', 'none'])('"%s" is a no and no yes', (value) => {
  expect([saysYes(value), saysNo(value)]).toEqual([false, true])
})

test('a word of another script is neither', () => {
  expect([saysYes('да'), saysNo('да')]).toEqual([false, false])
})

test('a demand that a mark affirms is no claim that nobody is asked', () => {
  const table = (mark: string) => `| Engine | Requires human approval |\n|---|---|\n| Case | ${mark} |`
  expect(claimed(table('✅'))).toEqual([])
  expect(claimed(table('❌'))).toHaveLength(1)
})

test('many numbers below a claim do not hide it', () => {
  const claimsOf = (zeros: number) =>
    claimsOfData(
      parseYaml(`status: Case is our default backend.\nlist: [${'0,'.repeat(zeros)}0]\n`),
      classifier,
    )
  expect(claimsOf(1)).toHaveLength(1)
  expect(claimsOf(20_001)).toEqual(claimsOf(1))
})

const constant = ['3 standing: default engine: Case']

test.each([
  ['alone', "const DEFAULT_ENGINE = 'case'"],
  ['in backticks', 'const DEFAULT_ENGINE = `case`'],
  ['beside a name that is given twice', "const DEFAULT_ENGINE = 'case'\nlet a = 'b'\na = 'c'"],
  ['beside a value in backticks', "const DEFAULT_ENGINE = 'case'\nlet a = `b`"],
  [
    'beside a list that is no list of words',
    "const DEFAULT_ENGINE = 'case'\nconst a = [*b]\nconst c = [d: e, {]",
  ],
  ['beside an added line that YAML can not read', "const DEFAULT_ENGINE = 'case'\n+ a: *b: [c"],
])('a constant %s is found', (_where, code) => {
  expect(claimed(`\n\`\`\`ts\n${code}\n\`\`\``)).toEqual(constant)
})

test('a name that is given twice is read both times', () => {
  const code = "let defaultEngine = 'codex'\ndefaultEngine = 'case'"
  expect(claimed(`\n\`\`\`ts\n${code}\n\`\`\``)).toMatchObject([expect.stringMatching(/^4 standing: /)])
})

test.each([
  ['a title', '## Case', 'Approved.'],
  ['a question', 'Is Case the default?', 'Yes.'],
])('what stands below %s answers it, unless a table stands between', (_, above, below) => {
  expect(claimed(`${above}\n\n${below}`)).toHaveLength(1)
  expect(claimed(`${above}\n\n| A | B |\n|---|---|\n| x | y |\n\n${below}`)).toEqual([])
})
