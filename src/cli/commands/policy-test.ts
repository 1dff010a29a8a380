import { EXIT } from '../../contract/exit-codes.ts'
import { testPolicy } from '../../run/test-policy.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const policyTestCommand = defineCommand({
  name: 'policy test',
  summary: 'decide the cases of policy/cases/ and compare with what they expect',
  usage: '',
  details:
    'A case is {name, facts, expect}, in YAML or JSON; `proctor decide --out` writes facts to start from.',
  options: {},
  positionals: [],
  example: 'proctor policy test',
  async run({ start, output }) {
    const cases = await testPolicy(await findWorkspace(start))
    for (const { file, name, ok, differences } of cases) {
      output.answer(`${ok ? output.style.good('ok  ') : output.style.bad('FAIL')}  ${name} (${file})`)
      for (const difference of differences) output.answer(`      ${difference}`)
    }
    const failed = cases.filter(({ ok }) => !ok).length
    output.answer(
      cases.length === 0
        ? 'no cases in policy/cases/: nothing was tested'
        : `${cases.length - failed} of ${cases.length} as expected`,
    )
    output.document({ ok: failed === 0 && cases.length > 0, cases })
    return failed === 0 && cases.length > 0 ? EXIT.yes : EXIT.no
  },
})
