import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { errnoOf } from '../../kernel/proctor-error.ts'
import { type ConfigProblem, configProblem, displayPath } from '../config-problem.ts'
import type { LaidFile } from '../read-hidden-tests.ts'
import { readDockerfile } from './dockerfile.ts'
import { type HarborConfig, readHarborConfig } from './harbor-config.ts'
import { containerPaths, readHarborFile } from './harbor-files.ts'
import { readHarborTests } from './harbor-tests.ts'
import { readSolutionScript } from './solution-script.ts'
import { readTestScript } from './test-script.ts'

/** A Harbor task that needs no container. */
export interface HarborTask {
  readonly config: HarborConfig
  readonly instruction: string
  readonly tests: readonly LaidFile[]
  /** The patch that its solution applies; null when there is none or it is no patch. */
  readonly oracle: string | null
  /** What was left behind, in words. */
  readonly notes: readonly string[]
}

const COMPOSE = ['docker-compose.yaml', 'docker-compose.yml', 'compose.yaml', 'compose.yml']

/** Reads the folder of a Harbor task; all reasons why it can't be taken over when it can't. */
export async function readHarborTask(
  dir: string,
): Promise<HarborTask | { readonly problems: readonly ConfigProblem[] }> {
  const problems: ConfigProblem[] = []
  const read = async (path: string): Promise<{ readonly file: string; readonly text: string }> => {
    const before = problems.length
    const { file, text } = await readHarborFile(dir, path, problems)
    if (text === null && problems.length === before)
      problems.push(configProblem(file, null, '', 'is missing', 'a Harbor task has it'))
    return { file, text: text ?? '' }
  }
  const toml = await read('task.toml')
  const configured = toml.text === '' ? [] : readHarborConfig(toml.text, toml.file)
  const known = 'config' in configured ? configured : null
  if (!('config' in configured)) problems.push(...configured)

  for (const name of COMPOSE)
    if (await exists(join(dir, 'environment', name)))
      problems.push(
        configProblem(displayPath(join(dir, 'environment', name)), null, '', 'asks for several containers'),
      )
  const dockerfile = await read('environment/Dockerfile')
  const environment = dockerfile.text === '' ? [] : readDockerfile(dockerfile.text, dockerfile.file)
  const base = 'image' in environment ? environment : null
  if (!('image' in environment)) problems.push(...environment)
  const workdir = known?.config.environment?.workdir ?? base?.workdir ?? null
  if (base !== null && (workdir === null || workdir === '' || workdir === '/'))
    problems.push(
      configProblem(
        dockerfile.file,
        { line: 1, column: 1 },
        '',
        'names no work folder',
        'add WORKDIR: the repository stands for it',
      ),
    )
  const folder = workdir === null || workdir === '' || workdir === '/' ? '/app' : workdir

  const instruction = await read('instruction.md')
  if (instruction.text !== '' && instruction.text.trim() === '')
    problems.push(configProblem(instruction.file, null, '', 'is empty', 'say what is asked'))
  problems.push(...containerPaths(instruction.text, instruction.file, [folder]))

  const script = await read('tests/test.sh')
  const named = script.text === '' ? [] : readTestScript(script.text, script.file, folder)
  if ('problems' in named) problems.push(...named.problems)
  const tests = await readHarborTests(dir, 'problems' in named ? [] : named, folder, problems)
  const oracle = await readOracle(dir, folder, problems)
  if (problems.length > 0 || known === null || base === null) return { problems }
  const notes = [...known.notes, `not used: the image ${base.image}; tests run with what this machine has`]
  if (oracle.why !== null) notes.push(oracle.why)
  return { config: known.config, instruction: instruction.text, tests, oracle: oracle.patch, notes }
}

async function readOracle(
  dir: string,
  workdir: string,
  problems: ConfigProblem[],
): Promise<{ readonly patch: string | null; readonly why: string | null }> {
  const { file, text } = await readHarborFile(dir, 'solution/solve.sh', problems)
  if (text === null)
    return { patch: null, why: `no oracle: ${file} is not there, so that no controls can be run` }
  const solution = readSolutionScript(text, workdir)
  if (solution === null)
    return {
      patch: null,
      why: `no oracle: ${file} does more than apply a patch, so that no controls can be run`,
    }
  if ('patch' in solution) return { patch: solution.patch, why: null }
  const patch = await readHarborFile(dir, join('solution', solution.file), problems)
  return { patch: patch.text, why: patch.text === null ? `no oracle: ${patch.file} is not there` : null }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (errnoOf(error) === 'ENOENT' || errnoOf(error) === 'ENOTDIR') return false
    throw error
  }
}
