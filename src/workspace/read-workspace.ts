// Promises: a governed folder as checked data, or an error that names file, line and fix.
// Must not: write, start anything but git, or read what the configuration does not name.
// Called by: run/ and cli/.
import { stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Trust } from '../contract/trust.ts'
import { Workspace } from '../contract/workspace.ts'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { configInvalid, displayPath } from './config-problem.ts'
import { innerPath } from './inner-path.ts'
import { CONFIG_NAME, type WorkspacePaths, workspacePaths } from './paths.ts'
import { type Protection, readProtection } from './protection.ts'
import { readConfig, readConfigBytes } from './read-config.ts'
import { type KeptCheckpoint, readKeptCheckpoints } from './remembered-checkpoints.ts'
import { checkReferences } from './workspace-references.ts'

export interface LoadedWorkspace {
  /** Absolute. */
  readonly dir: string
  readonly paths: WorkspacePaths
  readonly config: Workspace
  /** Bytes of proctor.yaml. */
  readonly configBytes: Uint8Array
  /** Public keys that statements are checked against; null when there is no trust.json. */
  readonly trust: Trust | null
  readonly protection: Protection
  /** Checkpoints of the ledger that were kept: it must continue each of them. */
  readonly remembered: readonly KeptCheckpoint[]
}

/**
 * The workspace that `start` lies in.
 * @param start absolute path of a folder
 * @throws ProctorError path_missing, workspace_missing
 */
export async function findWorkspace(start: string): Promise<string> {
  if (!(await isFolder(start))) {
    throw new ProctorError('path_missing', `there is no folder ${start}`, { hint: 'check --workspace' })
  }
  for (let dir = start; ; dir = dirname(dir)) {
    if (await exists(join(dir, CONFIG_NAME))) return dir
    if (dirname(dir) === dir) break
  }
  throw new ProctorError('workspace_missing', `no ${CONFIG_NAME} in ${start} or in a folder above`, {
    hint: 'run `proctor init`, or name the workspace with --workspace DIR',
  })
}

/**
 * Reads proctor.yaml, trust.json and git's state of the workspace.
 * @throws ProctorError config_unreadable, config_invalid, unsafe_path, keys_missing, tool_missing
 */
export async function readWorkspace(dir: string): Promise<LoadedWorkspace> {
  const paths = workspacePaths(dir)
  const { value: config, bytes, document, file } = await readConfig(paths.config, Workspace)
  const [first, ...rest] = checkReferences(config, document, file)
  if (first !== undefined) throw configInvalid([first, ...rest])
  for (const [index, provider] of config.providers.entries()) {
    if (provider.kind === 'http') continue
    const [name, path] =
      provider.kind === 'scripted' ? ['turns', provider.turns] : ['recording', provider.recording]
    const place = document.placeOf(['providers', index, name])
    await innerPath(dir, path, `${file}:${place?.line ?? 1}`)
  }
  const [protection, remembered] = await Promise.all([readProtection(dir), readKeptCheckpoints(dir)])
  return {
    dir,
    paths,
    config,
    configBytes: bytes,
    trust: await readTrust(paths.trust),
    protection,
    remembered,
  }
}

/** Reads a trust.json. Null when there is none. @throws ProctorError config_invalid, config_unreadable */
export async function readTrust(path: string): Promise<Trust | null> {
  if (!(await exists(path))) return null
  const file = displayPath(path)
  const bytes = await readConfigBytes(path, 1024 * 1024)
  const parsed = Trust.safeParse(parseJson(bytes))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new ProctorError(
    'config_invalid',
    `not a trust file: ${issue?.path.join('.')} ${issue?.message} (${file})`,
    {
      hint: 'take the file from the last good commit of the workspace',
    },
  )
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined
    throw error
  }
}

async function exists(path: string): Promise<boolean> {
  return (await kindOf(path)) !== 'nothing'
}

async function isFolder(path: string): Promise<boolean> {
  return (await kindOf(path)) === 'folder'
}

async function kindOf(path: string): Promise<'folder' | 'other' | 'nothing'> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'other'
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return 'nothing'
    throw error
  }
}
