import { Exchange } from '../contract/exchange.ts'
import { Turns } from '../contract/turns.ts'
import { type EngineConfig, type ProviderConfig, ProviderDeadlines } from '../contract/workspace.ts'
import type { Preflight, Upstream } from '../gateway/port.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { readConfig, readConfigBytes } from '../workspace/read-config.ts'
import type { OpenedRun } from './opened-run.ts'

/** A provider of proctor.yaml, with all that it takes to reach it. Read before anything is started. */
export interface ModelAccess {
  readonly provider: ProviderConfig
  readonly model: string | null
  readonly upstream: Upstream
}

/**
 * Where the engine's model is; null when the engine uses none.
 * @throws ProctorError config_invalid, config_unreadable: no turns file, no key in the environment
 */
export async function findModelAccess(run: OpenedRun, engine: EngineConfig): Promise<ModelAccess | null> {
  const { provider: providerId, model } = engine
  if (providerId === undefined) return null
  const provider = run.workspace.config.providers.find(({ id }) => id === providerId)
  if (provider === undefined)
    throw new ProctorError('bug', `provider ${providerId} was not checked with proctor.yaml`)
  checkPrices(run, engine, provider)
  return { provider, model: model ?? null, upstream: await toUpstream(run, engine, provider) }
}

/** A limit on costs that nobody can compute would only be found out after the costs. */
function checkPrices({ task, workspace }: OpenedRun, engine: EngineConfig, provider: ProviderConfig): void {
  const limit = task.budget?.cost ?? workspace.config.policy.budget?.cost
  if (limit === undefined) return
  const priced = Object.keys(provider.prices?.models ?? {})
  if (
    priced.includes('*') ||
    (engine.model === undefined ? priced.length > 0 : priced.includes(engine.model))
  )
    return
  const what = engine.model === undefined ? 'its models' : `model ${engine.model}`
  throw new ProctorError(
    'config_invalid',
    `provider ${provider.id}: a cost of ${limit} is allowed, and there is no price for ${what}`,
    { hint: `give ${provider.id} \`prices\` in proctor.yaml, or take the limit on costs away` },
  )
}

/** Values that must never reach a log. */
export function secretsOf(access: ModelAccess | null): readonly string[] {
  return access?.upstream.kind === 'http' ? [access.upstream.key] : []
}

export function deadlinesOf({ deadlines }: ProviderConfig): ProviderDeadlines {
  return ProviderDeadlines.parse(deadlines ?? {})
}

/** Whether the engine's provider is there, before anything is set up for the engine; null when it uses none. */
export async function askProvider(access: ModelAccess | null): Promise<Preflight | null> {
  if (access === null) return null
  const { preflight } = await import('../gateway/preflight.ts')
  return await preflight(access.upstream, deadlinesOf(access.provider).preflight * 1_000)
}

async function toUpstream(run: OpenedRun, engine: EngineConfig, provider: ProviderConfig): Promise<Upstream> {
  if (provider.kind === 'scripted') {
    const name = provider.turns.replaceAll('{task}', run.task.id).replaceAll('{engine}', engine.id)
    return { kind: 'scripted', turns: (await readConfig(run.resolve(name), Turns)).value }
  }
  if (provider.kind === 'replay') {
    const name = provider.recording.replaceAll('{task}', run.task.id).replaceAll('{engine}', engine.id)
    return { kind: 'replay', exchanges: await readRecording(run.resolve(name)) }
  }
  const key = process.env[provider.keyEnv]
  if (key === undefined || key === '') {
    throw new ProctorError(
      'config_invalid',
      `provider ${provider.id}: the environment has no ${provider.keyEnv}`,
      {
        hint: `set ${provider.keyEnv} to the key of ${provider.id}; only the gateway will see it`,
      },
    )
  }
  const ca = provider.caFile === undefined ? undefined : await readCertificates(run.resolve(provider.caFile))
  return { kind: 'http', baseUrl: provider.baseUrl, wire: provider.wire, key, ca }
}

const MAX_RECORDING = 256 * 1024 * 1024

/** @throws ProctorError config_invalid, config_unreadable */
async function readRecording(path: string): Promise<Exchange[]> {
  const text = Buffer.from(await readConfigBytes(path, MAX_RECORDING)).toString('utf8')
  const lines = text.split('\n').filter((line) => line !== '')
  return lines.map((line, index) => {
    const parsed = Exchange.safeParse(parseOrNull(line))
    if (parsed.success) return parsed.data
    throw new ProctorError('config_invalid', `${path}:${index + 1}: not a recorded exchange`, {
      hint: 'take raw/exchanges.jsonl of a run whose provider says `record: true`',
    })
  })
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

const MAX_CERTIFICATES = 1024 * 1024

async function readCertificates(path: string): Promise<string> {
  return Buffer.from(await readConfigBytes(path, MAX_CERTIFICATES)).toString('latin1')
}
