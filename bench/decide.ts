// How many eligibility decisions a second: 20 engines, 200 risk rules, every decision about another task in another
// repository. `node bench/decide.ts`

import { DecisionFacts } from '../src/contract/decision-facts.ts'
import { SCHEMA_IDS } from '../src/contract/ids.ts'
import { PolicyConfig } from '../src/contract/workspace.ts'
import { sha256 } from '../src/kernel/digest.ts'
import { decideEligibility, prepareDecisions } from '../src/policy/decide-eligibility.ts'

const ROUNDS = 20_000
const policy = PolicyConfig.parse({
  riskRules: Array.from({ length: 200 }, (_, index) => ({
    id: `rule-${index}`,
    riskClass: index % 2 === 0 ? 'medium' : 'high',
    paths: [`packages/p${index}/**`, `**/secret-${index}.ts`],
  })),
})
const first = DecisionFacts.parse({
  schemaVersion: SCHEMA_IDS.decisionFacts,
  now: '2026-06-15T12:00:00.000Z',
  expiresAt: '2026-06-15T16:00:00.000Z',
  requester: 'dave',
  task: {
    id: 'example',
    riskClass: 'low',
    hasTest: true,
    paths: ['src/**', 'test/*.ts'],
    maxFiles: 5,
    maxLines: 50,
  },
  repository: { id: 'example', class: 'artificial' },
  source: { clean: true, dirtyPaths: [] },
  sandbox: { backend: 'bubblewrap', available: true, problems: [] },
  protection: { commit: 'a'.repeat(40), changed: [] },
  candidates: Array.from({ length: 20 }, (_, rank) => ({
    engine: `engine-${rank}`,
    rank,
    adapter: 'fake',
    adapterKnown: true,
    gated: rank % 2 === 0,
    admission: {
      schemaVersion: SCHEMA_IDS.admission,
      engine: `engine-${rank}`,
      adapter: 'fake',
      basis: 'lock-file',
      purl: null,
      version: '1.0.0',
      executables: [{ path: 'bin/engine', sha256: sha256(String(rank)) }],
      admitted: true,
      allowedMode: 'artificial',
      reasons: [],
    },
    enablement: null,
    standing: null,
  })),
  recommendations: [],
  policyDigest: sha256('policy'),
})

/** Every one has paths, a task and a repository of its own; `<folder>/**` meets all rules that look for a name anywhere. */
const asked = Array.from(
  { length: ROUNDS },
  (_, round): DecisionFacts => ({
    ...first,
    now: new Date(Date.parse(first.now) + round).toISOString(),
    task: {
      ...first.task,
      id: `task-${round}`,
      paths: [`src/area-${round}/**`, `packages/p${round % 400}/lib-${round}/*.ts`],
      maxFiles: 1 + (round % 20),
    },
    repository: {
      id: `repository-${round % 1_000}`,
      class: round % 3 === 0 ? 'copied' : 'artificial',
    },
  }),
)

function measure(name: string, decide: (facts: DecisionFacts) => unknown): void {
  for (const facts of asked.slice(0, 2_000)) decide(facts)
  const started = process.cpuUsage()
  const wall = performance.now()
  for (const facts of asked) decide(facts)
  const { user, system } = process.cpuUsage(started)
  const perSecond = (seconds: number) => Math.round(ROUNDS / seconds)
  console.log(
    `${name}: ${perSecond((user + system) / 1_000_000)} decisions per CPU second, ${perSecond((performance.now() - wall) / 1_000)} per second of wall clock`,
  )
}

measure('engines and policy prepared once', prepareDecisions(first.candidates, policy))
measure('everything anew', (facts) => decideEligibility(facts, policy))
