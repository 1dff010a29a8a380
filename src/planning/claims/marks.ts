/** Marks that normalise.ts puts in place of what the rules speak about. */
export const MARK = {
  /** The engine under evaluation, with its determiner and a noun such as "backend". */
  candidate: '©',
  /** Another engine, by name. */
  other: '€',
  /** The stage name "candidate default". */
  stage: '§',
  /** Something of the candidate that is not the candidate: its page, its contract, its runs. */
  belonging: '¤',
  /** Quoted words. */
  quote: '¶',
  /** "it", "this one". */
  pronoun: 'ª',
  /** "the backend", "the engine": the candidate when nothing else was spoken of. */
  generic: 'º',
  /** A planning document that speaks of itself. */
  document: '¦',
} as const
