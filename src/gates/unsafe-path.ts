/** What file systems and git itself take for `.git`, whatever it looks like (CVE-2014-9390 and after). */
const GIT_FOLDER = /^(?:\.git|git~\d+)$/i
/** Characters that HFS+ leaves out when it compares names. */
// biome-ignore lint/suspicious/noMisleadingCharacterClass: single code points are what is left out
const IGNORED_BY_HFS = /[\u200c\u200d\u200e\u200f\u202a-\u202e\u206a-\u206f\ufeff]/g
/** Device names of Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?$/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/
const REORDERS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069]/
/** Files that run or change what git and its hooks do, wherever they lie. */
const STEERS_GIT: readonly (readonly [RegExp, string])[] = [
  [/(?:^|\/)\.gitmodules$/i, 'it declares submodules'],
  [/(?:^|\/)\.gitattributes$/i, 'it decides how git reads and writes files, filters included'],
  [/(?:^|\/)\.(?:husky|githooks)\//i, 'it is a git hook'],
  [
    /(?:^|\/)(?:\.pre-commit-config\.ya?ml|\.?lefthook(?:-local)?\.(?:ya?ml|toml|json))$/i,
    'it configures git hooks',
  ],
]

/** Every reason why a path must not be in a patch; none when it may. */
export function whyUnsafePath(path: string): string[] {
  const whys: string[] = []
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) whys.push('it is not relative')
  if (path.includes('\\')) whys.push('it holds a backslash, which is a separator elsewhere')
  if (CONTROL.test(path)) whys.push('it holds control characters')
  if (REORDERS.test(path)) whys.push('it holds characters that reorder or hide text')
  if (path.includes('\ufffd')) whys.push('it is not valid UTF-8')
  for (const segment of path.split('/')) whys.push(...whyUnsafeSegment(segment))
  for (const [pattern, why] of STEERS_GIT) if (pattern.test(path)) whys.push(why)
  return [...new Set(whys)]
}

function whyUnsafeSegment(segment: string): string[] {
  const whys: string[] = []
  if (segment === '' || segment === '.' || segment === '..') whys.push('it has an empty or relative segment')
  const plain = (segment.replace(IGNORED_BY_HFS, '').split(':')[0] ?? '').replace(/[. ]+$/, '')
  if (GIT_FOLDER.test(plain)) whys.push("it is git's own folder on some file system")
  if (DEVICE.test(plain)) whys.push('it is a device on Windows')
  if (/[. ]$/.test(segment) && segment !== '.' && segment !== '..')
    whys.push('it ends in a dot or space, which Windows drops')
  return whys
}

/** Why a link at `path` must not lead to `target`; null when it stays in the repository, and out of git's folder. */
export function whyUnsafeLink(path: string, target: string): string | null {
  if (target.startsWith('/') || /^[a-z]:/i.test(target) || target.includes('\\'))
    return 'leads to an absolute place'
  const at = path.split('/').slice(0, -1)
  for (const segment of target.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') {
      if (at.length === 0) return 'leaves the repository'
      at.pop()
    } else at.push(segment)
  }
  const into = at.join('/')
  return into !== '' && whyUnsafePath(into).length > 0 ? `leads to ${into}` : null
}
