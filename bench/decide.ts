// How many eligibility decisions a second: 20 engines, 200 risk rules. `node bench/decide.ts`

import { DecisionFacts } from '../src/contract/decision-facts.ts'
import { SCHEMA_IDS } from '../src/contract/ids.ts'
import { PolicyConfig } from '../src/contract/workspace.ts'
import { sha256 } from '../src/kernel/digest.ts'
import { decideEligibility } from '../src/policy/decide-eligibility.ts'

const policy = PolicyConfig.parse({
  riskRules: Array.from({ length: 200 }, (_, index) => ({
    id: `rule-${index}`,
    riskClass: index % 2 === 0 ? 'medium' : 'high',
    paths: [`packages/p${index}/**`, `**/secret-${index}.ts`],
  })),
})
const facts = DecisionFacts.parse({
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

const ROUNDS = 5_000
for (let round = 0; round < 1_000; round += 1) decideEligibility(facts, policy)
const started = process.cpuUsage()
const wall = performance.now()
for (let round = 0; round < ROUNDS; round += 1) decideEligibility(facts, policy)
const { user, system } = process.cpuUsage(started)
const seconds = (user + system) / 1_000_000
console.log(
  `${Math.round(ROUNDS / seconds)} decisions per CPU second, ${Math.round(ROUNDS / ((performance.now() - wall) / 1_000))} per second of wall clock`,
)
