import { isDeepStrictEqual } from 'node:util'

/** Names of the members in which two objects differ. */
export function differences(actual: object, expected: object): string[] {
  const left = new Map<string, unknown>(Object.entries(actual))
  const right = new Map<string, unknown>(Object.entries(expected))
  return [...new Set([...left.keys(), ...right.keys()])].filter(
    (name) => !isDeepStrictEqual(left.get(name), right.get(name)),
  )
}
