import * as z from 'zod'
import { digestOfJson } from '../kernel/canonical-json.ts'

const Named = z.looseObject({ id: z.string() })

/** A policy as a bundle holds it: only the parts that are told apart here are looked at. */
const WholePolicy = z.looseObject({
  test: z.unknown(),
  policy: z.unknown(),
  stages: z.unknown().optional(),
  engines: z.array(Named.extend({ provider: z.string().optional() })),
  providers: z.array(Named),
  repositories: z.array(Named),
})

/** Digests of what one policy means for one engine, and for it in one repository. */
export interface PolicyScopes {
  /** For what is about the engine wherever it works. */
  readonly ofEngine: string
  /** By repository id. */
  readonly inRepository: ReadonlyMap<string, string>
}

/**
 * What evidence about an engine is bound to: the policy section, the numbers of the ladder, and the entries of that
 * engine, its provider and the repository. Another engine, another repository or a new task change none of it.
 * @param policy `inputs/policy.json` of a bundle, or the workspace's configuration now
 * @returns undefined when the policy does not know the engine, or is none
 */
export function policyScopesOf(policy: unknown, engineId: string): PolicyScopes | undefined {
  const parsed = WholePolicy.safeParse(policy)
  if (!parsed.success) return undefined
  const { test, policy: rules, stages, engines, providers, repositories } = parsed.data
  const engine = engines.find(({ id }) => id === engineId)
  if (engine === undefined) return undefined
  const provider = providers.find(({ id }) => id === engine.provider) ?? null
  const scope = { test, policy: rules, stages: stages ?? null, engine, provider }
  return {
    ofEngine: digestOfJson({ ...scope, repository: null }),
    inRepository: new Map(
      repositories.map((repository) => [repository.id, digestOfJson({ ...scope, repository })]),
    ),
  }
}
