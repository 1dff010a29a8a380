import picomatch from 'picomatch'
import { fieldOf } from '../model/issue-sequence.ts'
import { notApplicable, notRun, type PlanningCheck, ran } from './check.ts'

/** Every file of a change is inside what its issue allows. A phrase that no list of globs stands for is not judged. */
export const changedFiles: PlanningCheck = {
  id: 'changed-files',
  title: 'the change stays inside the allowed files of its issue',
  run(context) {
    if (context.diff === undefined) return notApplicable('no change was named')
    const { issue: id, changedFiles: changed } = context.diff
    const issue = context.sequence?.find((planned) => planned.id === id)
    const file = context.issues.path ?? context.issues.written
    if (issue === undefined) return notRun(`the issue artifact has no issue ${id}`)
    const allowed = fieldOf(issue, 'allowed')
    if (allowed === undefined || allowed.value === '')
      return notRun(`${id} does not say which files it may change`)
    const globs = globsOf(allowed.value, context.config.allowedFiles ?? {})
    if (globs === undefined) {
      return notRun(`planning.allowedFiles does not say which files this is: ${allowed.value}`, [
        {
          file,
          line: allowed.line,
          message: `no globs are known for the allowed files of ${id}: ${allowed.value}`,
          fix: 'add the phrase and its globs to planning.allowedFiles in proctor.yaml',
        },
      ])
    }
    const isAllowed = globs.length === 0 ? () => false : picomatch([...globs], { dot: true, nonegate: true })
    return ran(
      changed
        .filter((path) => !isAllowed(path))
        .map((path) => ({
          file: path,
          line: 1,
          message: `${path} is outside the allowed files of ${id}: ${allowed.value}`,
          fix: 'take the change out, or put it into an issue that allows it',
        })),
    )
  },
}

/** The globs that a phrase stands for: written in back-ticks, or by the longest configured phrase that it ends with. */
export function globsOf(
  phrase: string,
  configured: Readonly<Record<string, readonly string[]>>,
): readonly string[] | undefined {
  const written = phrase.split(/[,;]|\band\b/).map((part) => part.trim().replace(/\.$/, ''))
  if (written.length > 0 && written.every((part) => /^`?[^\s`]*[/*.][^\s`]*`?$/.test(part)))
    return written.map((part) => part.replaceAll('`', ''))
  const wanted = normal(phrase)
  const known = Object.entries(configured)
    .map(([words, globs]) => ({ words: normal(words), globs }))
    .filter(({ words }) => words !== '' && (wanted === words || wanted.endsWith(` ${words}`)))
    .sort((a, b) => b.words.length - a.words.length)
  return known[0]?.globs
}

function normal(phrase: string): string {
  return phrase
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[.\s]+$/, '')
    .replace(/\s+/g, ' ')
    .trim()
}
