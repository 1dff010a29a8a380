import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PatchContent } from '../contract/patch-content.ts'
import { findInvisible } from './invisible.ts'
import { scanPatch } from './scan-patch.ts'

const OLD = 'a'.repeat(40)
const NEW = 'b'.repeat(40)

function added(path: string, lines: readonly string[], mode = '100644'): string {
  return [
    `diff --git a/${path} b/${path}`,
    `new file mode ${mode}`,
    `index ${'0'.repeat(40)}..${NEW}`,
    '--- /dev/null',
    `+++ b/${path}`,
    `@@ -0,0 +1${lines.length === 1 ? '' : `,${lines.length}`} @@`,
    ...lines.map((line) => `+${line}`),
    '',
  ].join('\n')
}
const scan = (text: string, max = 1_000_000) => scanPatch(Buffer.from(text), max)

test('an empty patch holds nothing', () => {
  expect(scan('')).toMatchObject({
    links: [],
    invisibleCount: 0,
    secretCount: 0,
    unsearched: null,
    largest: null,
  })
})

test('a link and where it leads', () => {
  expect(
    scan(`${added('src/users', ['../../etc/passwd'], '120000')}\\ No newline at end of file\n`).links,
  ).toEqual([{ path: 'src/users', target: '../../etc/passwd' }])
})

test('a link whose target is changed says its mode in the index line', () => {
  const patch = [
    'diff --git a/l b/l',
    `index ${OLD}..${NEW} 120000`,
    '--- a/l',
    '+++ b/l',
    '@@ -1 +1 @@',
    '-here',
    '\\ No newline at end of file',
    '+/etc/shadow',
    '\\ No newline at end of file',
    '',
  ].join('\n')
  expect(scan(patch).links).toEqual([{ path: 'l', target: '/etc/shadow' }])
})

test('line numbers are those of the new file, and deleted lines are not looked at', () => {
  const token = `ghp_${'r7Kq2mZx9Lw4Tn8Vb3Yc6Hd1Jf5Gs0Ape2Uo'}`
  const patch = [
    'diff --git a/a.js b/a.js',
    `index ${OLD}..${NEW} 100644`,
    '--- a/a.js',
    '+++ b/a.js',
    '@@ -10,3 +20,3 @@ function x() {',
    ' one',
    `-const old = '${token}'`,
    `+const now = '${token}'`,
    ' three',
    '',
  ].join('\n')
  expect(scan(patch).secrets).toEqual([{ path: 'a.js', line: 21, rule: 'github-pat' }])
})

test('content that looks like a header is content', () => {
  const content = scan(added('a.txt', ['diff --git a/x b/x', '++ b/evil', '@@ -1 +1 @@', 'GIT binary patch']))
  expect(content.largest?.path).toBe('a.txt')
  expect(content.unsearched).toBeNull()
})

test('too much to be searched is said, and nothing is called clean', () => {
  expect(scan(added('a.txt', ['x'.repeat(100)]), 50).unsearched).toMatch(/50 are searched/)
  expect(scan(added('a.txt', ['x'.repeat(70_000)])).unsearched).toMatch(/a\.txt has a line/)
  expect(scan('no patch at all').unsearched).toMatch(/not a patch/)
})

test.each([
  ['right-to-left override', 'a\u202eb', ['U+202E']],
  ['isolate', '\u2066x\u2069', ['U+2066', 'U+2069']],
  ['zero width space', 'is\u200bAdmin', ['U+200B']],
  ['a tag', 'x\u{e0041}', ['U+E0041']],
  ['escape', '\u001b[2K', ['U+001B']],
  ['joiner between letters', 'a\u200db', ['U+200D']],
])('%s is seen', (_, line, codes) => {
  expect(findInvisible(line, false)).toEqual(codes)
})

test.each(['plain', 'tab\tand\u000cpage', 'Grüße, 你好, שלום', '👩\u200d💻', '\u0915\u094d\u200d\u0937'])(
  'honest text is left alone: %s',
  (line) => {
    expect(findInvisible(line, false)).toEqual([])
  },
)

test('a byte order mark is honest only where a file begins', () => {
  expect(findInvisible('\ufeffx', true)).toEqual([])
  expect(findInvisible('\ufeffx', false)).toEqual(['U+FEFF'])
})

test('whatever the bytes, the answer has its form', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, asLine) => {
      const text = Buffer.from(bytes).toString('latin1').replaceAll('\n', ' ')
      const patch = asLine ? Buffer.from(added('f', [text]), 'latin1') : bytes
      expect(PatchContent.safeParse(scanPatch(patch, 1_000)).success).toBe(true)
    }),
  )
})
