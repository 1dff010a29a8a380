import type { Conformance } from '../port.ts'

/** How a scripted model edits through codex: by its patch tool, which models that codex knows are offered. */
export const CODEX_DIALECT: Pick<Conformance, 'edit' | 'write'> = {
  edit: (file, from, to) => [patch(`*** Update File: ${file}\n@@\n-${from}\n+${to}\n`)],
  write: (path, content) => [patch(`*** Add File: ${path}\n${content.replace(/^/gm, '+')}\n`)],
}

function patch(body: string) {
  return { name: 'apply_patch', input: `*** Begin Patch\n${body}*** End Patch\n` }
}
