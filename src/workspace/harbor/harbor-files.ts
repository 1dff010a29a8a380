import { lstat, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { type ConfigProblem, configProblem, displayPath } from '../config-problem.ts'

const MAX_BYTES = 1024 * 1024

/** A part of a Harbor task as text; null when it is not there. */
export interface HarborFile {
  /** How messages name it. */
  readonly file: string
  readonly text: string | null
}

/**
 * Reads one text of a Harbor task.
 * @param path relative to the folder of the task
 * @param problems takes what is wrong with it: a link, a folder, too large, no UTF-8
 */
export async function readHarborFile(
  dir: string,
  path: string,
  problems: ConfigProblem[],
): Promise<HarborFile> {
  const full = join(dir, path)
  const file = displayPath(full)
  const refuse = (message: string, fix: string | null): HarborFile => {
    problems.push(configProblem(file, null, '', message, fix))
    return { file, text: null }
  }
  try {
    const found = await lstat(full)
    if (!found.isFile()) return refuse('is no plain file', 'put the file itself there')
    if (found.size > MAX_BYTES) return refuse(`is larger than ${MAX_BYTES} bytes`, null)
    return { file, text: new TextDecoder('utf-8', { fatal: true }).decode(await readFile(full)) }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return { file, text: null }
    if (error instanceof TypeError) return refuse('is not UTF-8 text', null)
    throw error
  }
}

/** Lines that name a folder that there is only in the container. */
export function containerPaths(
  text: string,
  file: string,
  folders: readonly string[],
): readonly ConfigProblem[] {
  const names = folders.map((folder) => folder.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')
  const pattern = new RegExp(String.raw`(?<![\w./-])(?:${names})(?![\w-])`)
  return text.split('\n').flatMap((line, index) => {
    const found = pattern.exec(line)
    if (found === null) return []
    const place = { line: index + 1, column: found.index + 1 }
    return [configProblem(file, place, '', `names \`${found[0]}\`, a folder of the container`, RELATIVE)]
  })
}

const RELATIVE = 'write the path from the root of the repository; tests run there'
