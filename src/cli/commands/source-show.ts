import { EXIT } from '../../contract/exit-codes.ts'
import { showSource } from '../../run/check-source.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const sourceShowCommand = defineCommand({
  name: 'source show',
  summary: 'the record of where an engine comes from and how it may be used',
  usage: 'ENGINE',
  options: {},
  positionals: [{ name: 'ENGINE', description: 'engine of proctor.yaml', required: true }],
  example: 'proctor source show codex',
  async run({ positionals, start, output }) {
    const shown = await showSource(await findWorkspace(start), positionals[0] ?? '')
    const { record, signature, uncommitted } = shown
    const { source, licence, boundary } = record
    output.answer(`source    ${source.url} (${source.kind})`)
    output.answer(
      `pinned    ${source.kind === 'git' ? `commit ${source.commit}` : `${source.packages.length} packages`}`,
    )
    output.answer(`id        ${record.sourceId}`)
    output.answer(`licence   ${licence.concluded}${licence.note === null ? '' : `: ${licence.note}`}`)
    output.answer(`for       ${record.allowedMode} repositories, until ${record.expiresAt}`)
    output.answer(
      `never     write ${boundary.neverWrite.join(' ') || '-'}  vendor ${boundary.neverVendor.join(' ') || '-'}`,
    )
    output.answer(
      `signed    ${signature.ok ? `by ${signature.principal} (${signature.fingerprint})` : signature.message}`,
    )
    if (uncommitted !== null) output.answer(output.style.bad(uncommitted))
    output.document(shown)
    return EXIT.yes
  },
})
