import { deliverRun } from '../../run/people/deliver-run.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { RUN_POSITIONAL } from '../decide-on.ts'

export const deliverCommand = defineCommand({
  name: 'deliver',
  summary: 'push the approved patch of a run as the branch proctor/RUN, and touch no other ref',
  usage: 'RUN',
  details:
    'The bundle is verified first. The patch becomes one commit on its base, pushed to the repository, or to its `remote` ' +
    'in proctor.yaml; every ref there is compared before and after. Exit 1: it may not be delivered; 4: it still waits.',
  options: {},
  positionals: [RUN_POSITIONAL],
  example: 'proctor deliver 20261122t101500z-0123456789',
  async run({ positionals, start, output }) {
    const answer = await deliverRun(await findWorkspace(start), positionals[0] ?? '')
    for (const reason of answer.reasons) output.answer(`${output.style.bad('not delivered')} ${reason}`)
    if (answer.delivered)
      output.answer(`${output.style.good('delivered')} ${answer.commit} as ${answer.ref} to ${answer.target}`)
    output.document(answer)
    return answer.exitCode
  },
})
