import * as z from 'zod'
import { type ConfigProblem, configProblem, keyPath } from '../config-problem.ts'
import { schemaProblems } from '../schema-problems.ts'
import type { YamlDocument } from '../yaml-document.ts'
import { parseToml } from './toml-document.ts'

const Seconds = z.number().positive().max(86_400)
const Env = z.record(z.string(), z.string())
/** Forms of task.toml that were read; others may mean anything. */
const Version = z.enum(['1.0', '1.1'])

/** `task.toml` of a Harbor task. What is not named here is refused. Source: harborframework.com/docs/tasks. */
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
  agent: z.strictObject({ timeout_sec: Seconds.optional(), user: z.unknown() }).partial().optional(),
  verifier: z.strictObject({ timeout_sec: Seconds, env: Env, user: z.unknown() }).partial().optional(),
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
      env: Env,
      mcp_servers: z.array(z.unknown()),
      skills_dir: z.string(),
      healthcheck: z.unknown(),
    })
    .partial()
    .optional(),
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
