import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import type { ValidationReport } from '../../contract/planning.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { toSarif } from '../../planning/to-sarif.ts'
import { validatePlanning } from '../../run/validate-planning.ts'
import { planningChanges } from '../../run/watch-planning.ts'
import { findWorkspace, readWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import type { Output } from '../output.ts'

export const validateCommand = defineCommand({
  name: 'validate',
  summary: 'the planning documents: there, current, in agreement, and claiming nothing that was not granted',
  usage: '[--require-clean] [--now DATE] [--diff BASE..HEAD --issue ID] [--sarif FILE] [--watch]',
  details:
    'Judges documents and nothing else; no engine is started. Exit 1: a check failed or could not be run.',
  options: {
    'require-clean': {
      type: 'boolean',
      description: 'fail when the work tree has changes that are not committed',
    },
    now: {
      type: 'string',
      value: 'DATE',
      description: 'judge as of this day, yyyy-mm-dd (default: today, UTC)',
    },
    diff: {
      type: 'string',
      value: 'BASE..HEAD',
      description: 'hold the changed files against those the issue allows',
    },
    issue: { type: 'string', value: 'ID', description: 'the issue that --diff belongs to' },
    watch: { type: 'boolean', description: 'judge again whenever a document changes, until SIGINT' },
    sarif: { type: 'string', value: 'FILE', description: 'write the findings to FILE as SARIF 2.1.0 too' },
  },
  positionals: [],
  example: 'proctor validate --require-clean --now 2026-11-22',
  async run({ options, start, cwd, output }): Promise<ExitCode> {
    const { diff, issue } = options
    if ((diff === undefined) !== (issue === undefined)) {
      throw new ProctorError('usage', '--diff and --issue belong together', { hint: 'give both' })
    }
    if (options.watch === true && output.settings.json) {
      throw new ProctorError('usage', '--json gives one document, and --watch has no end', {
        hint: 'leave one of them out',
      })
    }
    const dir = await findWorkspace(start)
    const judge = async (): Promise<ExitCode> => {
      const report = await validatePlanning(await readWorkspace(dir), {
        now: options.now ?? new Date().toISOString().slice(0, 10),
        requireClean: options['require-clean'] === true,
        ...(diff === undefined || issue === undefined ? {} : { diff: { range: diff, issue } }),
      })
      if (options.sarif !== undefined) {
        await writeFile(resolve(cwd, options.sarif), `${JSON.stringify(toSarif(report), null, 2)}\n`)
      }
      print(output, report)
      return report.ok ? EXIT.yes : EXIT.no
    }
    return options.watch === true ? await watch(dir, judge, output) : await judge()
  },
})

/** The code of the last judgement, once SIGINT or SIGTERM has come. */
async function watch(dir: string, judge: () => Promise<ExitCode>, output: Output): Promise<ExitCode> {
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGINT', end).once('SIGTERM', end)
  let last: ExitCode = EXIT.usage
  try {
    for await (const _ of planningChanges(dir, stop.signal)) {
      try {
        last = await judge()
      } catch (error) {
        if (!(error instanceof ProctorError)) throw error
        last = EXIT.usage
        output.answer(`${error.code}: ${error.message}`)
      }
      output.say(`waiting for a change in ${dir}`)
    }
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end)
  }
  return last
}

function print(output: Output, report: ValidationReport): void {
  const { good, bad, open } = output.style
  let findings = 0
  for (const check of report.checks) {
    for (const finding of check.findings) {
      findings += 1
      output.answer(
        `${finding.file}:${finding.line}: ${bad(check.id)} ${finding.message} (fix: ${finding.fix})`,
      )
    }
    if (check.status === 'not-run') output.answer(`${open('not-run')} ${check.id}: ${check.reason ?? ''}`)
    else output.say(`${check.status === 'pass' ? good('pass') : bad('fail')} ${check.id}: ${check.title}`)
  }
  const failed = report.checks.filter((check) => check.status !== 'pass').length
  output.answer(
    report.ok
      ? good(`the planning documents hold: ${report.checks.length} checks`)
      : bad(`${failed} of ${report.checks.length} checks do not hold, ${findings} findings`),
  )
  output.document(report)
}
