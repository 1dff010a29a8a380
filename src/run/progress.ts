export const STEPS = [
  'wait',
  'admit',
  'decide',
  'prepare',
  'execute',
  'measure',
  'judge',
  'seal',
  'verify',
] as const
export type Step = (typeof STEPS)[number]

/** Told at the start of each step and when there is something to say within one. */
export type ProgressListener = (step: Step, message: string) => void
