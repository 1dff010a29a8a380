import { acpAdapter } from './acp/adapter.ts'
import { caseAdapter } from './case/adapter.ts'
import { claudeAdapter } from './claude/adapter.ts'
import { codexAdapter, codexExecAdapter } from './codex/adapter.ts'
import { codexAcpAdapter } from './codex-acp/adapter.ts'
import { fakeAdapter } from './fake/adapter.ts'
import { opencodeAdapter } from './opencode/adapter.ts'
import { piAdapter, piLegacyAdapter } from './pi/adapter.ts'
import type { EngineAdapter } from './port.ts'

const ADAPTERS: readonly EngineAdapter[] = [
  fakeAdapter,
  codexAdapter,
  codexExecAdapter,
  piAdapter,
  piLegacyAdapter,
  acpAdapter,
  codexAcpAdapter,
  opencodeAdapter,
  claudeAdapter,
  caseAdapter,
]

/** Ids that `engines[].adapter` of proctor.yaml may name. */
export const ADAPTER_IDS: readonly string[] = ADAPTERS.map((adapter) => adapter.id)

/** The adapter of that name, or undefined. */
export function findAdapter(id: string): EngineAdapter | undefined {
  return ADAPTERS.find((adapter) => adapter.id === id)
}
