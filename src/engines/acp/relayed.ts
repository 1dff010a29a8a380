import { assetPath } from '../asset-path.ts'
import type { EngineMount, LaunchPlan, PrepareContext } from '../port.ts'

const RELAY = '/opt/engine/acp-relay.mjs'

/** Puts the relay in front of an agent's command. */
export function relayed(
  { inside }: Pick<PrepareContext, 'inside'>,
  command: readonly string[],
): { readonly argv: LaunchPlan['argv']; readonly mounts: readonly EngineMount[] } {
  return {
    argv: [inside.node, RELAY, inside.checkout, '--', ...command],
    mounts: [{ from: assetPath('acp-relay.mjs'), to: RELAY, mode: 'ro' }],
  }
}
