import { type Command, defineCommand } from './command.ts'
import { decideOn, RUN_POSITIONAL, SIGNING_OPTIONS } from './decide-on.ts'

const OPTIONS = {
  ...SIGNING_OPTIONS,
  comment: { type: 'string', value: 'TEXT', description: 'signed with the decision' },
} as const

/** `approve` and `deny`: the same question, answered yes or no. */
export function approvalCommand(
  name: 'approve' | 'deny',
  decision: 'granted' | 'denied',
  summary: string,
): Command<typeof OPTIONS> {
  return defineCommand({
    name,
    summary,
    usage: 'RUN [--key FILE | --signature FILE] [--comment TEXT]',
    details:
      'The bundle is verified and shown before anything is signed (approval@proctor, by a key of allowed_signers). The ' +
      'exit code is what the run comes to: 0 approved by everybody who is needed, 1 denied, 4 it still waits.',
    options: OPTIONS,
    positionals: [RUN_POSITIONAL],
    example: `proctor ${name} 20261122t101500z-0123456789 --key ~/.ssh/id_ed25519`,
    async run(context) {
      const { options, positionals } = context
      const typed = { runId: positionals[0] ?? '', key: options.key, signature: options.signature }
      return await decideOn(context, typed, {
        kind: 'approval',
        decision,
        comment: options.comment ?? null,
      })
    },
  })
}
