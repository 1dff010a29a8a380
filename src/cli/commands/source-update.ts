import { EXIT } from '../../contract/exit-codes.ts'
import { defineCommand } from '../command.ts'
import { ADMIT_OPTIONS, admitFromOptions } from './source-options.ts'

export const sourceUpdateCommand = defineCommand({
  name: 'source update',
  summary: 'put another source of an engine on record, and keep the one before',
  usage: 'ENGINE --reason WHY [--source ADDRESS] [--mode CLASS] [--key FILE]',
  details:
    'The new record names the source before it and why. What the engine earned with that source no longer counts, and ' +
    'an enablement for it is no longer in force. The record before moves to sources/superseded/.',
  options: {
    ...ADMIT_OPTIONS,
    reason: { type: 'string', value: 'WHY', description: 'goes on record', required: true },
  },
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor source update codex --source pkg:npm/%40openai/codex@0.170.0 --reason "security fix"',
  async run(context) {
    await admitFromOptions(context, context.options.reason ?? '')
    return EXIT.yes
  },
})
