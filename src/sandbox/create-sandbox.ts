import { createBubblewrapSandbox } from './bubblewrap.ts'
import { createNoSandbox } from './none.ts'
import type { Sandbox } from './port.ts'

/** The backend of that name, with its defaults. `tempFolder`: for what it makes on the host and removes again. */
export function createSandbox(kind: Sandbox['backend'], tempFolder?: string): Sandbox {
  return kind === 'bubblewrap' ? createBubblewrapSandbox() : createNoSandbox({ tempFolder })
}
