import type { ReportCore } from '../contract/report.ts'
import { toVisible } from '../kernel/hostile-text.ts'
import { CAP_WORDS, VERDICT_WORDS } from './words.ts'

const MAX_BLOCKERS = 10

/** A short summary for a terminal: plain lines, no colours, nothing in them that a terminal would act on. */
export function renderReportText(core: ReportCore): string {
  const verdict = core.status === 'pass' ? 'PASS' : 'FAIL'
  const lines = [
    `${verdict} (${core.completeness})  engine ${toVisible(core.engine.id)} on task ${toVisible(core.task.id)}`,
    `run      ${toVisible(core.runId)}`,
    ...core.blockers
      .slice(0, MAX_BLOCKERS)
      .map(({ code, message }) => `blocker  ${code}: ${toVisible(message)}`),
  ]
  const hidden = core.blockers.length - MAX_BLOCKERS
  if (hidden > 0) lines.push(`         and ${hidden} more blockers, see report.md`)
  lines.push(`gates    ${gateSummary(core)}`, `patch    ${core.changedFiles.length} changed files`)
  lines.push(`tests    ${testSummary(core)}`)
  for (const cap of core.caps) lines.push(`caps     ${cap}: ${CAP_WORDS[cap]}`)
  return `${lines.join('\n')}\n`
}

function gateSummary({ gates }: ReportCore): string {
  return (['pass', 'fail', 'not-run'] as const)
    .map((verdict) => ({ verdict, found: gates.filter((result) => result.verdict === verdict) }))
    .filter(({ found }) => found.length > 0)
    .map(({ verdict, found }) => {
      const names = verdict === 'pass' ? '' : ` (${found.map(({ gate }) => gate).join(', ')})`
      return `${found.length} ${VERDICT_WORDS[verdict]}${names}`
    })
    .join(', ')
}

function testSummary({ tests }: ReportCore): string {
  if (tests === null) return 'NOT RUN'
  const { executed, passed, failed, errored, skipped, todo } = tests
  return `${executed} executed, ${passed} passed, ${failed + errored} failed, ${skipped + todo} skipped or todo`
}
