import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PatchFile, readPatchFiles } from './patch-files.ts'

const [A, B, ZERO] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]

function filesOf(patch: string): readonly PatchFile[] {
  const read = readPatchFiles(Buffer.from(patch))
  if (!read.ok) throw new Error(`line ${read.line}: ${read.why}`)
  return read.files
}

test('content that looks like headers is content', () => {
  const patch = `diff --git a/x b/x
index ${A}..${B} 100644
--- a/x
+++ b/x
@@ -1,2 +1,2 @@
--- a/y
-diff --git a/y b/y
+++ b/y
+diff --git a/z b/z
\\ No newline at end of file
`
  expect(filesOf(patch)).toMatchObject([
    { path: 'x', before: A, after: B, added: 2, deleted: 2, oldMode: '100644' },
  ])
})

test('new, deleted, mode-only and binary files, and names with spaces, quotes and newlines', () => {
  const patch = `diff --git a/new b b/new b
new file mode 100755
index ${ZERO}..${B}
diff --git a/gone b/gone
deleted file mode 100644
index ${A}..${ZERO}
--- a/gone
+++ /dev/null
@@ -1 +0,0 @@
-x
diff --git a/mode b/mode
old mode 100644
new mode 100755
diff --git "a/\\303\\244\\n\\"" "b/\\303\\244\\n\\""
index ${A}..${B} 100644
GIT binary patch
literal 5
McmZ?wbaP~4V_*OP0ssI2

literal 3
KcmZQzWMF0h00031

diff --git a/last b/last
index ${A}..${B} 100644
--- a/last
+++ b/last
@@ -1 +1 @@
-a
+b
`
  expect(filesOf(patch)).toMatchObject([
    { path: 'new b', oldMode: '000000', newMode: '100755', before: null, after: B },
    { path: 'gone', oldMode: '100644', newMode: '000000', after: null, deleted: 1 },
    { path: 'mode', oldMode: '100644', newMode: '100755', before: null, after: null },
    { path: String.raw`"\303\244\n\""`, binary: true },
    { path: 'last', added: 1, deleted: 1 },
  ])
})

const HEADER = 'diff --git a/x b/x'
const INDEX = `index ${A}..${B} 100644`
const SIDES = ['--- a/x', '+++ b/x']
const BINARY = ['GIT binary patch', 'literal 1', 'IcmZQz00RI3', '', 'literal 0', 'HcmV?d00001', '']
const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')

test('what git writes less often is read as well', () => {
  const long = ['@@ -10,12 +110,11 @@ function', ...Array.from({ length: 11 }, () => ' same'), '-gone']
  const sides = (name: string, end = '') => [`--- a/${name}${end}`, `+++ b/${name}${end}`]
  expect(filesOf(text([HEADER, INDEX, ...SIDES, ...long, '@@ -200 +199 @@', '-a', '+c']))).toMatchObject([
    { added: 1, deleted: 2, binary: false },
  ])
  const withSpace = ['diff --git a/x y b/x y', INDEX, ...sides('x y', '\t'), '@@ -1 +1 @@', '-a', '+c']
  expect(filesOf(text(withSpace))).toMatchObject([{ path: 'x y', added: 1 }])
  const ends = ['@@ -1 +1 @@', '-a', '\\ No newline at end of file', '+c', '\\ No newline at end of file']
  expect(filesOf(text([HEADER, INDEX, ...SIDES, ...ends, HEADER, INDEX, ...BINARY]))).toMatchObject([
    { added: 1, deleted: 1, binary: false },
    { added: 0, deleted: 0, binary: true },
  ])
  const [c, d] = ['c'.repeat(64), 'd'.repeat(64)]
  const both = [HEADER, 'old mode 100644', 'new mode 100755', `index ${c}..${d}`, ...SIDES, '@@ -1 +1 @@']
  expect(filesOf(text([...both, '-a', '+c']))).toMatchObject([
    { before: c, after: d, oldMode: '100644', newMode: '100755' },
  ])
  const large = [
    'GIT binary patch',
    'delta 120',
    'IcmZQz00RI3',
    'IcmZQz00RI3',
    'HcmV?d00001',
    '',
    'literal 0',
  ]
  expect(filesOf(text([HEADER, INDEX, ...large, 'HcmV?d00001', '']))).toMatchObject([{ binary: true }])
  const empty = [HEADER, 'deleted file mode 100644', `index ${A}..${ZERO}`]
  expect(filesOf(text([...empty, ...empty]))).toMatchObject([{ after: null }, { after: null }])
  expect(filesOf('')).toEqual([])
})

test('a last line without its end is a line', () => {
  expect(filesOf(text([HEADER, INDEX, ...SIDES, '@@ -1 +1 @@', '-a', '+c']).trimEnd())).toMatchObject([
    { added: 1, deleted: 1 },
  ])
  const cut = text([HEADER, 'old mode 100644', 'new mode 100755']).slice(0, -2)
  expect(readPatchFiles(Buffer.from(cut))).toMatchObject({ ok: false, line: 3 })
})

test('bytes that lie within others are read alone', () => {
  const patch = Buffer.from(text([HEADER, 'old mode 100644', 'new mode 100755']))
  const around = Buffer.concat([Buffer.from('before\n'), patch, Buffer.from('after\n')])
  expect(readPatchFiles(around.subarray(7, 7 + patch.length))).toMatchObject({ ok: true })
})

test('any bytes are read or refused', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'diff --git a/x b/x',
      '--- a/x',
      '+++ b/x',
      '@@ -1 +1 @@',
      'GIT binary patch',
      '-a',
      '+b',
      '',
    ),
    fc.string({ maxLength: 20 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (lines) => {
      expect(typeof readPatchFiles(Buffer.from(lines.join('\n'))).ok).toBe('boolean')
    }),
  )
})
