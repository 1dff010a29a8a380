import { EXIT } from '../../contract/exit-codes.ts'
import { verifyLedger } from '../../run/verify-ledger.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const ledgerVerifyCommand = defineCommand({
  name: 'ledger verify',
  summary: 'read and judge the whole ledger, against every checkpoint kept in checkpoints/',
  usage: '[--remember]',
  details:
    'A ledger that was rewritten, cut, forked or rolled back gives 1. Going back can only be seen against a ' +
    'checkpoint that was kept elsewhere: --remember puts the one of now into checkpoints/, to be committed.',
  options: {
    remember: {
      type: 'boolean',
      description: 'keep the checkpoint of now in checkpoints/ when the ledger verifies',
    },
  },
  positionals: [],
  example: 'proctor ledger verify --remember && git add checkpoints',
  async run({ options, start, output }) {
    const result = await verifyLedger(await findWorkspace(start), options.remember === true)
    const { good, bad, open } = output.style
    for (const { id, entry, message } of result.findings)
      output.answer(`${bad(id)} ${entry === null ? '' : `entry ${entry}: `}${message}`)
    if (result.tornBytes > 0)
      output.answer(
        `${open('torn')} ${result.tornBytes} bytes of an append that never finished; the next one keeps them aside`,
      )
    if (result.ok)
      output.answer(
        `${good('verifies')}  ${result.head?.size} entries, ${result.remembered} kept checkpoints`,
      )
    if (result.written !== null) output.say(`kept as ${result.written}; commit it`)
    output.document(result)
    return result.ok ? EXIT.yes : EXIT.no
  },
})
