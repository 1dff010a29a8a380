import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { importBundle } from '../../run/export-bundle.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { reportTransfer } from './bundle-transfer.ts'

export const bundleImportCommand = defineCommand({
  name: 'bundle import',
  summary: 'take an exported bundle in, to look at: it is verified first, and counts for nothing here',
  usage: 'DIR [--trust FILE] [--signers FILE] [--without-base]',
  details:
    'It is kept below .proctor/imported/. Its keys are those of --trust, or of this workspace; the trust.json inside an ' +
    'export proves nothing by itself. Without a workspace, verify it where it lies: its README.md says how.',
  options: {
    'without-base': {
      type: 'boolean',
      description: 'also when it does not hold the base commit, and the patch can not be checked against it',
    },
    signers: {
      type: 'string',
      value: 'FILE',
      description: 'allowed_signers that you have reason to trust, for a run that people were asked about',
    },
    trust: { type: 'string', value: 'FILE', description: 'trust.json that you have reason to trust' },
  },
  positionals: [{ name: 'DIR', description: 'folder that bundle export made', required: true }],
  example: 'proctor bundle import /tmp/from-the-platform-team --trust keys/platform-team.json',
  async run({ options, positionals, start, cwd, output }): Promise<ExitCode> {
    const from = resolve(cwd, positionals[0] ?? '')
    if (!existsSync(from)) throw new ProctorError('path_missing', `${from}: there is no such export`)
    const allowNotRun = options['without-base'] === true ? (['trees'] as const) : []
    const trustFile = options.trust === undefined ? undefined : resolve(cwd, options.trust)
    const signersFile = options.signers === undefined ? undefined : resolve(cwd, options.signers)
    const result = await importBundle(await findWorkspace(start), from, {
      trustFile,
      signersFile,
      allowNotRun,
    })
    reportTransfer(output, result, 'imported to')
    if (result.folder !== null) return EXIT.yes
    if (trustFile === undefined && result.verification.findings.some(({ id }) => id === 'key-untrusted'))
      output.say(
        'the keys are of another workspace: name its trust.json with --trust, from somebody whom you believe',
      )
    return result.verification.findings.length > 0 ? EXIT.no : EXIT.noAnswer
  },
})
