import * as z from 'zod'

/** One enum for repository class, allowed execution mode and mutation mode, from least to most. */
export const MUTATION_CLASSES = [
  'none',
  'artificial',
  'copied',
  'disposable',
  'owned-noncritical',
  'owned-critical',
] as const

export const MutationClass = z.enum(MUTATION_CLASSES)
export type MutationClass = z.infer<typeof MutationClass>

/** Whether `wanted` asks for no more than `allowed`. */
export function isWithinClass(wanted: MutationClass, allowed: MutationClass): boolean {
  return MUTATION_CLASSES.indexOf(wanted) <= MUTATION_CLASSES.indexOf(allowed)
}
