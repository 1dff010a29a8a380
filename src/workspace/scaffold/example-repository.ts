import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { gitOrThrow } from '../git.ts'

/** Sorts as text, so that 10 comes before 9: the bug that the example task asks to mend. */
const BUG = '[...numbers].sort()'
const FIX = '[...numbers].sort((a, b) => a - b)'

const SOURCE = `/** Middle value of a list of numbers; the mean of the middle two when their count is even. */
export function median(numbers) {
  if (numbers.length === 0) throw new RangeError('a median needs at least one number')
  const sorted = ${BUG}
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
`

const TESTS = `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { median } from '../src/median.js'

test('the middle of an odd count', () => {
  assert.equal(median([3, 1, 2]), 2)
})

test('the mean of the middle two of an even count', () => {
  assert.equal(median([4, 1, 3, 2]), 2.5)
})

test('numbers are ordered as numbers, not as text', () => {
  assert.equal(median([10, 9, 1]), 9)
})

test('numbers below zero come first', () => {
  assert.equal(median([-1, -10, 5]), -1)
})

test('an empty list has no median', () => {
  assert.throws(() => median([]), RangeError)
})
`

const FILES: Readonly<Record<string, string>> = {
  'README.md':
    '# median\n\nA generated repository for the example task. Its tests fail until one line is mended.\n',
  'package.json': `${JSON.stringify({ name: 'median', version: '1.0.0', private: true, type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  'src/median.js': SOURCE,
  'test/median.test.js': TESTS,
}

export const EXAMPLE_FIX = {
  file: 'src/median.js',
  line: `  const sorted = ${BUG}`,
  fixed: `  const sorted = ${FIX}`,
  BUG,
  FIX,
}

/** The whole source is the context: whoever changes the one changes the other. */
export const EXAMPLE_ORACLE = ((): string => {
  const lines = SOURCE.trimEnd().split('\n')
  const body = lines.flatMap((line) =>
    line.includes(BUG) ? [`-${line}`, `+${line.replace(BUG, FIX)}`] : [` ${line}`],
  )
  return [
    '--- a/src/median.js',
    '+++ b/src/median.js',
    `@@ -1,${lines.length} +1,${lines.length} @@`,
    ...body,
    '',
  ].join('\n')
})()

/** Fixed, so that the example has the same commit id everywhere. */
const AUTHOR = {
  GIT_AUTHOR_NAME: 'proctor example',
  GIT_AUTHOR_EMAIL: 'example@proctor.invalid',
  GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z',
  GIT_COMMITTER_NAME: 'proctor example',
  GIT_COMMITTER_EMAIL: 'example@proctor.invalid',
  GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

/** Writes the example as a git repository of its own with one commit. @throws ProctorError git_failed, tool_missing */
export async function writeExampleRepository(dir: string): Promise<void> {
  for (const [name, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(dir, name)), { recursive: true })
    await writeFile(join(dir, name), content, { flag: 'wx' })
  }
  await gitOrThrow(dir, ['-c', 'init.defaultBranch=main', 'init', '-q'], AUTHOR)
  await gitOrThrow(dir, ['-c', 'core.autocrlf=false', 'add', '--', ...Object.keys(FILES)], AUTHOR)
  await gitOrThrow(dir, ['-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'A median with one bug'], AUTHOR)
}
