import { resolve } from 'node:path'
import { EXIT, type ExitCode } from '../../contract/exit-codes.ts'
import { exportBundle } from '../../run/export-bundle.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'
import { reportTransfer } from './bundle-transfer.ts'

export const bundleExportCommand = defineCommand({
  name: 'bundle export',
  summary: 'copy a bundle with what a stranger needs to verify it: public keys and the base commit',
  usage: 'RUN DIR [--without-base]',
  details:
    'DIR is made. What does not verify here is not exported (exit 1). The base commit holds the files of the ' +
    'repository: leave it out when they must not leave; the patch can not be checked against it then.',
  options: {
    'without-base': { type: 'boolean', description: 'leave the files of the repository out' },
  },
  positionals: [
    { name: 'RUN', description: 'id of a sealed run', required: true },
    { name: 'DIR', description: 'folder to make', required: true },
  ],
  example: 'proctor bundle export 20261122t101500z-0123456789 /tmp/for-the-auditor',
  async run({ options, positionals, start, cwd, output }): Promise<ExitCode> {
    const [run = '', dir = ''] = positionals
    const to = resolve(cwd, dir)
    const result = await exportBundle(await findWorkspace(start), run, to, options['without-base'] !== true)
    reportTransfer(output, result, 'exported to')
    return result.folder === null ? EXIT.no : EXIT.yes
  },
})
