import * as z from 'zod'
import { type ConfigProblem, configProblem, keyPath } from '../config-problem.ts'
import { schemaProblems } from '../schema-problems.ts'
import type { YamlDocument } from '../yaml-document.ts'
import { parseToml } from './toml-document.ts'

const Seconds = z.number().positive().max(86_400)
const Env = z.record(z.string(), z.string())
/** Forms of task.toml that were read; others may mean anything. */
const Version = z.enum(['1.0', '1.1', '1.2', '1.3', '1.4'])
/** Since 1.1; of the environment, and of a phase that has another. */
const Network = {
  network_mode: z.enum(['public', 'no-network', 'allowlist']),
  allowed_hosts: z.array(z.string()),
}

/**
 * `task.toml` of a Harbor task, in what its versions have in common: later ones added keys and gave none another meaning.
 * What is not named here is refused, such as the steps of 1.2 and later. Source: harborframework.com/docs/tasks, and for
 * 1.2 to 1.4 the models of docs.nvidia.com/nemo/gym (nemo_gym.data.tasks.harbor), which mirror Harbor's.
 */
const HarborConfig = z.strictObject({
  version: Version.optional(),
  schema_version: Version.optional(),
  source: z.string().optional(),
  task: z
    .strictObject({
      name: z.string().optional(),
      description: z.string().optional(),
      authors: z.array(z.strictObject({ name: z.string(), email: z.string().optional() })).optional(),
      keywords: z.array(z.string()).optional(),
    })
    .optional(),
  /** For people; nothing of it says how the task is run. */
  metadata: z.record(z.string(), z.unknown()).optional(),
  agent: z
    .strictObject({ timeout_sec: Seconds, user: z.unknown(), ...Network })
    .partial()
    .optional(),
  verifier: z
    .strictObject({
      timeout_sec: Seconds,
      env: Env,
      user: z.unknown(),
      ...Network,
      environment_mode: z.enum(['shared', 'separate']),
      environment: z.unknown(),
      collect: z.array(z.unknown()),
    })
    .partial()
    .optional(),
  solution: z.strictObject({ env: Env }).partial().optional(),
  environment: z
    .strictObject({
      build_timeout_sec: z.number(),
      docker_image: z.string(),
      workdir: z.string(),
      os: z.string(),
      cpus: z.number(),
      memory: z.string(),
      memory_mb: z.number(),
      storage: z.string(),
      storage_mb: z.number(),
      gpus: z.number(),
      gpu_types: z.array(z.string()),
      allow_internet: z.boolean(),
      ...Network,
      env: Env,
      mcp_servers: z.array(z.unknown()),
      skills_dir: z.string(),
      healthcheck: z.unknown(),
    })
    .partial()
    .optional(),
  /** What Harbor copies out of the container when the engine has ended. */
  artifacts: z.array(z.unknown()).optional(),
})
export type HarborConfig = z.infer<typeof HarborConfig>

const RESOURCES = ['cpus', 'memory', 'memory_mb', 'storage', 'storage_mb', 'build_timeout_sec'] as const

/** The configuration, or everything that speaks against taking the task over. */
export function readHarborConfig(
  text: string,
  file: string,
): { readonly config: HarborConfig; readonly notes: readonly string[] } | readonly ConfigProblem[] {
  const document = parseToml(text, file)
  if (!('value' in document)) return document
  const parsed = HarborConfig.safeParse(document.value)
  if (!parsed.success) return schemaProblems(HarborConfig, parsed.error, document, file)
  const config = parsed.data
  const needs = needsOf(config)
  if (needs.length > 0) return needs.map((need) => toProblem(need, document, file))
  const left = RESOURCES.filter((key) => config.environment?.[key] !== undefined)
  const notes =
    left.length === 0
      ? []
      : [`not taken over: environment.${left.join(', ')}; policy says what a run may use`]
  if ((config.artifacts ?? []).length > 0)
    notes.push('not taken over: artifacts; a bundle holds what a run leaves')
  return { config, notes }
}

interface Need {
  readonly path: readonly string[]
  readonly what: string
  readonly fix: string | null
}

function needsOf({
  version,
  schema_version,
  agent,
  verifier,
  solution,
  environment = {},
}: HarborConfig): Need[] {
  const needs: Need[] = []
  const need = (path: string, holds: boolean, what: string, fix: string | null = null): void => {
    if (holds) needs.push({ path: path.split('.'), what, fix })
  }
  const container = 'only a container has it'
  need(
    'version',
    version === undefined && schema_version === undefined,
    'is missing',
    'add `version = "1.0"`',
  )
  need('agent.user', agent?.user !== undefined, `a user is named: ${container}`)
  need('verifier.user', verifier?.user !== undefined, `a user is named: ${container}`)
  for (const [name, env] of Object.entries({ verifier, solution, environment }))
    need(
      `${name}.env`,
      Object.keys(env?.env ?? {}).length > 0,
      'variables are set, which no run here is given',
    )
  need(
    'environment.docker_image',
    environment.docker_image !== undefined,
    `an image that was built elsewhere: ${container}`,
  )
  need(
    'environment.allow_internet',
    environment.allow_internet === true,
    'the task asks for the network',
    'remove it when the task needs no network',
  )
  for (const [name, phase] of Object.entries({ environment, agent, verifier })) {
    need(
      `${name}.network_mode`,
      (phase?.network_mode ?? 'no-network') !== 'no-network',
      'the task asks for the network',
      'write no-network when the task needs none',
    )
    need(
      `${name}.allowed_hosts`,
      (phase?.allowed_hosts ?? []).length > 0,
      'the task asks for the network',
      'remove it when the task needs no network',
    )
  }
  const apart = `the tests run in a container of their own: ${container}`
  need('verifier.environment_mode', verifier?.environment_mode === 'separate', apart)
  need('verifier.environment', verifier?.environment !== undefined, apart)
  need(
    'verifier.collect',
    (verifier?.collect ?? []).length > 0,
    `commands of a container before its files are collected: ${container}`,
  )
  need('environment.os', (environment.os ?? 'linux') !== 'linux', 'another system than linux')
  need('environment.gpus', (environment.gpus ?? 0) > 0, 'a graphics processor is asked for')
  need('environment.gpu_types', (environment.gpu_types ?? []).length > 0, 'a graphics processor is asked for')
  need(
    'environment.mcp_servers',
    (environment.mcp_servers ?? []).length > 0,
    'servers beside the container are asked for',
  )
  need(
    'environment.skills_dir',
    environment.skills_dir !== undefined,
    `skills of an engine in the image: ${container}`,
  )
  need(
    'environment.healthcheck',
    environment.healthcheck !== undefined,
    `a check of a container: ${container}`,
  )
  return needs
}

function toProblem({ path, what, fix }: Need, document: YamlDocument, file: string): ConfigProblem {
  return configProblem(file, document.placeOf(path), keyPath(path), what, fix)
}
