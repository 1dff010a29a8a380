import type { Conformance } from '../port.ts'
import { DEFAULT_MODEL } from './config.ts'

/** How a scripted model works through codex: it edits by the patch tool, which models that codex knows are offered. */
export const CODEX_DIALECT: Pick<Conformance, 'model' | 'edit' | 'write' | 'shell'> = {
  model: DEFAULT_MODEL,
  edit: (file, from, to) => [patch(`*** Update File: ${file}\n@@\n-${from}\n+${to}\n`)],
  write: (path, content) => [patch(`*** Add File: ${path}\n${content.replace(/^/gm, '+')}\n`)],
  shell: (cmd) => [{ name: 'exec_command', args: { cmd } }],
}

function patch(body: string) {
  return { name: 'apply_patch', input: `*** Begin Patch\n${body}*** End Patch\n` }
}
