import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { GitSource, type SourceAdmission } from '../contract/source-admission.ts'
import type { EngineConfig, EngineSource } from '../contract/workspace.ts'
import { ProctorError } from '../kernel/proctor-error.ts'
import { toSourceId } from '../policy/check-source-record.ts'
import {
  type DerivedSource,
  gitCommands,
  npmCommands,
  parseNpmPurl,
  resolveCommit,
  retrieveGit,
  retrieveNpm,
} from '../sources/index.ts'
import type { LoadedWorkspace } from '../workspace/read-workspace.ts'
import { moveFolder } from './move-folder.ts'
import { sourceFolder } from './source-record.ts'

export interface RetrieveRequest {
  readonly source: EngineSource
  /** A folder to take a git source from instead of its address. */
  readonly mirror: string | undefined
  /** The folder that the engine is run from, where proctor.yaml names one. */
  readonly install: string | undefined
  /** Is told each command before it is run. */
  readonly show: (command: string) => void
}

/** What `source admit` is to get, from proctor.yaml or from what was typed. @throws ProctorError usage */
export function chooseSource(
  config: EngineConfig,
  typed: {
    readonly source: string | undefined
    readonly commit: string | undefined
    readonly tag: string | undefined
  },
): EngineSource {
  const configured = config.source
  if (typed.source === undefined && configured === undefined) {
    throw new ProctorError('usage', `engine ${config.id} has no source`, {
      hint: `add source: {kind, ...} to it in proctor.yaml, or --source URL`,
    })
  }
  const address = typed.source ?? (configured?.kind === 'npm' ? configured.purl : configured?.url) ?? ''
  if (address.startsWith('pkg:')) {
    parseNpmPurl(address)
    return { kind: 'npm', purl: address }
  }
  if (!GitSource.shape.url.safeParse(address).success) {
    throw new ProctorError('usage', 'the address is none that may go on record', {
      hint: 'https://..., ssh://git@... or file:///..., without a user name or password; or pkg:npm/...',
    })
  }
  const known = configured?.kind === 'git' ? configured : undefined
  const commit = typed.commit ?? (typed.tag === undefined ? known?.commit : undefined)
  const tag = typed.tag ?? (typed.commit === undefined ? known?.tag : undefined)
  return {
    kind: 'git',
    url: address,
    ...(commit === undefined ? {} : { commit }),
    ...(tag === undefined ? {} : { tag }),
  }
}

/** The commands that would be run, as far as they are known beforehand. */
export async function plannedCommands({ source, mirror }: RetrieveRequest): Promise<readonly string[]> {
  if (source.kind === 'npm') {
    const { name, version } = parseNpmPurl(source.purl)
    return [
      ...npmCommands().map(toText),
      `npm pack ${name}@${version}, and what belongs to it on this platform`,
    ]
  }
  const request = { url: source.url, mirror, commit: source.commit, tag: source.tag }
  return gitCommands(request, await resolveCommit(request)).map(toText)
}

/** Retrieves a source into the cache of the workspace and nowhere else, and says what is really there. */
export async function retrieveSource(
  workspace: LoadedWorkspace,
  engine: string,
  request: RetrieveRequest,
): Promise<DerivedSource> {
  const staging = join(workspace.paths.cache, 'sources', engine, `.staging-${process.pid}`)
  await rm(staging, { recursive: true, force: true })
  await mkdir(staging, { recursive: true })
  try {
    for (const command of await plannedCommands(request)) request.show(command)
    const derived = await retrieveInto(workspace, request, staging)
    await moveFolder(staging, sourceFolder(workspace, engine, toSourceId(derived.source)))
    return derived
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
}

async function retrieveInto(
  workspace: LoadedWorkspace,
  { source, mirror, install }: RetrieveRequest,
  staging: string,
): Promise<DerivedSource> {
  if (source.kind === 'npm') {
    const derived = await retrieveNpm(source.purl, staging, join(workspace.paths.cache, 'npm'))
    // The engine runs from its installation; what was unpacked has been digested and is not needed again.
    await rm(join(staging, 'files'), { recursive: true, force: true })
    return derived
  }
  const request = { url: source.url, mirror, commit: source.commit, tag: source.tag, install }
  return await retrieveGit(request, await resolveCommit(request), staging)
}

/** What a record says where it came from, to retrieve it again. */
export function sourceOf({ source }: SourceAdmission): EngineSource {
  return source.kind === 'npm'
    ? { kind: 'npm', purl: source.url }
    : { kind: 'git', url: source.url, commit: source.commit }
}

function toText(command: readonly string[]): string {
  return command
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
