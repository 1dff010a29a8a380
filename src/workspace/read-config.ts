import { readFile, stat } from 'node:fs/promises'
import type * as z from 'zod'
import { errnoOf, ProctorError } from '../kernel/proctor-error.ts'
import { type ConfigProblem, configInvalid, displayPath } from './config-problem.ts'
import { schemaProblems } from './schema-problems.ts'
import { MAX_YAML_BYTES, parseYaml, type YamlDocument } from './yaml-document.ts'

/** A configuration file that has the form of its schema. */
export interface ConfigFile<T> {
  readonly value: T
  /** The file as it stands on disk, for digests. */
  readonly bytes: Uint8Array
  /** How messages name the file. */
  readonly file: string
  readonly document: YamlDocument
}

/**
 * Reads a YAML file and checks it against a schema.
 * @throws ProctorError config_unreadable, config_invalid (all problems in `details.problems`)
 */
export async function readConfig<T>(path: string, schema: z.ZodType<T>): Promise<ConfigFile<T>> {
  return parseConfig(await readConfigBytes(path, MAX_YAML_BYTES), displayPath(path), schema)
}

/**
 * Checks the bytes of a YAML file against a schema.
 * @param file how messages name it
 * @throws ProctorError config_invalid (all problems in `details.problems`)
 */
export function parseConfig<T>(bytes: Uint8Array, file: string, schema: z.ZodType<T>): ConfigFile<T> {
  const document = parseYaml(bytes, file)
  if (!('value' in document)) throw invalid(document)
  const parsed = schema.safeParse(document.value)
  if (!parsed.success) throw invalid(schemaProblems(schema, parsed.error, document, file))
  return { value: parsed.data, bytes, file, document }
}

/** @throws ProctorError config_unreadable: absent, no regular file, too large, or not ours to read */
export async function readConfigBytes(path: string, maxBytes: number): Promise<Uint8Array> {
  const file = displayPath(path)
  try {
    const found = await stat(path)
    if (found.isDirectory()) throw unreadable(`${file} is a folder, not a file`)
    if (!found.isFile()) throw unreadable(`${file} is not a regular file`)
    if (found.size > maxBytes) throw unreadable(`${file} is larger than ${maxBytes} bytes`)
    return await readFile(path)
  } catch (error) {
    const code = errnoOf(error)
    if (error instanceof ProctorError || code === undefined) throw error
    if (code === 'ENOENT' || code === 'ENOTDIR') throw unreadable(`${file} does not exist`, error)
    throw unreadable(`${file} can not be read (${code})`, error)
  }
}

function unreadable(message: string, cause?: unknown): ProctorError {
  return new ProctorError('config_unreadable', message, { hint: 'check the path and its permissions', cause })
}

function invalid(problems: readonly ConfigProblem[]): ProctorError {
  const [first, ...rest] = problems
  if (first === undefined) return new ProctorError('bug', 'a configuration was refused without a reason')
  return configInvalid([first, ...rest])
}
