declare const step: unique symbol

/**
 * A value that only the named step of a run makes: "execute without prepare" does not compile.
 * Each step's file is the only one that calls `made` for its name; the architecture test says so.
 */
export type MadeBy<Step extends string, T> = T & { readonly [step]: Step }

export function made<Step extends string>(_step: Step) {
  return <T extends object>(value: T): MadeBy<Step, T> => value as MadeBy<Step, T>
}
