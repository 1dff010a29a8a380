import { createBubblewrapSandbox } from './bubblewrap.ts'
import { createNoSandbox } from './none.ts'
import type { Sandbox } from './port.ts'

/** The backend of that name, with its defaults. */
export function createSandbox(kind: Sandbox['backend']): Sandbox {
  return kind === 'bubblewrap' ? createBubblewrapSandbox() : createNoSandbox()
}
