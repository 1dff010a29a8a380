import { join } from 'node:path'
import type { Budget, Gateway } from '../gateway/port.ts'
import type { StartedRun } from './begin.ts'
import { deadlinesOf } from './model-access.ts'

export interface OpenedGateway {
  readonly gateway: Gateway
  readonly socketPath: string
}

/** Files of the bundle that get what passes a gateway. */
interface GatewayFiles {
  readonly log: string
  readonly exchanges: string
}

const AUTHORS_FILES: GatewayFiles = { log: 'gateway.jsonl', exchanges: 'raw/exchanges.jsonl' }

/** Opens the run's road to its model; null when the engine uses none. */
export async function openModelGateway(
  run: StartedRun,
  files: GatewayFiles = AUTHORS_FILES,
): Promise<OpenedGateway | null> {
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
    budget: budgetOf(run),
    prices: provider.prices,
    socketPath,
    redact: (text) => run.redaction.text(text),
    recordPath:
      'record' in provider && provider.record === true ? await run.bundle.place(files.exchanges) : undefined,
    logPath: await run.bundle.place(files.log),
    now: () => new Date(),
  })
  return { gateway, socketPath }
}

/** What policy and task allow together: the smaller of each two limits. */
function budgetOf(run: StartedRun): Budget {
  const { budget: policy } = run.workspace.config.policy
  const { budget: task } = run.task
  const smaller = (a: number | undefined, b: number | undefined) =>
    a === undefined || b === undefined ? (a ?? b) : Math.min(a, b)
  return {
    requests: smaller(policy?.requests, task?.requests),
    tokens: policy?.tokens,
    inputTokens: task?.inputTokens,
    outputTokens: task?.outputTokens,
    cost: smaller(policy?.cost, task?.cost),
  }
}
