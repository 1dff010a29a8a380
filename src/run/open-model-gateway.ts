import { join } from 'node:path'
import { openGateway } from '../gateway/open-gateway.ts'
import type { Gateway } from '../gateway/port.ts'
import type { StartedRun } from './begin.ts'

export interface OpenedGateway {
  readonly gateway: Gateway
  readonly socketPath: string
  /** Values that must never reach a log. */
  readonly secrets: readonly string[]
}

/** Opens the run's road to its model; null when the engine uses none. */
export async function openModelGateway(run: StartedRun): Promise<OpenedGateway | null> {
  const { modelAccess } = run
  if (modelAccess === null) return null
  const { provider, model, upstream } = modelAccess
  const socketPath = join(run.folders.sockets, 'gateway.sock')
  const gateway = await openGateway({
    provider: provider.id,
    upstream,
    model,
    budget: run.workspace.config.policy.budget,
    socketPath,
    logPath: await run.bundle.place('gateway.jsonl'),
    now: () => new Date(),
  })
  return { gateway, socketPath, secrets: upstream.kind === 'http' ? [upstream.key] : [] }
}
