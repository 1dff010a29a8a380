import { EXIT } from '../../contract/exit-codes.ts'
import { listAsked } from '../../run/people/list-waiting.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { printPeople } from '../people-lines.ts'

export const approvalsCommand = defineCommand({
  name: 'approvals',
  summary: 'the runs that wait for people, with what is missing and until when',
  usage: '[--all]',
  details:
    'Each bundle is verified for this. One that does not verify is listed with its findings, and exits with 1.',
  options: { all: { type: 'boolean', description: 'those that are decided as well' } },
  positionals: [],
  example: 'proctor approvals --json',
  async run({ options, start, output }) {
    const runs = await listAsked(await findWorkspace(start), options.all === true)
    for (const { runId, engine, task, stage, riskClass, approval, people, problems } of runs) {
      output.answer(
        [runId, engine, task, stage, `${riskClass} risk`, `until ${people?.expiresAt ?? '-'}`].join('  '),
      )
      if (approval !== null && people !== null) printPeople(output, { approval, people })
      for (const problem of problems) output.answer(`  ${output.style.bad('not authentic')} ${problem}`)
    }
    if (runs.length === 0) output.answer('nothing waits for people')
    output.document({ runs })
    return runs.some(({ approval }) => approval === null) ? EXIT.no : EXIT.yes
  },
})
