import { expect, test } from 'vitest'
import { readPatchFiles } from './patch-files.ts'

const [A, B, ZERO] = ['a'.repeat(40), 'b'.repeat(40), '0'.repeat(40)]

// `|` stands for the end of a line.
const HEADER = 'diff --git a/x b/x'
const INDEX = `index ${A}..${B} 100644`
const MODES = 'old mode 100644|new mode 100755'
const GONE = 'deleted file mode 100644'
const FRESH = 'new file mode 100644'
const NEW = `${FRESH}|index ${ZERO}..${B}`
const SIDES = '--- a/x|+++ b/x'
const HUNK = '@@ -1 +1 @@|-a|+c'
const BEGUN = 'GIT binary patch|literal 1|IcmZQz00RI3'
const HALF = `${BEGUN}|`
const UNENDED = `${HALF}|literal 0|HcmV?d00001`

const REFUSED: Readonly<Record<string, readonly (readonly [what: string, line: number, patch: string])[]>> = {
  'it is no header of a file': [
    ['text before the first file', 1, `hello|${HEADER}`],
    ['a header that is not at the start of its line', 1, ` ${HEADER}`],
    ['two names for one file', 1, 'diff --git a/x b/y'],
    ['names without a side', 1, 'diff --git a/x c/x'],
    ['names without the other side', 1, 'diff --git c/x b/x'],
    ['one quoted name', 1, 'diff --git "a/x" b/x'],
    ['two names that nothing parts', 1, 'diff --git a/x-b/x'],
    ['two quoted names of one side', 1, 'diff --git "a/x" "a/x"'],
    ['a name without a path', 1, 'diff --git a/ b/'],
    ['more than two names', 1, 'diff --git "a/x" "b/x" y'],
    ['something before two names', 1, 'diff --git y"a/x" "b/x"'],
    ['a name that git ends at the tab', 1, 'diff --git a/x\ty b/x\ty'],
    ['a quote that git would write otherwise', 1, 'diff --git a/x" b/x"'],
    ['a name that git ends at its null byte', 1, 'diff --git "a/x\\000y" "b/x\\000y"'],
    ['bytes in quotes that git writes as numbers', 1, 'diff --git "a/ä" "b/ä"'],
    ['a quoted name of an unknown form', 1, 'diff --git "a/\\z" "b/\\z"'],
    ['two slashes that git takes for one', 1, 'diff --git a/d//x b/d//x'],
    ['a change of text after binary content', 10, `${HEADER}|${INDEX}|${UNENDED}||--- a/y|+++ b/y|${HUNK}`],
  ],
  'it names no blobs, and is no change of a mode': [
    ['a rename', 2, `${HEADER}|similarity index 90%`],
    ['a header alone', 2, `${HEADER}`],
    ['a mode that is only old', 3, `${HEADER}|old mode 100644`],
    ['a mode that is only new', 3, `${HEADER}|new mode 100755`],
    ['a new file without its blob', 3, `${HEADER}|${FRESH}`],
    ['a mode that is new twice', 5, `${HEADER}|${MODES}|new file mode 100755`],
    ['a mode that changes and is gone', 5, `${HEADER}|${MODES}|${GONE}`],
    ['blobs after something else', 2, `${HEADER}|x${INDEX}`],
    ['a blob in short', 2, `${HEADER}|index aaaaaaa..bbbbbbb 100644`],
  ],
  'its blobs are not those of a file that is new, deleted or changed, as it says': [
    ['a new file that there was', 4, `${HEADER}|${FRESH}|${INDEX}`],
    ['a deleted file that there still is', 4, `${HEADER}|${GONE}|${INDEX}`],
    ['a change from nothing', 3, `${HEADER}|index ${ZERO}..${B} 100644`],
    ['a change to nothing', 3, `${HEADER}|index ${A}..${ZERO} 100644`],
    ['a file that is new and gone', 5, `${HEADER}|${FRESH}|${GONE}|index ${ZERO}..${ZERO}`],
    ['a blob that only begins like none', 4, `${HEADER}|${FRESH}|index ${'0'.repeat(39)}1..${B}`],
    ['a blob that only ends like none', 4, `${HEADER}|${FRESH}|index 1${'0'.repeat(39)}..${B}`],
  ],
  'it changes content, and names no blobs': [
    ['text after a change of a mode', 4, `${HEADER}|${MODES}|diff`],
    ['content of a change of a mode', 4, `${HEADER}|${MODES}|${SIDES}|${HUNK}`],
  ],
  'its content is missing': [
    ['blobs that differ without content', 3, `${HEADER}|${INDEX}`],
    ['blobs that differ before another file', 3, `${HEADER}|${INDEX}|${HEADER}|${INDEX}`],
  ],
  'it is not the name of the old side': [
    ['text instead of a change', 3, `${HEADER}|${INDEX}|more`],
    ['another file on the old side', 3, `${HEADER}|${INDEX}|--- a/y|+++ b/x|${HUNK}`],
    ['no file on the side of one', 3, `${HEADER}|${INDEX}|--- /dev/null|+++ b/x|@@ -0,0 +1 @@|+c`],
    ['a file on the side of none', 4, `${HEADER}|${NEW}|--- a/x|+++ b/x|@@ -0,0 +1 @@|+c`],
    ['a line that ends like binary content', 3, `${HEADER}|${INDEX}|x${BEGUN}`],
    ['a line that is almost binary content', 3, `${HEADER}|${INDEX}|GIT binary patch!`],
  ],
  'it is not the name of the new side': [
    ['another file on the new side', 4, `${HEADER}|${INDEX}|--- a/x|+++ b/y|${HUNK}`],
    ['one side only', 4, `${HEADER}|${INDEX}|--- a/x`],
  ],
  'it is no hunk': [
    ['sides without a hunk', 5, `${HEADER}|${INDEX}|${SIDES}`],
    ['a hunk without numbers', 5, `${HEADER}|${INDEX}|${SIDES}|@@ -a +b @@`],
    ['a hunk after something else', 5, `${HEADER}|${INDEX}|${SIDES}|x${HUNK}`],
    ['something after a hunk', 8, `${HEADER}|${INDEX}|${SIDES}|${HUNK}|more`],
    ['a patch of another form after a hunk', 8, `${HEADER}|${INDEX}|${SIDES}|${HUNK}|--- a/y|+++ b/y`],
  ],
  'a hunk is cut off': [
    ['a hunk that is cut off', 7, `${HEADER}|${INDEX}|${SIDES}|@@ -1,3 +1,3 @@|-a`],
    ['a hunk in which a line is none', 7, `${HEADER}|${INDEX}|${SIDES}|@@ -1,2 +1,2 @@|-a||+c`],
  ],
  'a hunk is longer than it says': [
    ['a hunk that takes more than it says', 7, `${HEADER}|${INDEX}|${SIDES}|@@ -1 +1 @@|-a|-b|+c`],
    ['a hunk that adds more than it says', 7, `${HEADER}|${INDEX}|${SIDES}|@@ -1 +1 @@|+a|+b|-c`],
  ],
  'it is no line of binary content': [
    ['a change of text within binary content', 6, `${HEADER}|${INDEX}|${BEGUN}|--- a/y|+++ b/y`],
    ['binary content after something else', 6, `${HEADER}|${INDEX}|${BEGUN}|-Icm|`],
    ['a line that only begins like binary content', 6, `${HEADER}|${INDEX}|${BEGUN}|IcmZQz x`],
    ['a line of binary content that is cut off', 6, `${HEADER}|${INDEX}|${BEGUN}|IcmZQz0|`],
    ['binary content without its end', 9, `${HEADER}|${INDEX}|${UNENDED}`],
  ],
  'the old content is missing': [['binary content of one side', 7, `${HEADER}|${INDEX}|${HALF}`]],
  'the new content is missing': [
    ['a size of binary content and more', 4, `${HEADER}|${INDEX}|GIT binary patch|literal 1x`],
    ['a size of binary content after more', 4, `${HEADER}|${INDEX}|GIT binary patch|x literal 1`],
    ['binary content of no side', 4, `${HEADER}|${INDEX}|GIT binary patch|x`],
  ],
}

const rows = Object.entries(REFUSED).flatMap(([why, patches]) => patches.map((row) => [...row, why] as const))

test.each(rows)('%s is refused', (_, line, patch, why) => {
  const bytes = Buffer.from(patch.replaceAll('|', '\n').concat('\n'))
  expect(readPatchFiles(bytes)).toEqual({ ok: false, line, why })
})
