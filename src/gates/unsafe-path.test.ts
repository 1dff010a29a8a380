import { expect, test } from 'vitest'
import { whyUnsafeLink, whyUnsafePath } from './unsafe-path.ts'

const GIT = "it is git's own folder on some file system"
const DEVICE = 'it is a device on Windows'
const DROPPED = 'it ends in a dot or space, which Windows drops'
const STEERS = 'it decides how git reads and writes files, filters included'
const HOOKS = 'it configures git hooks'
const RELATIVE = 'it has an empty or relative segment'

test.each<readonly [string, readonly string[]]>([
  ['src/a.js', []],
  ['src/.gitignore', []],
  ['src/.gitx/a', []],
  ['src/x.git/a', []],
  ['src/git/a', []],
  ['src/git~1x', []],
  ['src/xgit~1', []],
  ['src/console.js', []],
  ['src/falcon', []],
  ['src/com10', []],
  ['src/com', []],
  ['src/xcom1', []],
  ['a:b', ['it is not relative']],
  ['ab:c', []],
  ['src/a:b', []],
  ['/src', ['it is not relative', RELATIVE]],
  ['src//a', [RELATIVE]],
  ['src/./a', [RELATIVE]],
  ['src/../a', [RELATIVE]],
  ['src/...', [DROPPED]],
  ['src/a. ', [DROPPED]],
  ['src/a /b', [DROPPED]],
  ['src\\a', ['it holds a backslash, which is a separator elsewhere']],
  ['src/\u0000', ['it holds control characters']],
  ['src/\u009f', ['it holds control characters']],
  ['src/\u00a0', []],
  ['src/a\u061cb', ['it holds characters that reorder or hide text']],
  ['src/a\u2069b', ['it holds characters that reorder or hide text']],
  ['src/a\ufffdb', ['it is not valid UTF-8']],
  ['.git', [GIT]],
  ['src/GIT~12/a', [GIT]],
  ['src/.git. ./a', [GIT, DROPPED]],
  ['src/.g\u200ci\u206ft/x', [GIT]],
  ['src/.git:stream', [GIT]],
  ['src/CON', [DEVICE]],
  ['src/nul.tar.gz', [DEVICE]],
  ['src/lpt9/a', [DEVICE]],
  ['src/com1', [DEVICE]],
  ['.gitmodules', ['it declares submodules']],
  ['a/.gitmodules', ['it declares submodules']],
  ['a/.gitmodules/b', []],
  ['x.gitmodules', []],
  ['.GITATTRIBUTES', [STEERS]],
  ['a/.gitattributes', [STEERS]],
  ['x.gitattributes', []],
  ['.gitattributes.md', []],
  ['.husky/x', ['it is a git hook']],
  ['a/.githooks/x', ['it is a git hook']],
  ['x.husky/x', []],
  ['.husky', []],
  ['.pre-commit-config.yaml', [HOOKS]],
  ['a/.pre-commit-config.yml', [HOOKS]],
  ['lefthook.yml', [HOOKS]],
  ['.lefthook.yaml', [HOOKS]],
  ['a/lefthook-local.toml', [HOOKS]],
  ['lefthook.json', [HOOKS]],
  ['my-lefthook.yml', []],
  ['lefthook.yml.md', []],
  ['.git/.git', [GIT]],
])('%j: %j', (path, whys) => {
  expect(whyUnsafePath(path)).toEqual(whys)
})

test.each<readonly [string, string, string | null]>([
  ['a/link', 'b', null],
  ['a/link', '../b', null],
  ['a/link', './b//c', null],
  ['a/link', '..', null],
  ['a/b/link', '../../c', null],
  ['link', '.', null],
  ['a/link', '../..', 'leaves the repository'],
  ['link', '..', 'leaves the repository'],
  ['a/link', '/etc', 'leads to an absolute place'],
  ['a/link', 'c:x', 'leads to an absolute place'],
  ['a/link', 'b\\c', 'leads to an absolute place'],
  ['a/link', 'xc:x', null],
  ['a/link', '../.git/config', 'leads to .git/config'],
  ['a/link', 'nul', 'leads to a/nul'],
])('a link at %s to %j: %j', (path, target, why) => {
  expect(whyUnsafeLink(path, target)).toBe(why)
})
