import { EXIT } from '../../contract/exit-codes.ts'
import { listEngines } from '../../run/engine-registry.ts'
import { findWorkspace } from '../../workspace/read-workspace.ts'
import { defineCommand } from '../command.ts'

export const engineListCommand = defineCommand({
  name: 'engine list',
  summary: 'every engine that is known here, gated ones included, and what is on record of it',
  usage: '',
  options: {},
  positionals: [],
  example: 'proctor engine list',
  async run({ start, output }) {
    const engines = await listEngines(await findWorkspace(start))
    for (const engine of engines) {
      const gate = !engine.gated
        ? 'open'
        : engine.enabledBy === null
          ? 'gated'
          : `gated, enabled up to ${engine.enabledUpTo} until ${engine.enabledUntil} by ${engine.enabledBy}`
      const admission = engine.admitted
        ? output.style.good(`admitted for ${engine.allowedMode} (${engine.basis})`)
        : output.style.bad('not admitted')
      output.answer(`${engine.id.padEnd(12)} ${(engine.version ?? '-').padEnd(10)} ${admission}  ${gate}`)
      const can = engine.capabilities.join(', ') || 'nothing beyond being started'
      output.answer(`             adapter ${engine.adapter}; can: ${can}`)
      for (const reason of engine.reasons) output.say(`             ${reason}`)
    }
    output.document({ engines })
    return EXIT.yes
  },
})
