import { EXIT } from '../../contract/exit-codes.ts'
import { checkEngine } from '../../run/check-engine.ts'
import { recordConformance } from '../../run/ladder/record-conformance.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const engineCheckCommand = defineCommand({
  name: 'engine check',
  linuxOnly: true,
  summary: 'hold an engine to the conformance table: what must be concluded, whatever it says of itself',
  usage: 'ENGINE',
  details:
    'Reads the recorded streams of its adapter again and plays every case with a scripted model, in a workspace of its ' +
    'own. An engine that may not run is not started. The result goes into the ledger of this workspace.',
  options: {},
  positionals: [{ name: 'ENGINE', description: 'an engine of proctor.yaml', required: true }],
  example: 'proctor engine check codex --json',
  async run({ positionals, start, output }) {
    const [engine = ''] = positionals
    const workspaceDir = await findWorkspace(start)
    const result = await checkEngine(workspaceDir, engine, (message) => output.progress(message))
    const recorded = await recordConformance(workspaceDir, result)
    const { good, bad } = output.style
    const { recordings, cases, notApplicable, notRun } = result
    output.answer(`recordings  ${recordings.read} read, ${recordings.differ.length} differ`)
    for (const name of recordings.differ) output.answer(`  ${bad('differs')} ${name}`)
    for (const name of recordings.believed) output.answer(`  ${bad('believed with garbage in it')} ${name}`)
    for (const { case: id, ok, exitCode, blockers, engineExitCode, terminal, hidden, differences } of cases) {
      const engineSaid = `engine ${engineExitCode ?? 'killed'} ${terminal ?? ''}`.trim()
      const found = [`exit ${exitCode}`, blockers.join(','), engineSaid, hidden ? 'hidden' : '']
      output.answer([ok ? good('ok') : bad('NOT'), id, ...found].filter((part) => part !== '').join('  '))
      for (const difference of differences) output.answer(`      ${difference}`)
    }
    for (const { case: id, why } of notApplicable) output.answer(`-   ${id}  ${why}`)
    if (notRun !== null) output.answer(`not-run: ${notRun}`)
    output.say(
      recorded.entry === null
        ? `not recorded: ${recorded.why}`
        : `recorded as ledger entry ${recorded.entry}`,
    )
    output.document(result)
    if (notRun !== null) return EXIT.noAnswer
    return result.ok ? EXIT.yes : EXIT.no
  },
})
