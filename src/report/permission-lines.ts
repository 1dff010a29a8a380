import type { PermissionCall } from '../contract/permissions.ts'
import type { ReportCore } from '../contract/report.ts'
import { toCode } from '../kernel/hostile-text.ts'

const MAX_SHOWN = 30

/** The table of permissions as lines of a page: what went beyond a grant comes first. */
export function permissionLines({ permissions }: Pick<ReportCore, 'permissions'>): string[] {
  if (permissions === null) return ['- no engine was started']
  const { counts, calls, changes } = permissions
  const beyond = calls.filter(({ verdict }) => verdict === 'executed-without-grant')
  const loose = changes.filter(({ grant }) => grant === 'none')
  return [
    `- asked ${counts.asked}; granted ${counts.granted}, denied ${counts.denied}, answered by the engine itself ${counts.answeredByEngine}; granted but not executed ${counts.grantedNotExecuted}`,
    ...(counts.asked === 0 ? ['- the engine asked for nothing: the sandbox alone held it'] : []),
    ...told('executed without a grant', counts.executedWithoutGrant, beyond.map(toWords)),
    ...told(
      'changed without a grant',
      counts.changedWithoutGrant,
      loose.map(({ path }) => toCode(path)),
    ),
  ]
}

function told(what: string, count: number, lines: readonly string[]): string[] {
  if (count === 0) return [`- ${what}: none`]
  const shown = lines.slice(0, MAX_SHOWN).map((line) => `  - ${line}`)
  const more = count > shown.length ? [`  - and ${count - shown.length} more`] : []
  return [`- **${what.toUpperCase()}**: ${count}`, ...shown, ...more]
}

function toWords({ toolCallId, name, kind, answer, said, measured }: PermissionCall): string {
  const asked = answer === 'none' ? 'no answer of policy' : answer
  return `${toCode(name ?? toolCallId)}, ${toCode(kind ?? 'other')}: ${asked}; the engine says ${said}, the patch ${measured}`
}
