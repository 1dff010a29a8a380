import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { EngineFacts, ProviderFacts, RefusalReason, SandboxFacts } from '../contract/facts.ts'
import { decidePermission } from '../engines/permission.ts'
import type {
  EngineAdapter,
  LaunchPlan,
  PermissionAnswer,
  PermissionPolicy,
  PermissionRequest,
  PrepareContext,
} from '../engines/port.ts'
import type { Preflight } from '../gateway/port.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import type { Mount, SandboxedProcess, SandboxSpec } from '../sandbox/index.ts'
import type { StartedRun } from './begin.ts'
import { type MadeBy, made } from './brand.ts'
import { bridged } from './bridge.ts'
import { giveFolder } from './give-folder.ts'
import { INSIDE } from './layout.ts'
import { type OpenedGateway, openModelGateway } from './open-model-gateway.ts'
import type { Prepared } from './prepare.ts'
import { recordOutput } from './record-output.ts'
import { toSandboxSpec } from './sandbox-spec.ts'

/** Paths of a request that are put on record. */
const MAX_PATHS = 100

/** How the engine's run went, as seen from outside. All null when no engine was started. */
export type EngineRun = MadeBy<
  'execute',
  {
    readonly engine: EngineFacts | null
    readonly provider: ProviderFacts | null
    readonly sandbox: SandboxFacts | null
    /** Why the engine was not started after all: its source changed since the decision. */
    readonly refusals: readonly RefusalReason[]
  }
>

/** What another process wrote down of the engine's run, or found of it. */
export function resumeExecuted(found: {
  readonly engine: EngineFacts | null
  readonly provider: ProviderFacts | null
  readonly sandbox: SandboxFacts | null
  readonly refusals: readonly RefusalReason[]
}): EngineRun {
  return made('execute')(found)
}

/** The engine, in the sandbox, its model traffic through our gateway. Returns when its whole tree is dead. */
export async function execute(run: StartedRun, prepared: Prepared): Promise<EngineRun> {
  const { checkout, dependencies } = prepared
  if (prepared.preflight !== null && prepared.preflight.failure !== null)
    return await notThere(run, prepared.preflight)
  if (checkout === null || run.interrupts.cause !== null) {
    return notStarted([], null)
  }
  const opened = await openModelGateway(run)
  try {
    if (prepared.preflight !== null) opened?.gateway.recordPreflight(prepared.preflight)
    const context = await toContext(run, opened)
    const plan = await adapterOf(run).prepare(context)
    if (run.owner !== undefined) await giveFolder(run.folders.home, run.owner)
    const spec = toSpec(run, plan, opened, [
      { from: checkout.path, to: INSIDE.checkout, mode: 'rw' },
      { from: run.folders.home, to: INSIDE.home, mode: 'rw' },
      ...dependencies.mounts,
    ])
    run.progress('execute', `${run.candidate.config.id} ${run.candidate.record.version ?? ''}`.trim())
    await run.events.sync()
    const changed = await sourceChanged(run)
    if (changed.length > 0) {
      await run.events.append('run.refused', 'harness', { reasons: [...changed] })
      await opened?.gateway.close()
      return notStarted(changed, opened?.gateway.facts() ?? null)
    }
    const process = await run.sandbox.start(spec)
    await run.events.append('engine.started', 'harness', {
      argv: [...spec.argv],
      cwd: spec.cwd,
      envNames: Object.keys(spec.env).sort(),
      sandbox: process.facts,
    })
    // On the disk before anything that it prints is: a machine that goes down leaves no output of nobody.
    await run.events.sync()
    const engine = await watch(run, process, context)
    await opened?.gateway.close()
    await recordProvider(run, opened)
    return made('execute')({
      engine,
      provider: opened?.gateway.facts() ?? null,
      sandbox: process.facts,
      refusals: [],
    })
  } finally {
    await opened?.gateway.close()
  }
}

/** The provider is not there: that is on record as the gateway's own word, and the engine is not started. */
async function notThere(run: StartedRun, preflight: Preflight): Promise<EngineRun> {
  const opened = await openModelGateway(run)
  opened?.gateway.recordPreflight(preflight)
  await opened?.gateway.close()
  await recordProvider(run, opened)
  return notStarted([], opened?.gateway.facts() ?? null)
}

/** @param provider what the gateway counted; null when none was opened */
function notStarted(refusals: readonly RefusalReason[], provider: ProviderFacts | null): EngineRun {
  return made('execute')({ engine: null, provider, sandbox: null, refusals })
}

/** The source once more, right before the spawn: what was admitted must be what starts. */
export async function sourceChanged(run: StartedRun): Promise<readonly RefusalReason[]> {
  const { vendor, config } = run.candidate
  if (vendor === null) return []
  const now = await vendor.derive()
  const differences = [...now.differences]
  if (now.treeSha256 !== vendor.before.treeSha256) differences.push('it changed since it was admitted')
  return differences.map((why) => ({ code: 'source_mismatch', message: `engine ${config.id}: ${why}` }))
}

/** The adapter of an engine that was selected: only engines with one are. */
export function adapterOf(run: StartedRun): EngineAdapter {
  const { adapter } = run.candidate
  if (adapter === null) throw new ProctorError('bug', 'an engine without an adapter was selected')
  return adapter
}

/** What an adapter is told. */
export async function toContext(run: StartedRun, opened: OpenedGateway | null): Promise<PrepareContext> {
  const { installation } = run.candidate
  if (installation === null) throw new ProctorError('bug', 'an engine that is not installed was admitted')
  let scenario: string | null = null
  if (run.scenario !== null) {
    scenario = join(run.folders.root, 'scenario.json')
    await writeFile(scenario, run.scenario, { mode: 0o644 })
    await chmod(scenario, 0o644)
  }
  return {
    installation,
    instruction: run.instruction,
    model: run.candidate.config.model ?? null,
    command: run.candidate.config.command ?? null,
    permissions: run.candidate.config.permissions ?? 'checkout',
    wire: wireOf(run),
    home: run.folders.home,
    scenario,
    inside: {
      home: INSIDE.home,
      checkout: INSIDE.checkout,
      gateway: opened === null ? null : INSIDE.gateway,
      node: INSIDE.node,
    },
  }
}

function wireOf({ modelAccess }: StartedRun): PrepareContext['wire'] {
  return modelAccess?.upstream.kind === 'http' ? modelAccess.upstream.wire : null
}

/** The launch of an engine: what its adapter planned, and its road to the gateway. */
export function toSpec(
  run: StartedRun,
  plan: LaunchPlan,
  opened: OpenedGateway | null,
  mounts: readonly Mount[],
): SandboxSpec {
  const gatewayMount: Mount[] =
    opened === null ? [] : [{ from: opened.socketPath, to: INSIDE.gateway, mode: 'rw' }]
  const launch =
    plan.bridgePort === null || opened === null
      ? { argv: plan.argv, mounts: [] }
      : bridged(plan.argv, plan.bridgePort, INSIDE.gateway)
  return toSandboxSpec(run, {
    argv: launch.argv,
    env: plan.env,
    mounts: [...mounts, ...plan.mounts, ...launch.mounts, ...gatewayMount],
    wallSeconds: run.task.timeout,
    silenceSeconds: run.task.silenceTimeout,
    stdin: plan.stdin,
  })
}

async function watch(
  run: StartedRun,
  process: SandboxedProcess,
  context: PrepareContext,
): Promise<EngineFacts> {
  const adapter = adapterOf(run)
  const stopping = new AbortController()
  const stopListening = run.interrupts.onInterrupt((graceMs) => {
    stopping.abort()
    process.end('interrupted', graceMs)
  })
  try {
    const recording = recordOutput(run, process, adapter.createNormaliser(policyOf(run)), {
      stdout: 'raw/stdout.log',
      stderr: 'raw/stderr.log',
      emit: async ({ type, origin, data }) => {
        await run.events.append(type, origin, data)
      },
    })
    if (process.stdin !== null && adapter.converse !== undefined) {
      const permit = (request: PermissionRequest) => permitByPolicy(run, request)
      const { stdin } = process
      await adapter.converse({ stdin, stdout: recording.lines, stopping: stopping.signal, permit }, context)
    }
    // What the adapter did not read to its end is still read, so that nothing waits in memory.
    recording.lines.resume()
    const output = await recording.done
    const exit = await process.exited
    await run.events.append('engine.exited', 'harness', {
      code: exit.exitCode,
      signal: exit.signal,
      timedOut: exit.timedOut,
      silent: exit.silent,
      limit: exit.limit,
      interrupted: exit.interrupted,
      durationMs: exit.durationMs,
      stdoutDigest: output.stdout.sha256,
      stderrDigest: output.stderr.sha256,
      leftProcesses: exit.leftProcesses.length,
    })
    return { id: run.candidate.config.id, exit, ...output }
  } catch (error) {
    // A conversation that broke is a bug of ours; the engine is not left running for it.
    process.end('done', 0)
    throw error
  } finally {
    stopListening()
  }
}

export function policyOf({ candidate }: StartedRun): PermissionPolicy {
  return candidate.config.permissions ?? 'checkout'
}

/** Answers what the engine asks for inside its session, and puts the answer on record as policy's own. */
async function permitByPolicy(run: StartedRun, request: PermissionRequest): Promise<PermissionAnswer> {
  const answer = decidePermission(policyOf(run), INSIDE.checkout, request)
  await run.events.append('permission.resolved', 'policy', {
    toolCallId: request.toolCallId,
    outcome: answer.optionKind === null ? 'cancelled' : 'selected',
    optionKind: answer.optionKind,
    paths: request.paths.slice(0, MAX_PATHS).map((path) => path.toWellFormed()),
  })
  return answer
}

async function recordProvider(run: StartedRun, opened: OpenedGateway | null): Promise<void> {
  if (opened === null) return
  for (const failure of opened.gateway.failures) {
    if (failure.kind !== 'budget') {
      await run.events.append('provider.unavailable', 'harness', failure)
      continue
    }
    for (const spent of opened.gateway.usedUp())
      await run.events.append('provider.budget_exceeded', 'harness', spent)
  }
}
