export { type BubblewrapOptions, createBubblewrapSandbox } from './bubblewrap.ts'
export { createSandbox } from './create-sandbox.ts'
export { createNoSandbox, type NoSandboxOptions } from './none.ts'
export type {
  EndReason,
  Mount,
  Sandbox,
  SandboxAvailability,
  SandboxedProcess,
  SandboxSpec,
} from './port.ts'
