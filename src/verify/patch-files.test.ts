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
    { path: 'mode', oldMode: '100644', newMode: '100755', hasIndex: false },
    { path: Buffer.from('ä\n"').toString('latin1'), binary: true },
    { path: 'last', added: 1, deleted: 1 },
  ])
})

test.each([
  ['text before the first file', `hello\n`],
  ['two names for one file', `diff --git a/x b/y\n`],
  ['a rename', `diff --git a/x b/x\nsimilarity index 90%\n`],
  ['a hunk that is cut off', `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n-a\n`],
  ['a hunk that is longer than it says', `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n-b\n+c\n`],
  ['something after a hunk', `diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+c\nmore\n`],
  ['one side only', `diff --git a/x b/x\n--- a/x\n`],
])('%s is refused', (_, patch) => {
  expect(readPatchFiles(Buffer.from(patch)).ok).toBe(false)
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
