import { EXIT } from '../../contract/exit-codes.ts'
import { checkStageAt } from '../../run/ladder/index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { NOW_OPTION, toNow } from '../now-option.ts'

export const stageCheckCommand = defineCommand({
  name: 'stage check',
  summary: 'the validator of a stage: whether an engine meets its conditions and those of every stage below',
  usage: 'ENGINE STAGE [--now DATE]',
  options: NOW_OPTION,
  positionals: [
    { name: 'ENGINE', description: 'an engine of proctor.yaml', required: true },
    { name: 'STAGE', description: 'gated-engine, artificial-fixture, ...', required: true },
  ],
  example: 'proctor stage check fake artificial-fixture --json',
  async run({ options, positionals, start, output }) {
    const [engine = '', stage = ''] = positionals
    const answer = await checkStageAt(await findWorkspace(start), engine, stage, toNow(options.now))
    const { good, bad } = output.style
    for (const { ok, stage: of, condition, message } of answer.conditions)
      output.answer(`${ok ? good('holds  ') : bad('missing')} ${of} ${condition}: ${message}`)
    output.document({
      ok: answer.ok,
      engine,
      stage: answer.stage,
      conditions: answer.conditions,
      evidence: answer.evidence,
    })
    return answer.ok ? EXIT.yes : EXIT.no
  },
})
