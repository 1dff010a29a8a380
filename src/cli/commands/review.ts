import { ProctorError } from '../../kernel/proctor-error.ts'
import { defineCommand } from '../command.ts'
import { decideOn, RUN_POSITIONAL, SIGNING_OPTIONS } from '../decide-on.ts'

export const reviewCommand = defineCommand({
  name: 'review',
  summary: 'accept or reject the result of a run that waits for people, as a reviewer',
  usage: 'RUN accept|reject [--as REVIEWER] [--reason TEXT] [--key FILE | --signature FILE]',
  details:
    'Signed for review@proctor. Where policy names a person as reviewer, the run waits for that review as it waits for ' +
    'approvals; a rejection ends it, whoever was asked. The exit code is what the run comes to: 0, 1, or 4 while it waits.',
  options: {
    as: {
      type: 'string',
      value: 'REVIEWER',
      description: 'id of the reviewer in proctor.yaml that you answer for',
    },
    reason: {
      type: 'string',
      value: 'TEXT',
      description: 'signed with the review; may be given more than once',
      multiple: true,
    },
    ...SIGNING_OPTIONS,
  },
  positionals: [RUN_POSITIONAL, { name: 'VERDICT', description: 'accept or reject', required: true }],
  example:
    'proctor review 20261122t101500z-0123456789 reject --reason "no test of it" --key ~/.ssh/id_ed25519',
  async run(context) {
    const { options, positionals } = context
    const [runId = '', word = ''] = positionals
    if (word !== 'accept' && word !== 'reject')
      throw new ProctorError('usage', `a review says accept or reject, not ${JSON.stringify(word)}`)
    return await decideOn(
      context,
      { runId, key: options.key, signature: options.signature },
      {
        kind: 'review',
        verdict: word === 'accept' ? 'accepted' : 'rejected',
        reviewer: options.as ?? null,
        reasons: options.reason ?? [],
      },
    )
  },
})
