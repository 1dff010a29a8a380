import { resolve } from 'node:path'
import { EXIT } from '../../contract/exit-codes.ts'
import { promoteAt } from '../../run/ladder/index.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const stagePromoteCommand = defineCommand({
  name: 'stage promote',
  summary: 'raise an engine by one stage, when its conditions hold and people signed for the evidence',
  usage: 'ENGINE STAGE [--key K] [--signature FILE]',
  details:
    'Without a key or signature the request is written, with the command that signs it. Exit 1: a condition or a ' +
    'signature does not hold; 3: the engine is not admitted; 4: it waits to be signed. Nothing is appended then.',
  options: {
    key: {
      type: 'string',
      value: 'K',
      description: 'key of a person to sign with; may be given more than once',
      multiple: true,
    },
    signature: {
      type: 'string',
      value: 'FILE',
      description: 'a signature that was made over the request; may be given more than once',
      multiple: true,
    },
  },
  positionals: [
    { name: 'ENGINE', description: 'an engine of proctor.yaml', required: true },
    { name: 'STAGE', description: 'the next stage', required: true },
  ],
  example: 'proctor stage promote fake artificial-fixture --key ~/.ssh/id_ed25519',
  async run({ options, positionals, start, cwd, output }) {
    const [engine = '', stage = ''] = positionals
    const answer = await promoteAt(await findWorkspace(start), {
      engine,
      stage,
      keys: (options.key ?? []).map((path) => resolve(cwd, path)),
      signatures: (options.signature ?? []).map((path) => resolve(cwd, path)),
    })
    output.document(answer)
    if (answer.kind === 'refused' || answer.kind === 'not-admitted') {
      for (const reason of answer.reasons) output.answer(`${output.style.bad('refused')} ${reason}`)
      return answer.kind === 'refused' ? EXIT.no : EXIT.refused
    }
    if (answer.kind === 'unsigned') {
      output.answer(`written to ${answer.file}; to be signed by people: ${answer.command}`)
      return EXIT.noAnswer
    }
    output.answer(`${engine} was promoted to ${answer.stage} by entry ${answer.entry}`)
    return EXIT.yes
  },
})
