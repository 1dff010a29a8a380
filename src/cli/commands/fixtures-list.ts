import { EXIT } from '../../contract/exit-codes.ts'
import { chooseRows } from '../../run/matrix/run-matrix.ts'
import { defineCommand } from '../command.ts'

export const fixturesListCommand = defineCommand({
  name: 'fixtures list',
  summary: 'every way to fail that is tried out by fixtures run',
  usage: '',
  options: {},
  positionals: [],
  example: 'proctor fixtures list --json',
  run({ output }) {
    const rows = chooseRows([])
    for (const { id, what, expected } of rows) {
      output.answer(`${id.padEnd(24)} exit ${String(expected.exit).padEnd(3)}  ${what}`)
    }
    output.document({ rows: rows.map(({ id, what, expected }) => ({ id, what, expected })) })
    return Promise.resolve(EXIT.yes)
  },
})
