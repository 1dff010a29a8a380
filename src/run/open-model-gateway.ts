import { join } from 'node:path'
import type { Gateway } from '../gateway/port.ts'
import type { StartedRun } from './begin.ts'
import { deadlinesOf } from './model-access.ts'

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
  // Loaded when it is needed: node:http alone takes a twentieth of a second.
  const { openGateway } = await import('../gateway/open-gateway.ts')
  const socketPath = join(run.folders.sockets, 'gateway.sock')
  const { stall, request } = deadlinesOf(provider)
  const gateway = await openGateway({
    provider: provider.id,
    upstream,
    deadlines: { stallMs: stall * 1_000, requestMs: request * 1_000 },
    model,
    budget: run.workspace.config.policy.budget,
    socketPath,
    logPath: await run.bundle.place('gateway.jsonl'),
    now: () => new Date(),
  })
  return { gateway, socketPath, secrets: upstream.kind === 'http' ? [upstream.key] : [] }
}
