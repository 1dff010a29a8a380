import { assetPath } from '../asset-path.ts'
import type { EngineMount, LaunchPlan, PrepareContext } from '../port.ts'

const RELAY = '/opt/engine/acp-relay.mjs'

/** Puts the relay in front of an agent's command. */
export function relayed(
  { inside, permissions }: Pick<PrepareContext, 'inside' | 'permissions'>,
  command: readonly string[],
): { readonly argv: LaunchPlan['argv']; readonly mounts: readonly EngineMount[] } {
  return {
    argv: [inside.node, RELAY, inside.checkout, permissions === 'deny' ? 'ro' : 'rw', '--', ...command],
    mounts: [{ from: assetPath('acp-relay.mjs'), to: RELAY, mode: 'ro' }],
  }
}
