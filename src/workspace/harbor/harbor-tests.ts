import { basename, join } from 'node:path'
import { ProctorError } from '../../kernel/proctor-error.ts'
import { type ConfigProblem, configProblem, displayPath } from '../config-problem.ts'
import { type LaidFile, readHiddenTests } from '../read-hidden-tests.ts'
import { containerPaths } from './harbor-files.ts'

/** What `node --test` looks for by itself, in any folder; all scripts in a folder `test` besides. */
const FOUND = /^(?:test|test-.+|.+[._-]test)\.[cm]?[jt]s$/
const SCRIPT = /\.[cm]?[jt]s$/

/**
 * The files of `tests/` beside test.sh, when `node --test` finds in them what test.sh names and nothing else, and they
 * reach for nothing of the container.
 * @param named files that test.sh names, relative to tests/
 */
export async function readHarborTests(
  dir: string,
  named: readonly string[],
  workdir: string,
  problems: ConfigProblem[],
): Promise<readonly LaidFile[]> {
  const folder = join(dir, 'tests')
  const script = displayPath(join(folder, 'test.sh'))
  const refuse = (message: string, fix: string | null): void => {
    problems.push(configProblem(script, { line: 1, column: 1 }, '', message, fix))
  }
  const files = (await listTests(folder, script, problems)).filter(({ path }) => path !== 'test.sh')
  for (const name of named) {
    if (!files.some(({ path }) => path === name)) refuse(`tests/${name} is not there`, null)
    else if (!isFound(name)) refuse(`tests/${name} is not found by \`node --test\``, 'name it NAME.test.js')
  }
  for (const { path, content } of files) {
    if (isFound(path) && !named.includes(path))
      refuse(`tests/${path} would be run, and test.sh does not name it`, 'name it there, or rename it')
    const file = displayPath(join(folder, path))
    const text = Buffer.from(content).toString('utf8')
    problems.push(...containerPaths(text, file, [workdir, '/tests', '/logs', '/solution']))
    text.split('\n').forEach((line, index) => {
      if (/['"`]\.\.\//.test(line))
        problems.push(
          configProblem(file, { line: index + 1, column: 1 }, '', 'reaches out of tests/', FROM_ROOT),
        )
    })
  }
  return files
}

const FROM_ROOT = 'go from process.cwd(), which is the root of the repository'

function isFound(path: string): boolean {
  return FOUND.test(basename(path)) || (SCRIPT.test(path) && path.split('/').slice(0, -1).includes('test'))
}

async function listTests(
  folder: string,
  script: string,
  problems: ConfigProblem[],
): Promise<readonly LaidFile[]> {
  try {
    return (await readHiddenTests(folder, script)).files
  } catch (error) {
    if (!(error instanceof ProctorError)) throw error
    problems.push(configProblem(script, null, '', error.message, error.hint ?? null))
    return []
  }
}
