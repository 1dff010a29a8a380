import { ProctorError } from '../kernel/proctor-error.ts'

/**
 * The tasks that a group names, in the order in which they were given.
 * @param group task ids, parted by commas; `*` stands for any characters
 * @throws ProctorError usage when there is none
 */
export function chooseTasks(ids: readonly string[], group: string): string[] {
  const patterns = group.split(',').map(
    (part) =>
      new RegExp(
        `^${part
          .trim()
          .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')}$`,
      ),
  )
  const chosen = ids.filter((id) => patterns.some((pattern) => pattern.test(id)))
  if (chosen.length > 0) return chosen
  throw new ProctorError('usage', `no task of the workspace matches ${JSON.stringify(group)}`, {
    hint: 'name tasks, or a pattern such as "minimist-*"',
  })
}
