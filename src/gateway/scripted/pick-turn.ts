import type { Turn, Turns } from '../../contract/turns.ts'

/** The turn that answers a request, and its number; past the last one the model says `after`. */
export function pickTurn(turns: Turns, input: unknown): { readonly index: number; readonly turn: Turn } {
  const index = countToolResultGroups(input)
  return { index, turn: turns.turns[index] ?? { text: turns.after, calls: [] } }
}

/** Runs of neighbouring tool results in a conversation. Reasoning between two results does not part them. */
export function countToolResultGroups(input: unknown): number {
  if (!Array.isArray(input)) return 0
  let groups = 0
  let inside = false
  for (const item of input as readonly unknown[]) {
    const type = typeof item === 'object' && item !== null && 'type' in item ? item.type : undefined
    if (type === 'reasoning') continue
    const isResult = typeof type === 'string' && type.endsWith('_output')
    if (isResult && !inside) groups += 1
    inside = isResult
  }
  return groups
}
