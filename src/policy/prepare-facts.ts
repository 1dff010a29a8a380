import type { CandidateFacts, DecisionFacts } from '../contract/decision-facts.ts'
import { toCanonicalJson } from '../kernel/canonical-json.ts'
import { sha256 } from '../kernel/digest.ts'
import { frozenCopy } from '../kernel/frozen-copy.ts'

export interface PreparedFacts {
  /** In order of preference. Copies that nobody can change, so that their text stays what it is. */
  readonly candidates: readonly CandidateFacts[]
  /** The facts in their one order, and the SHA-256 of their canonical JSON. */
  complete(about: Omit<DecisionFacts, 'candidates'>): {
    readonly facts: DecisionFacts
    readonly digest: string
  }
}

/** Lists whose order means nothing are sorted, so that the same facts have the same digest. */
export function prepareFacts(given: readonly CandidateFacts[]): PreparedFacts {
  const candidates = frozenCopy(given.toSorted((a, b) => a.rank - b.rank || (a.engine < b.engine ? -1 : 1)))
  const text = toCanonicalJson({ candidates }).slice(0, -1)
  return {
    candidates,
    complete: (about) => {
      const rest: Omit<DecisionFacts, 'candidates'> & { candidates?: undefined } = {
        ...about,
        candidates: undefined,
        task: { ...about.task, paths: about.task.paths.toSorted() },
        source: { ...about.source, dirtyPaths: about.source.dirtyPaths.toSorted() },
        sandbox: { ...about.sandbox, problems: about.sandbox.problems.toSorted() },
        protection: { ...about.protection, changed: about.protection.changed.toSorted() },
        recommendations: about.recommendations
          .map((said) => [toCanonicalJson(said), said] as const)
          .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
          .map(([, said]) => said),
      }
      // No key of the facts sorts before `candidates`: the rest of their canonical JSON follows it.
      return {
        facts: { ...rest, candidates },
        digest: sha256(`${text},${toCanonicalJson(rest).slice(1)}`),
      }
    },
  }
}
