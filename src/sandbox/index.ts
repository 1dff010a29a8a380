export { createSandbox } from './create-sandbox.ts'
export { findProgram } from './find-program.ts'
export type {
  EndReason,
  Mount,
  Sandbox,
  SandboxAvailability,
  SandboxedProcess,
  SandboxSpec,
} from './port.ts'
