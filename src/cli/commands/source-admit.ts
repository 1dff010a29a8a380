import { EXIT } from '../../contract/exit-codes.ts'
import { defineCommand } from '../command.ts'
import { ADMIT_OPTIONS, admitFromOptions } from './source-options.ts'

export const sourceAdmitCommand = defineCommand({
  name: 'source admit',
  summary: 'retrieve the source of an engine and put it on record',
  usage: 'ENGINE [--source ADDRESS] [--mode CLASS] [--licence-note TEXT] [--key FILE]',
  details:
    'Shows each command, runs it, and writes sources/ENGINE.yaml from what is really there. The record counts once an ' +
    'admitter of allowed_signers has signed it and it is committed.',
  options: ADMIT_OPTIONS,
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor source admit codex --source pkg:npm/%40openai/codex@0.169.0 --key ~/.ssh/id_ed25519',
  async run(context) {
    await admitFromOptions(context, undefined)
    return EXIT.yes
  },
})
